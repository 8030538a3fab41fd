"""Units (rooms of the estate): one grammar, so that 3-1202 = 3栋1202 = 3 栋 1202 室.

Canonical is building-room or building-entrance-room. Leading zeros mean nothing anywhere:
03-0302 is 3-302. A building is a number ("3", "3A"), letters ("A", "B2") or a name ("东座", "商铺").
"""

import re
from collections.abc import Mapping

from forms.values import Invalid
from forms.values.text import halfwidth

_DIGITS = {sign: place for place, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_COUNT = f"[{''.join(_DIGITS)}十百]{{1,5}}"
_WORD = "号楼|号栋|#楼|[栋幢座楼号#]"
_GAP = r"[ ./\-_·]"
_ROOM_END = "(?:号房|[室房号户])?"
_HAN = "㐀-䶿一-鿿"
_PLAIN = f"[0-9]{{1,3}}[A-Z]?|[A-Z]{{1,2}}[0-9]{{0,3}}|{_COUNT}"
_NUMBERED = f"{_PLAIN}|[{_HAN}]{{1,8}}(?:[0-9]{{1,3}}[A-Z]?|[A-Z]{{1,2}})"
_NAMED = (
    f"(?!号|[栋幢座楼室房户门梯](?![{_HAN}])|{_COUNT}(?![{_HAN}]))"
    f"(?:(?!单元)[{_HAN}]){{1,8}}"
)
_UNIT = (
    f"(?:(?P<building>{_NUMBERED})"
    f"(?:{_GAP}*(?:{_WORD}){_GAP}*|{_GAP}+|(?<=[A-Z])(?=[0-9]{{1,5}}[A-Z]?{_ROOM_END}$))"
    f"|(?P<name>{_NAMED}){_GAP}*)"
    f"(?:(?P<entrance>[0-9]{{1,2}}|[A-Z]|{_COUNT})(?:{_GAP}*(?:单元|门|梯){_GAP}*|{_GAP}+))?"
    f"(?P<room>(?:(?!{_WORD}|单元|[门梯室房户])[{_HAN}]{{1,4}})?(?=[A-Z]*[0-9])[0-9A-Z]{{1,6}}"
    f"|(?(name)(?!)|{_COUNT})){_GAP}*{_ROOM_END}"
)
"""Compiled when the first unit is read: it takes longer than all else that is loaded here."""
_EXAMPLE = "请写楼栋和房号，如 3-1202"


def clean(raw: object, entrances: Mapping[str, int] | None = None) -> str:
    """The canonical unit, "3-1202" or "3-2-1202".

    `entrances` counts the entrances (单元) of each canonical building: where there is one, it is
    dropped; where there are more, a missing or unknown one is refused; an unknown building stays as
    typed. Raises Invalid.
    """
    text = re.sub("[a-z]+", lambda match: match[0].upper(), halfwidth(raw, longest=40))
    building, entrance, room = _read(text)
    if entrances is not None and building in entrances:
        entrance = _entrance(building, entrance, room, entrances[building])
    unit = "-".join(filter(None, (building, entrance, room)))
    if _read(unit) != (building, entrance, room):
        raise Invalid(f"房号有两种读法，{_EXAMPLE}")
    return unit


def _read(text: str) -> tuple[str, str | None, str]:
    """Building, entrance and room of any spelling, each canonical."""
    match = re.fullmatch(_UNIT, text)
    if not match:
        raise Invalid(f"房号看不懂，{_EXAMPLE}")
    entrance = match["entrance"]
    building = _part(match["building"] or match["name"])
    return building, _part(entrance) if entrance else None, _part(match["room"])


def _part(typed: str) -> str:
    """One part with Chinese numerals as digits and no leading zeros in its number."""
    if re.fullmatch(_COUNT, typed):
        typed = _numeral(typed)
    part = re.sub("^([^0-9]*)0+(?=[0-9])", r"\1", typed)
    if part == "0":
        raise Invalid(f"房号里没有 0 号，{_EXAMPLE}")
    return part


def _numeral(signs: str) -> str:
    """Digits of a Chinese numeral: 十二 → 12, 一百零三 → 103, and by place 一二〇二 → 1202."""
    if not re.search("[十百]", signs):
        return "".join(str(_DIGITS[sign]) for sign in signs)
    digit = "([一二两三四五六七八九])"
    match = re.fullmatch(f"(?:{digit}百)?[零〇]?(?:{digit}?(十))?{digit}?", signs)
    if not match:
        raise Invalid(f"房号里的数字“{signs}”看不懂，请写成 12 这样的数字")
    hundreds, tens, ten, ones = match.groups()
    tens_value = _DIGITS[tens] if tens else int(bool(ten))
    return str(_DIGITS.get(hundreds, 0) * 100 + tens_value * 10 + _DIGITS.get(ones, 0))


def _entrance(building: str, entrance: str | None, room: str, count: int) -> str | None:
    """The entrance to keep in a building that has `count` of them; lettered ones stay as typed."""
    if entrance is not None and not entrance.isdigit():
        return entrance
    if count <= 1:
        if entrance not in (None, "1"):
            raise Invalid(f"{_called(building)}只有 1 个单元，没有 {entrance} 单元，请核对")
        return None
    if entrance is None:
        raise Invalid(f"{_called(building)}有 {count} 个单元，请写明单元，如 {building}-1-{room}")
    if not 1 <= int(entrance) <= count:
        raise Invalid(f"{_called(building)}有 {count} 个单元，没有 {entrance} 单元，请核对")
    return entrance


def pieces(unit: str) -> tuple[str, str | None, str]:
    """Building, entrance or None, and room of a canonical unit. Raises Invalid for any other."""
    parts = unit.split("-")
    if len(parts) not in (2, 3) or not all(parts):
        raise Invalid(f"房号看不懂，{_EXAMPLE}")
    return parts[0], parts[1] if len(parts) == 3 else None, parts[-1]


def pretty(unit: str) -> str:
    """A canonical unit in words: "3 栋 2 单元 1202", "A 座 1202", "东座 1202"."""
    building, entrance, room = pieces(unit)
    stair = f"{entrance} 单元 " if entrance else ""
    return f"{_called(building)} {stair}{room}"


def _called(building: str) -> str:
    """A building as people say it: "3 栋", "A 座", and a name as it is."""
    if re.search(f"[{_HAN}]$", building):
        return building
    return f"{building} 座" if building.isalpha() else f"{building} 栋"
