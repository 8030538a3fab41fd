"""Plain numbers: counts, areas, readings."""

import re
from decimal import Decimal

from forms.values import Invalid
from forms.values.text import halfwidth

_LARGEST = Decimal(999_999_999_999)
_TYPED = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+", re.ASCII)


def clean(
    raw: object,
    *,
    decimals: int = 0,
    minimum: float | None = None,
    maximum: float | None = None,
) -> int | float:
    """A number with at most `decimals` decimals between `minimum` and `maximum`, both included.

    Whole numbers come back as int. Raises Invalid, also for true/false, NaN and exponents in text.
    """
    value = _decimal(raw)
    if value != round(value, decimals):
        raise Invalid(f"最多 {decimals} 位小数" if decimals else "请填整数")
    if minimum is not None and value < Decimal(repr(minimum)):
        raise Invalid(f"不能小于 {Decimal(repr(minimum)):f}")
    if maximum is not None and value > Decimal(repr(maximum)):
        raise Invalid(f"不能大于 {Decimal(repr(maximum)):f}")
    return int(value) if value == int(value) else float(value)


def _decimal(raw: object) -> Decimal:
    """The exact number meant by `raw`, of at most twelve digits before the point."""
    if isinstance(raw, str):
        text = halfwidth(raw, longest=40).replace(" ", "")
        if not _TYPED.fullmatch(text):
            raise Invalid("请填数字" if not text else "这不是数字，请改正")
        value = Decimal(text.replace(",", ""))
    elif isinstance(raw, int | float) and not isinstance(raw, bool):
        value = Decimal(raw if isinstance(raw, int) else repr(raw))
    else:
        raise Invalid("请填数字")
    if not value.is_finite() or abs(value) > _LARGEST:
        raise Invalid("数字太大，请核对")
    return value
