"""Telephone numbers: mobiles, landlines with extension, service numbers, numbers from abroad."""

import re

from forms.values import Invalid
from forms.values.text import halfwidth

_MOBILE = re.compile("1[3-9][0-9]{9}")
_HOTLINE = re.compile("([48]00(?:-?[0-9]){7})(?:-([0-9]{1,6}))?")
_SERVICE = re.compile("9[56][0-9]{3,6}|1[0-9]{4,5}")
_AREA = "010|02[0-9]|0[3-9][0-9]{2}"
_LANDLINE = re.compile(f"(?:({_AREA})-?)?([2-9][0-9]{{6,7}})(?:-([0-9]{{1,6}}))?")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|x|#)+[:.]?", re.IGNORECASE)
_CHINA = re.compile(r"^(?:\+86|0086)-*|^86-*(?=1[3-9][0-9]{9}$|0[0-9-]{9})")
_ABROAD = re.compile(r"^(?:\+|00)(?!86)(?=[1-9])")


def clean(raw: object) -> str:
    """The canonical number: "13800138000", "0755-26001234-801", "4008308000", "+85291234567".

    +86, 0086 and the 0 before a mobile are dropped; a local number without area code is kept as
    it is. Raises Invalid.
    """
    text = halfwidth(raw, longest=60)
    if not text:
        raise Invalid("请填写电话号码")
    text = _EXTENSION.sub("-", text)
    text = re.sub(r"-{2,}", "-", re.sub(r"[()]", "-", re.sub(r"[\s.·]", "", text))).strip("-")
    if re.search(r"[/,;、，；]", text):
        raise Invalid("一格只填一个电话号码")
    if not re.fullmatch(r"\+?[0-9]+(?:-[0-9]+)*", text):
        raise Invalid("电话号码里有认不出的字，请只填数字，如 0755-26001234")
    if _ABROAD.match(text):
        return _abroad(_ABROAD.sub("+", text).replace("-", ""))
    home = _CHINA.sub("", text)
    number = _home(home) or (_home("0" + home) if home != text else None)
    if number is None:
        raise Invalid(_complaint(home.replace("-", "")))
    return number


def _home(text: str) -> str | None:
    """The canonical mainland number of digits and single hyphens, or None."""
    digits = text.replace("-", "")
    if _MOBILE.fullmatch(digits.removeprefix("0")):
        return digits.removeprefix("0")
    hotline = _HOTLINE.fullmatch(text)
    if hotline:
        return "-".join(filter(None, (hotline[1].replace("-", ""), hotline[2])))
    return _landline(text) or _landline(digits)


def _landline(text: str) -> str | None:
    if _SERVICE.fullmatch(text):
        return text
    match = _LANDLINE.fullmatch(text)
    if not match or (match[1] and len(match[1]) == 3 and len(match[2]) == 7):
        return None
    return "-".join(filter(None, match.groups()))


def _abroad(text: str) -> str:
    """E.164 of a number with its country code; only the length is checked, not the operator."""
    import phonenumbers  # slow to load, and seldom needed

    try:
        number = phonenumbers.parse(text)
        plain = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        again = phonenumbers.parse(plain)
    except phonenumbers.NumberParseException:
        raise Invalid("境外号码看不懂，请写 + 国家或地区代码和号码，如 +85291234567") from None
    if number != again or not phonenumbers.is_possible_number(number):
        raise Invalid("境外号码位数不对，请核对，如 +85291234567")
    return plain


def _complaint(digits: str) -> str:
    if re.match("1[3-9]", digits):
        return f"手机号应为 11 位，现有 {len(digits)} 位"
    return "电话号码不对，请填手机号，或带区号的座机如 0755-26001234"


def pretty(phone: str) -> str:
    """The number in groups on screen: "138 0013 8000", "400 830 8000", "+852 9123 4567"."""
    if _MOBILE.fullmatch(phone):
        return f"{phone[:3]} {phone[3:7]} {phone[7:]}"
    if _HOTLINE.fullmatch(phone):
        return f"{phone[:3]} {phone[3:6]} {phone[6:]}"
    if re.fullmatch(r"\+85[23][0-9]{8}", phone):
        return f"{phone[:4]} {phone[4:8]} {phone[8:]}"
    return phone


def mask(phone: str) -> str:
    """The number with digits hidden: "138****8000"; of any other the last four characters show.

    A number under eight characters shows only its second half.
    """
    if _MOBILE.fullmatch(phone):
        return f"{phone[:3]}****{phone[7:]}"
    hidden = len(phone) - min(4, len(phone) // 2)
    return re.sub(r"[^-+]", "*", phone[:hidden]) + phone[hidden:]
