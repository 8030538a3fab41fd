"""The same slip as the program makes it, in a fresh process: `own_slip.py` writes the PDF."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Any

from forms.facts import Facts
from forms.property.release import FX
from printing.page import Document
from views.on_paper import draft_data

NOW = datetime(2026, 11, 21, 10, 42)
TYPED: dict[str, Any] = {
    "unit": "3-1202", "applicant": "租户", "reason": "搬家", "carrier": "陈晓彤",
    "carrier_id": {"kind": "护照", "number": "E12345678"}, "phone": "13800138000",
    "plate": "粤BD12345", "consent": "电话确认", "consent_at": "2026-11-21T10:30",
    "consent_by": "李敏",
    "goods": [
        {"name": "双门冰箱", "spec": "海尔 BCD-215", "measure": "台", "quantity": 1},
        {"name": "实木餐桌（带四把椅子）", "measure": "套", "quantity": 1},
        {"name": "纸箱（衣物、书籍）", "spec": "60×40×50 cm", "measure": "个", "quantity": 12},
    ],
}  # fmt: skip


def composed(copies: tuple[int, ...] | None = None) -> Document:
    """The page description, from values as typed; all copies by default."""
    from printing.slip import compose

    data = draft_data("翠湖花园物业服务中心", FX, TYPED, Facts(now=NOW), "1003 李敏")
    return compose(FX, FX.papers[0], data, copies)


def numbered(number: int) -> Document:
    """The same with goods, persons and a plate of its own, as a batch has them."""
    from printing.slip import compose

    typed = {
        **TYPED, "unit": f"{number % 9 + 1}-{1201 + number}",
        "carrier": f"陈晓{chr(0x4E00 + number)}",
        "phone": f"138{number:08d}", "plate": f"粤BD{number:05d}",
        "goods": [{**line, "name": f"{line['name']}第{number}批"} for line in TYPED["goods"]],
    }  # fmt: skip
    data = draft_data("翠湖花园物业服务中心", FX, typed, Facts(now=NOW), "1003 李敏")
    return compose(FX, FX.papers[0], data)


def drawn(copies: tuple[int, ...] | None = None) -> bytes:
    """The PDF."""
    from printing.pdf import draw

    return draw(composed(copies))


if __name__ == "__main__":
    sys.stdout.buffer.write(drawn())
