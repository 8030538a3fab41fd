"""Vehicle plates: one spelling, and a warning for what does not look like a known plate.

A plate that looks wrong is never refused: trial, foreign and damaged plates come to the gate too.
"""

import re

from forms.values import Invalid
from forms.values.text import halfwidth

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_LETTER = "[A-HJ-NP-Z]"
_SIGN = "[A-HJ-NP-Z0-9]"
_PLACE = f"[{_PROVINCES}]{_LETTER}"
_KNOWN = re.compile(
    "|".join(
        (
            f"{_PLACE}{_SIGN}{{5}}",  # ordinary
            f"{_PLACE}[A-HJK]{_SIGN}[0-9]{{4}}",  # new energy, small
            f"{_PLACE}[0-9]{{5}}[DF]",  # new energy, large
            f"{_PLACE}{_SIGN}{{4}}[学警挂试超领]",
            f"{_PLACE}{_SIGN}{{4,5}}临",
            f"粤Z{_SIGN}{{4}}[港澳]",
            "[0-9]{6}使|使[0-9]{6}",
            f"WJ[{_PROVINCES}]?[0-9]{{4,5}}[0-9A-Z]",
            f"[VZHKBSLJNGCEP]{_LETTER}[0-9]{{5}}",  # army
            f"[{_PROVINCES}][SX][0-9]{{4}}应急",
        )
    )
)
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WITHIN = re.compile(
    f"[{_PROVINCES}][ ]?{_LETTER}[ ·•・‧∙⋅･.-]?{_SIGN}{{4,5}}[A-HJ-NP-Z0-9学警挂试超领港澳临]"
)
_GAPS = re.compile(r"[\s·•・‧∙⋅･.\-]")
_LONGEST = 12
_BRACKETS = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
_BETWEEN = re.compile(
    rf"[、,，;；/|]|和|及|\s+(?=[{_PROVINCES}]\s*[A-Za-z])"
    rf"|(?<=[0-9A-Za-z]{{5}})(?=[{_PROVINCES}][A-Za-z])"
)


def clean(raw: object) -> str:
    """The plate in capitals without spaces and dots: "粤b·d12345" → "粤BD12345".

    Raises Invalid only for what cannot be a plate: nothing written, or over 12 characters.
    """
    text = _GAPS.sub("", halfwidth(raw))
    text = re.sub("[a-z]+", lambda match: match[0].upper(), text)
    if not any(sign.isalnum() for sign in text):
        raise Invalid("请填写车牌号，如 粤B·D12345")
    if len(text) > _LONGEST:
        raise Invalid(f"车牌号最多 {_LONGEST} 位，现有 {len(text)} 位；一格只填一辆车")
    return text


def several(raw: object) -> list[str]:
    """The canonical plates of a cell that may name more than one: "粤B12345、粤B·D67890（白）".

    Words in brackets are no part of a plate. Raises Invalid for what is no plate: too long, or
    without a digit or less than five signs (有, 2 辆).
    """
    text = _BRACKETS.sub("", halfwidth(raw, longest=200))
    found: list[str] = []
    for part in filter(str.strip, _BETWEEN.split(text)):
        plate = clean(part)
        if len(plate) < 5 or not any(sign.isdigit() for sign in plate) or "辆" in plate:
            raise Invalid(f"“{part.strip()}”不像车牌")
        found.append(plate)
    return list(dict.fromkeys(found))


def doubt(plate: str) -> str | None:
    """A warning for a canonical plate that looks like no known kind, else None; never blocks."""
    if _KNOWN.fullmatch(plate):
        return None
    if re.fullmatch(f"[{_PROVINCES}][A-Z0-9]{{6,7}}", plate) and re.search("[IO]", plate):
        return "车牌不用字母 I 和 O，请核对是不是数字 1 和 0"
    return "不像常见车牌，请核对"


def is_in(words: str) -> bool:
    """Whether a Chinese plate stands somewhere in words, with or without its dot."""
    return _WITHIN.search(words.translate(_WIDE).upper()) is not None


def pretty(plate: str) -> str:
    """The plate as on the vehicle: "粤BD12345" → "粤B·D12345"; other kinds unchanged."""
    if re.match(f"[{_PROVINCES}][A-Z].", plate):
        return f"{plate[:2]}·{plate[2:]}"
    return plate
