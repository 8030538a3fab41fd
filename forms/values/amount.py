"""Amounts of money in 分 (hundredths of a yuan), always whole numbers."""

import re

from forms.values import Invalid
from forms.values.text import halfwidth

LARGEST = 99_999_999_99
"""分: the largest amount of one field, ¥99,999,999.99."""

_TYPED = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d*)(?:\.(\d*))?", re.ASCII)
_FRAME = re.compile(r"^(?:RMB|CNY|人民币|¥)+|(?:元整|元)$", re.IGNORECASE)


def clean(raw: object, signed: bool = False) -> int:
    """分 of an amount: an int is 分 already, a text is yuan as typed ("¥1,860.00", "1860元").

    signed: a balance or a difference, which may be negative.
    Raises Invalid for anything else, other negative amounts, more than two decimals, too large.
    """
    if isinstance(raw, int) and not isinstance(raw, bool):
        return _within(raw, signed)
    if not isinstance(raw, str):
        raise Invalid("金额请填数字，如 1860.00")
    text = halfwidth(raw, longest=40).replace(" ", "")
    sign, yuan, cents = _parts(_FRAME.sub("", text))
    if len(cents) > 2:
        raise Invalid("金额最多两位小数")
    fen = int(yuan or "0") * 100 + int(cents.ljust(2, "0"))
    return _within(-fen if sign else fen, signed)


def _parts(text: str) -> tuple[str, str, str]:
    """Split typed yuan into sign, whole digits and decimals."""
    match = _TYPED.fullmatch(text)
    if not match or not (match[2] or match[3]):
        raise Invalid("请填写金额，如 1860.00" if not text else "金额看不懂，请填数字，如 1860.00")
    return match[1], match[2].replace(",", ""), match[3] or ""


def _within(fen: int, signed: bool) -> int:
    if fen < 0 and not signed:
        raise Invalid("金额不能是负数")
    if abs(fen) > LARGEST:
        raise Invalid("金额太大，最多 99,999,999.99 元")
    return fen


def pretty(fen: int) -> str:
    """The amount on screen: 186000 → "¥1,860.00"; a negative balance is "-¥1,860.00"."""
    return f"{'-' if fen < 0 else ''}¥{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def paper(fen: int) -> str:
    """The amount on paper, without thousands marks: 186000 → "¥1860.00"."""
    return pretty(fen).replace(",", "")
