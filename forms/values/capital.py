"""大写金额: amounts in the characters that cannot be altered with a stroke of the pen.

After 支付结算办法, annex 1: 整 after 元, none after 角 or 分, a single 零 for zeros within the number.
Where the ones of the yuan are 0 and there are 角, the 零 that the rule leaves open is written.
"""

from forms.values.amount import LARGEST

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")


def capital(fen: int) -> str:
    """The words of an amount in 分 (0 to `LARGEST`): 140950 → 壹仟肆佰零玖元伍角.

    Raises ValueError outside that.
    """
    if not 0 <= fen <= LARGEST:
        raise ValueError("the amount is negative or too large")
    yuan, cents = divmod(fen, 100)
    whole = _whole(yuan)
    if not cents:
        return f"{whole or '零'}元整"
    jiao, rest = divmod(cents, 10)
    words = f"{whole}元" if whole else ""
    if whole and (not jiao or not yuan % 10):
        words += "零"
    words += f"{_DIGITS[jiao]}角" if jiao else ""
    return words + (f"{_DIGITS[rest]}分" if rest else "")


def _whole(yuan: int) -> str:
    """The yuan without their word; "" for none."""
    myriads, ones = divmod(yuan, 10_000)
    words = f"{_section(myriads)}万" if myriads else ""
    if words and 0 < ones < 1000:
        words += "零"
    return words + _section(ones)


def _section(number: int) -> str:
    """Four digits with their places, zeros between them as one 零, none at the ends."""
    words, gap = "", False
    for digit, place in zip(f"{number:04d}", _PLACES, strict=True):
        if digit == "0":
            gap = bool(words)
            continue
        words += ("零" if gap else "") + _DIGITS[int(digit)] + place
        gap = False
    return words
