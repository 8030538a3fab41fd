"""Pads for the tests: a template with every style of spot, and data for it."""

from __future__ import annotations

from typing import Any

from forms.property.receipt import SJ
from printing.overprint import Template, checked
from printing.slip import SlipData

RECEIPT = SJ.paper("收据")
SPOTS: list[dict[str, Any]] = [
    {"key": "@number", "x": 170, "y": 20, "width": 45, "align": "右"},
    {"key": "@issued_at", "take": "年", "x": 30, "y": 28, "width": 12},
    {"key": "@issued_at", "take": "月", "x": 46, "y": 28, "width": 8},
    {"key": "@issued_at", "take": "日", "x": 58, "y": 28, "width": 8},
    {"key": "payer.name", "x": 35, "y": 38, "width": 50},
    {"key": "pad", "style": "分格", "x": 100, "y": 38, "width": 60, "boxes": 10},
    {"key": "method", "style": "打勾", "choice": "现金", "x": 40, "y": 110},
    {"key": "method", "style": "打勾", "choice": "微信", "x": 60, "y": 110},
    {"key": "items", "style": "明细", "y": 52, "pitch": 8, "lines": 5, "size": 10},
    {"key": "items.#", "style": "明细的列", "x": 20, "width": 8, "align": "中"},
    {"key": "items.what", "style": "明细的列", "x": 30, "width": 80},
    {"key": "items.amount", "style": "明细的列", "x": 180, "width": 36, "align": "右"},
    {"key": "total", "style": "分格", "x": 150, "y": 98, "width": 60, "boxes": 10, "align": "右"},
    {"key": "total", "take": "大写", "x": 40, "y": 98, "width": 90},
    {"key": "remarks", "x": 40, "y": 118, "width": 60, "lines": 2, "pitch": 5},
    {"key": "@issued_by", "x": 160, "y": 125, "width": 50},
]
FILE = {"format": "qiantai-pad-template", "version": 1, "form": "SJ", "paper": "收据"}
HEAD: dict[str, Any] = {"name": "三联收据", "pad": "连续纸", "box": "241-3-1/2"}


def values(*spots: dict[str, Any], **head: Any) -> dict[str, Any]:
    """A template as a file says it: with those spots, else with `SPOTS`."""
    return {**HEAD, "spots": list(spots) or SPOTS, **head}


def pad(*spots: dict[str, Any], **head: Any) -> Template:
    """The same, read."""
    return checked(values(*spots, **head), SJ, RECEIPT)


def receipt(lines: int = 2, **more: str) -> SlipData:
    """A receipt of so many lines of 12.50 each."""
    fen = 1250 * lines
    found = {
        "payer": "欧阳䶮 138 0013 8000", "payer.name": "欧阳䶮", "pad": "NO0012345",
        "method": "现金", "total": f"¥{fen // 100}.{fen % 100:02d}", "remarks": "",
        "@issued_at": "2026年11月21日 10:42", "@issued_by": "刘虚构 1010", **more,
    }  # fmt: skip
    rows = [
        {"what": f"工本费第 {n} 张", "record": "", "purse": "收费", "amount": "¥12.50"}
        for n in range(1, lines + 1)
    ]
    return SlipData("翠湖花园物业服务中心", "SJ-2026-000007", "", found, {"items": rows}, {})
