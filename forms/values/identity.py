"""Identity documents: kind and number, checked as far as the number can be checked."""

import re
from collections.abc import Mapping
from datetime import date

from forms.values import Invalid
from forms.values.text import halfwidth

RESIDENT = "居民身份证"
HK_MACAU_PASS = "港澳居民来往内地通行证"
TAIWAN_PASS = "台湾居民来往大陆通行证"
RESIDENCE = "港澳台居民居住证"
PERMANENT = "外国人永久居留身份证"
PASSPORT = "护照"
OTHER = "其他证件"
KINDS = (RESIDENT, HK_MACAU_PASS, TAIWAN_PASS, RESIDENCE, PERMANENT, PASSPORT, OTHER)

_ALIASES = {kind: kind for kind in KINDS} | {
    **dict.fromkeys(("身份证", "二代证", "二代身份证", "IDCARD", "ID"), RESIDENT),
    **dict.fromkeys(("回乡证", "港澳通行证", "港澳居民通行证", "港澳来往内地通行证"), HK_MACAU_PASS),
    **dict.fromkeys(("台胞证", "台湾通行证", "台湾居民通行证"), TAIWAN_PASS),
    **dict.fromkeys(("居住证", "港澳居民居住证", "台湾居民居住证", "港澳台居住证"), RESIDENCE),
    **dict.fromkeys(("永居证", "永久居留证", "外国人永久居留证", "外国人居留证"), PERMANENT),
    **dict.fromkeys(("PASSPORT", "外国护照", "因私护照", "普通护照"), PASSPORT),
    **dict.fromkeys(("其他", "其它", "其它证件"), OTHER),
}
_REGIONS = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 "
    "50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
_SHAPES = {
    HK_MACAU_PASS: ("[HM][0-9]{8}(?:[0-9]{2})?", "应为字母 H 或 M 加 8 位数字"),
    TAIWAN_PASS: ("[0-9]{8}|[0-9]{10}[A-Z]?", "应为 8 位数字"),
    PERMANENT: ("[A-Z]{3}[0-9]{12}", "应为 3 个字母加 12 位数字，或 9 开头的 18 位数字"),
    PASSPORT: ("(?=[A-Z]*[0-9])[A-Z0-9]{5,20}", "应为 5 到 20 位字母和数字"),
    OTHER: (r"(?=.*\w).{2,40}", "应为 2 到 40 个字"),
}
_DESCRIBED = re.compile(r"(.*?) ?[(（]([^()（）]+)[)）]")
_OLDEST = date(1850, 1, 1)


def clean(raw: object, *, today: date | None = None) -> dict[str, str]:
    """{"kind", "number"} of a document given as {"kind", "number"} or as a number alone.

    A number alone is a resident ID card; an 18-digit number beginning 81, 82, 83 is a
    港澳台居民居住证 and one beginning 9 a 外国人永久居留身份证, also when the card was chosen as
    居民身份证. `today` bounds the birth date. Raises Invalid.
    """
    kind, number = _split(raw)
    number = re.sub("[a-z]+", lambda match: match[0].upper(), number)
    if kind == OTHER:
        return {"kind": kind, "number": _shaped(kind, number)}
    number = re.sub(r"[\s\-]", "", number)
    if kind == TAIWAN_PASS:
        number = re.sub("[()]", "", number)
    if kind in (RESIDENT, RESIDENCE) or (kind == PERMANENT and number[:1].isdigit()):
        return _card(kind, number, today)
    return {"kind": kind, "number": _shaped(kind, number)}


def _split(raw: object) -> tuple[str, str]:
    """The kind in full and the number in half-width characters, neither checked yet."""
    if isinstance(raw, Mapping):
        if set(raw) - {"kind", "number"}:
            raise Invalid("证件只写种类和号码")
        typed, number = raw.get("kind"), halfwidth(raw.get("number") or "")
    else:
        typed, number = None, halfwidth(raw)
        described = _DESCRIBED.fullmatch(number)
        if described and described[2] in _ALIASES:
            number, typed = described[1], described[2]
    if not number:
        raise Invalid("请填写证件号码")
    alias = RESIDENT if typed is None else halfwidth(typed).replace(" ", "").upper()
    if alias not in _ALIASES:
        raise Invalid("证件种类请从这些中选：" + "、".join(KINDS))
    return _ALIASES[alias], number


def _shaped(kind: str, number: str) -> str:
    pattern, message = _SHAPES[kind]
    if not re.fullmatch(pattern, number):
        raise Invalid(f"{kind}号码{message}，请核对")
    return number


def _card(kind: str, number: str, today: date | None) -> dict[str, str]:
    """A card numbered like a resident ID card: 18 characters, or the 15 digits of before 1999."""
    if kind == RESIDENT and re.fullmatch("[0-9]{15}", number):
        _born("19" + number[6:12], today)
        _region(number)
        return {"kind": kind, "number": number}
    word = "身份证号" if kind == RESIDENT else f"{kind}号码"
    if len(number) != 18:
        raise Invalid(f"{word}应为 18 位，现有 {len(number)} 位")
    if not re.fullmatch("[0-9]{17}[0-9X]", number):
        raise Invalid(f"{word}前 17 位应为数字，末位为数字或 X，请核对")
    actual = _kind_of(number)
    if kind not in (RESIDENT, actual):
        start = "9" if kind == PERMANENT else "81、82 或 83"
        raise Invalid(f"{word}应以 {start} 开头，请核对号码或证件种类")
    if actual != PERMANENT:
        _region(number)
    _born(number[6:14], today)
    if _check_digit(number[:17]) != number[17]:
        raise Invalid(f"{word}校验位不对，请核对")
    return {"kind": actual, "number": number}


def _kind_of(number: str) -> str:
    if number[0] == "9":
        return PERMANENT
    return RESIDENCE if number[:2] in ("81", "82", "83") else RESIDENT


def _region(number: str) -> None:
    if number[:2] not in _REGIONS:
        raise Invalid("身份证号开头的地区不对，请核对前两位")


def _born(digits: str, today: date | None) -> None:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        born = date.min
    if born < _OLDEST:
        raise Invalid("证件号里的出生日期不对，请核对")
    if today is not None and born > today:
        raise Invalid("证件号里的出生日期在今天之后，请核对")


def upgrade(number: str) -> str:
    """The 18-character number of a 15-digit resident ID number; any other comes back unchanged."""
    if not re.fullmatch("[0-9]{15}", number):
        return number
    body = f"{number[:6]}19{number[6:]}"
    return body + _check_digit(body)


def _check_digit(body: str) -> str:
    """The eighteenth character of a resident identity card."""
    from stdnum.iso7064 import mod_11_2

    return str(mod_11_2.calc_check_digit(body))


def describe(value: Mapping[str, str]) -> str:
    """A canonical value in words: "44030119900307123X（居民身份证）"."""
    return f"{value['number']}（{value['kind']}）"


def mask(number: str) -> str:
    """The number with its middle hidden, same length: three first and two last characters show.

    Under 15 characters two and two show, under 8 one and one, under 5 none.
    """
    size = len(number)
    first, last = (3, 2) if size >= 15 else (2, 2) if size >= 8 else (1, 1) if size >= 5 else (0, 0)
    return number[:first] + "*" * (size - first - last) + number[size - last:]
