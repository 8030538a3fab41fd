"""What holds for every kind of value: total, idempotent, and refusals a person can read."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forms.values import Invalid, amount, dates, hours, identity, number, phone, plate, text, unit

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 10, 42, 33)
ENTRANCES = {"3": 1, "5": 2, "A": 1, "商铺": 3}

KINDS: dict[str, Callable[[object], object]] = {
    "line": text.line,
    "paragraph": text.paragraph,
    "name": text.name,
    "halfwidth": text.halfwidth,
    "identity": lambda raw: identity.clean(raw, today=TODAY),
    "phone": phone.clean,
    "plate": plate.clean,
    "unit": unit.clean,
    "unit of the estate": lambda raw: unit.clean(raw, ENTRANCES),
    "amount": amount.clean,
    "number": lambda raw: number.clean(raw, decimals=2),
    "day": lambda raw: dates.day(raw, TODAY),
    "moment": lambda raw: dates.moment(raw, NOW),
    "hours": hours.clean,
    "period": lambda raw: dates.period(raw, TODAY),
}

ANY_TEXT = st.text(st.characters(exclude_categories=()))
NEAR_TEXT = st.text(
    "0123456789０１９³٣〇一二三十百两AXHMTWJaxé王䶮𠮷粤京港澳学使栋幢座号楼单元室房门铺"
    "年月日号点时分半上下午晚今明后天至到现在转分机+-—－–~～:：./,，;、#·•()（）¥￥元整 \t\n\u3000\u200b\u00a0",
    max_size=24,
)
DIGITS = st.text("0123456789X-+ .", max_size=22)
SCALAR = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), ANY_TEXT, NEAR_TEXT, DIGITS
)
MAPPING = st.one_of(
    st.fixed_dictionaries(
        {}, optional={"kind": st.one_of(st.sampled_from(identity.KINDS), SCALAR), "number": SCALAR}
    ),
    st.fixed_dictionaries({}, optional={"from": SCALAR, "to": SCALAR}),
)
JSON = st.one_of(SCALAR, MAPPING, st.lists(SCALAR, max_size=2))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=400, deadline=None)
@given(raw=JSON)
@example(raw=10**5000)
@example(raw="9" * 5000)
@example(raw="\ud800")
@example(raw="a\x00b")
@example(raw="+" + "1" * 30)
@example(raw="+9999")
@example(raw={"kind": "护照"})
def test_any_value_is_made_canonical_or_refused(kind: str, raw: object) -> None:
    """No input raises anything but Invalid, and cleaning twice is cleaning once."""
    clean = KINDS[kind]
    try:
        value = clean(raw)
    except Invalid as refusal:
        assert re.search("[一-鿿]", str(refusal))
        return
    json.dumps(value, ensure_ascii=False).encode()
    assert clean(value) == value
    assert type(clean(value)) is type(value)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("raw", ["\ud83d", "1\x00", "\x1b[2J", "\x7f", "\x85", "\uffff", "a\ufffd"])
def test_what_cannot_be_printed_is_refused(kind: str, raw: str) -> None:
    """Lone surrogates, NUL, control characters and damage marks never pass."""
    with pytest.raises(Invalid, match="认不出的字符"):
        KINDS[kind](raw)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_far_too_long_is_refused(kind: str) -> None:
    """Each kind has a limit, and reaching it is quick and plain."""
    with pytest.raises(Invalid):
        KINDS[kind]("王1" * 50_000)


@pytest.mark.parametrize("kind", [k for k in KINDS if k not in ("line", "paragraph", "halfwidth")])
@pytest.mark.parametrize("raw", ["", "  \u3000\n", None, True, [], {}])
def test_nothing_written_is_refused(kind: str, raw: object) -> None:
    """Blank is no value of any kind but plain text."""
    with pytest.raises(Invalid):
        KINDS[kind](raw)
