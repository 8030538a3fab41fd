"""Words as typed: one line, several lines, a person's name, and the half-width text of codes.

There is no Unicode normalisation (NFKC) on purpose: it would replace the rare and compatibility
characters that people's names are really written with.
"""

import re

from forms.values import Invalid

_LETTERS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code).isalnum()}
_DASHES = "‐‑‒–—―−─﹣－ーｰ"
_CODE = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | {ord(dash): "-" for dash in _DASHES}
    | {ord("￥"): "¥"}
)
_BREAK = re.compile("\r\n|[\n\r\u2028\u2029]")
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd"
    + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
    + "]"
)
_HAN = "々〇㐀-䶿一-鿿\ue000-\uf8ff豈-\ufaff\U00020000-\U0003ffff"
_HAN_GAP = f"(?<=[{_HAN}]) (?=[{_HAN}])"
_LETTER_OR_HAN = f"[^\\W\\d_]|[{_HAN}]"
"""Compiled at the first name, not at the start."""


_SLACK = 10_000
"""Characters beyond the longest that are looked at for spaces to take away: more is not text."""


def _readable(raw: object, longest: int) -> str:
    """Return `raw` without invisible marks; Invalid when it is no text or cannot be printed, or is
    so long that looking at it would take seconds."""
    if not isinstance(raw, str):
        raise Invalid("请填写文字")
    if len(raw) > longest + _SLACK:
        _within(raw, longest)
    if _FORBIDDEN.search(raw):
        raise Invalid("里面有认不出的字符，请删去后重新输入")
    return _UNSEEN.sub("", raw)


def _tidy(text: str) -> str:
    return " ".join(text.translate(_LETTERS).split())


def _within(text: str, longest: int) -> str:
    if len(text) > longest:
        raise Invalid(f"最多 {longest} 个字，现有 {len(text)} 个")
    return text


def line(raw: object, *, longest: int = 200) -> str:
    """One line: ends trimmed, runs of white space one space, full-width letters and digits narrow.

    Punctuation and rare characters stay exactly as typed; blank gives "". `longest` counts
    characters. Raises Invalid.
    """
    return _within(_tidy(_readable(raw, longest)), longest)


def paragraph(raw: object, *, longest: int = 2000) -> str:
    """Several lines, each as `line`, breaks kept as "\\n", blank lines at both ends dropped.

    `longest` counts characters of the whole. Raises Invalid.
    """
    lines = [_tidy(part) for part in _BREAK.split(_readable(raw, longest))]
    return _within("\n".join(lines).strip("\n"), longest)


def name(raw: object, *, longest: int = 60) -> str:
    """A person's name: `line` without the spaces between two Han characters (王 小明 → 王小明).

    · stays as typed. Raises Invalid for blank and for a name without any letter.
    """
    text = re.sub(_HAN_GAP, "", _tidy(_readable(raw, longest)))
    if not text:
        raise Invalid("请填写姓名")
    if not re.search(_LETTER_OR_HAN, text):
        raise Invalid("姓名不能只有数字或符号，请核对")
    return _within(text, longest)


def halfwidth(raw: object, *, longest: int = 200) -> str:
    """The text of a code: as `line`, and every full-width ASCII form and dash made half-width.

    Letters keep their case; blank gives "". Raises Invalid.
    """
    return _within(_tidy(_readable(raw, longest).translate(_CODE)), longest)
