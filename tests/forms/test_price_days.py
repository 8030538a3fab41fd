"""What the price list says on a day, from rows that are only ever added."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import DECLARED, PRICE_LISTS
from forms.facts import PRICES, Facts, offered_words
from forms.fields import Field, WrongDeclaration
from forms.prices import (
    Price, Priced, PriceList, by_section, changes, in_force_since, latest, offered, one_list,
    planned,
)  # fmt: skip

FIRST = date(2026, 1, 1)


def day(number: int) -> str:
    return (FIRST + timedelta(days=number)).isoformat()


def row(number: int, item: str, amount: int | None, at: int) -> Priced:
    return Priced(number, item, "维修", "次", amount, day(at))


ROWS = st.lists(
    st.tuples(st.sampled_from("甲乙丙"), st.none() | st.integers(0, 3), st.integers(0, 6)),
    max_size=14,
).map(lambda found: [row(at, *one) for at, one in enumerate(found, 1)])


def by_hand(rows: list[Priced], item: str, until: str) -> int | None:
    """Day by day, each row in the order it was set; what it says stands until another day's."""
    held: int | None = None
    for at in range(8):
        if day(at) <= until:
            for one in sorted(rows, key=lambda one: one.row):
                if one.item == item and one.since == day(at):
                    held = one.amount
    return held


@given(rows=ROWS, at=st.integers(-1, 8), shuffled=st.randoms())
def test_the_price_of_a_day_whatever_the_order_of_the_rows(
    rows: list[Priced], at: int, shuffled: Any
) -> None:
    """The latest day up to then counts, and of its rows the last that was set."""
    mixed = list(rows)
    shuffled.shuffle(mixed)
    found = offered(mixed, day(at))
    for item in "甲乙丙":
        wanted = by_hand(rows, item, day(at))
        assert (found[item].amount if item in found else None) == wanted


@given(rows=ROWS, at=st.integers(-1, 8))
def test_the_next_change_is_the_first_day_on_which_the_price_is_another(
    rows: list[Priced], at: int
) -> None:
    found = planned(rows, day(at))
    for item in "甲乙丙":
        now = by_hand(rows, item, day(at))
        coming = [
            day(n) for n in range(at + 1, 9) if by_hand(rows, item, day(n)) != by_hand(
                rows, item, day(n - 1))
        ]  # fmt: skip
        assert (found[item].since if item in found else None) == (coming[0] if coming else None)
        if item in found:
            assert found[item].amount == by_hand(rows, item, coming[0]) != now


@given(rows=ROWS, at=st.integers(-1, 8))
def test_the_list_is_as_it_is_since_the_last_day_that_changed_anything(
    rows: list[Priced], at: int
) -> None:
    def all_of(until: int) -> list[int | None]:
        return [by_hand(rows, item, day(until)) for item in "甲乙丙"]

    days = [n for n in range(0, at + 1) if all_of(n) != all_of(n - 1)]
    assert in_force_since(rows, day(at)) == (day(days[-1]) if days else None)


def test_what_a_later_row_of_its_day_undid_is_no_change() -> None:
    rows = [row(1, "甲", 10, 0), row(2, "甲", 20, 5), row(3, "甲", 10, 5)]
    assert [one.row for one in changes(rows)] == [1]
    assert latest(rows, day(5))["甲"].row == 3


def test_sections_and_items_stay_in_the_order_they_were_first_set() -> None:
    rows = [
        Priced(1, "乙", "维修", "次", 1, day(0)), Priced(2, "丙", "复印", "张", 1, day(0)),
        Priced(3, "甲", "维修", "次", 1, day(0)), Priced(4, "乙", "维修", "次", 2, day(1)),
    ]  # fmt: skip
    found = offered(rows, day(3))
    assert list(found) == ["乙", "甲", "丙"]
    assert by_section(found.values()) == {"维修": ("乙", "甲"), "复印": ("丙",)}


def test_a_field_offers_its_sections_first_then_the_rest() -> None:
    facts = Facts(
        now=datetime(2026, 11, 21),
        price_sections={"复印": ("A4",), "水电": ("换水龙头",), "门窗": ("换锁芯",)},
    )
    assert offered_words("@prices.门窗、水电", facts) == ("换锁芯", "换水龙头", "A4")
    assert offered_words("@prices", facts) == ("A4", "换水龙头", "换锁芯")


@pytest.mark.parametrize("wrong", [
    {"item": ""}, {"measure": ""}, {"amount": -1}, {"amount": 1.5}, {"amount": True},
])  # fmt: skip
def test_a_wrong_price_is_not_declared(wrong: dict[str, Any]) -> None:
    with pytest.raises(WrongDeclaration):
        Price(**{"item": "复印", "measure": "张", "amount": 50, **wrong})


def test_an_item_stands_in_one_list_only() -> None:
    one = PriceList("甲", (Price("复印", "张", 50),))
    with pytest.raises(WrongDeclaration, match="复印"):
        one_list((one, PriceList("乙", (Price("复印", "张", 60),))))


def test_sections_that_forms_offer_are_declared() -> None:
    """A misspelt section would offer nothing first."""
    sections = {one.section for one in PRICE_LISTS}

    def offers(fields: tuple[Field, ...]) -> list[str]:
        inner = [name for field in fields for name in offers(field.columns)]
        return [field.offers for field in fields if field.offers] + inner

    named = [
        name
        for form in DECLARED
        for name in offers((*form.fields, *(field for act in form.acts for field in act.fields)))
        if name.startswith(PRICES)
    ]
    assert named
    for name in named:
        assert set(filter(None, name.partition(".")[2].split("、"))) <= sections, name
