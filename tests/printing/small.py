"""Receipts, deposited goods and visitors for the tests of rolls and labels: all invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.printing.slips import slip

from printing.slip import SlipData

CODE = "SJ2600010318ABCDEFGH"
ITEMS = (
    {"what": "装修押金", "record": "ZX-2026-000007", "purse": "押金", "amount": "¥2,000.00"},
    {"what": "出入证押金（施工人员五人）", "record": "CR-2026-000012", "purse": "押金",
     "amount": "¥500.00"},
    {"what": "复印 A4", "record": "", "purse": "收费", "amount": "¥3.00"},
)  # fmt: skip
PAID = {
    "unit": "3 栋 1202", "payer": "欧阳䶮", "pad": "0087231", "total": "¥2,503.00",
    "method": "微信", "reference": "4200001234567890", "deposits": "¥2,500.00",
    "remarks": "押金凭证据退还，由施工负责人代交", "@issued_at": "2026年11月21日 10:42",
    "@issued_by": "李敏 1003",
}  # fmt: skip
STORED = {
    "unit": "3 栋 1202", "tenant": "周文清", "phone": "138 0013 8000", "place": "前台储物间",
    "period": "2026年11月21日 至 11月22日", "remarks": "行李箱左轮已损坏，寄存时已告知",
    "@issued_at": "2026年11月21日 10:42", "@valid_until": "2026年11月22日 24:00",
    "@issued_by": "李敏 1003",
}  # fmt: skip
GOODS = (
    {"name": "行李箱", "quantity": "2", "note": "黑色，28 寸"},
    {"name": "纸箱（书籍）", "quantity": "3", "note": ""},
)


def receipt(
    items: Sequence[Mapping[str, str]] = ITEMS, values: Mapping[str, str] | None = None, **more: Any
) -> SlipData:
    """What a receipt says; `values` over the usual ones."""
    return slip((), **{
        "number": "SJ-2026-000103", "code": CODE, "lines": {"items": items}, "signatures": {},
        **more,
    }, values={**PAID, **(values or {})})  # fmt: skip


def stored(
    goods: Sequence[Mapping[str, str]] = GOODS, values: Mapping[str, str] | None = None, **more: Any
) -> SlipData:
    """What the slip of deposited goods says."""
    return slip((), **{
        "number": "JC-2026-000031", "code": "JC2600003118ABCDEFGH", "lines": {"goods": goods},
        "signatures": {}, **more,
    }, values={**STORED, **(values or {})})  # fmt: skip
