"""All that hangs on a record is made anew in one step: forms declared for the tests alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from db import checking, records, remaking, standings
from db.errors import Refused
from db.records import Record
from forms.conditions import Values
from forms.facts import Facts
from forms.form import Form
from forms.property.checks import last_day
from tests.db import demo_desk
from tests.db.demo_desk import DESK, DIRECTOR, MONEY, Desk
from tests.db.new_forms import CARD, EXTENSION, SITE


def _to_its_end(values: Values, facts: Facts) -> str | None:
    return last_day(facts.linked.get("site"))


RENEWAL = replace(EXTENSION, acts=tuple(
    replace(act, remakes=("ZJZ",)) if act.passes_on else act for act in EXTENSION.acts
))  # fmt: skip
"""An extension that makes the cards of its site anew."""

DATED = replace(CARD, fields=tuple(
    replace(one, default=_to_its_end) if one.key == "until" else one for one in CARD.fields
))  # fmt: skip
"""A card that holds to the end of its site unless somebody says otherwise."""


def opened(estate: Path, folder: Path, card: Form) -> Desk:
    """A desk with a site, its extension and that card."""
    return Desk(demo_desk.copied(estate, folder / "前台 数据"), (SITE, RENEWAL, card))


@pytest.fixture
def desk(estate: Path, tmp_path: Path) -> Iterator[Desk]:
    """The demo estate, which meets these forms for the first time."""
    made = opened(estate, tmp_path, DATED)
    yield made
    made.close()


def site_with(desk: Desk, *holders: str) -> tuple[Record, list[Record]]:
    """A site until the end of the month and a card in use for each."""
    site = desk.issue("GD", {"unit": "1-101", "until": "2026-11-30"})
    cards = []
    for holder in holders:
        card = desk.issue("ZJZ", {"site": site.number, "holder": holder, "until": "2026-11-30"})
        desk.act(card, "缴费", MONEY)
        cards.append(desk.act(card, "交证", DESK).record)
    return site, cards


def approved(desk: Desk, site: Record, until: str = "2026-12-31") -> Record:
    """An extension without a fee."""
    asked = desk.issue("GQ", {"site": site.number})
    return desk.act(asked, "批准", DIRECTOR, {"until": until, "fee": 0}).record


def now(desk: Desk, record: Record) -> Record:
    """The record as it is now."""
    return records.read(desk.at(), record.id)


def test_each_gets_a_successor_with_what_it_said(desk: Desk) -> None:
    """In their order, linked both ways, to the new limit; the old ones end; the journal tells."""
    site, cards = site_with(desk, "秦明", "焦铁生")
    outcome = desk.act(approved(desk, site), "生效", DESK, {"until": "2026-12-31"})
    new = [records.load(desk.at(), number) for number in outcome.made]
    assert [one.replaces for one in new if one] == [card.number for card in cards]
    assert [one.values["holder"]["name"] for one in new if one] == ["秦明", "焦铁生"]
    assert {one.values["until"] for one in new if one} == {"2026-12-31"}
    assert [now(desk, card).seen.state for card in cards] == ["已换新证"] * 2
    assert [remaking.successor(desk.at(), card.id) for card in cards] == list(outcome.made)
    assert set(checking.check(desk.at(DIRECTOR)).values()) == {"ok"}
    assert standings.differences(desk.at()) == []


def test_a_void_successor_is_none(desk: Desk) -> None:
    """The next one takes its place."""
    site, (card,) = site_with(desk, "秦明")
    (first,) = desk.act(approved(desk, site), "生效", DESK, {"until": "2026-12-31"}).made
    desk.act(first, "作废", DESK, {"why": "开错了"})
    assert remaking.successor(desk.at(), card.id) is None
    again = desk.issue("ZJZ", {"site": site.number, "holder": "秦明", "old": card.number})
    assert remaking.successor(desk.at(), card.id) == again.number


def test_one_that_cannot_be_made_stops_all(estate: Path, tmp_path: Path) -> None:
    """A card whose day nobody can work out: neither site nor cards are touched, all are named."""
    desk = opened(estate, tmp_path, CARD)
    site, cards = site_with(desk, "秦明", "焦铁生")
    asked = approved(desk, site)
    count = "SELECT count(*) FROM record UNION ALL SELECT count(*) FROM act"
    before = desk.at().store.rows(count)
    with pytest.raises(Refused) as refused:
        desk.act(asked, "生效", DESK, {"until": "2026-12-31"})
    assert refused.value.problems == {
        "": "换不了，“生效”没有办：" + "；".join(f"{card.number}：请填写有效期至" for card in cards)
    }
    assert desk.at().store.rows(count) == before
    assert not any(now(desk, card).standing.ended for card in cards)
    assert standings.differences(desk.at()) == []
    desk.close()


def test_the_passed_act_is_judged_where_it_is_done(desk: Desk) -> None:
    """What the other record's own rules refuse is not passed on."""
    site, _ = site_with(desk)
    asked = approved(desk, site)
    with pytest.raises(Refused):
        desk.act(asked, "生效", DESK, {})
    assert now(desk, site).acts == () and now(desk, asked).done == ("批准",)
