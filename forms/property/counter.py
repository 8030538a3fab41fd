"""What is sold over the counter of the property desk: copies, cards (docs/handbook.md §1)."""

from __future__ import annotations

from forms.prices import Price, PriceList

COUNTER = PriceList("前台服务", (
    Price("复印 A4", "张", 50), Price("复印 A3", "张", 1_00), Price("打印 A4", "张", 1_00),
    Price("扫描", "张", 1_00), Price("传真", "张", 2_00), Price("门禁卡", "张", 30_00),
    Price("停车卡补办", "张", 30_00), Price("塑封", "张", 2_00),
), menu=90)  # fmt: skip
"""Defaults [C]."""
