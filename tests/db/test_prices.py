"""The price list of an office: who changes it, from when, and that nothing of it is ever lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import peewee
import pytest

from db import office, price_defaults, prices
from db.errors import Refused
from db.session import Member, Session
from forms import PRICE_LISTS
from forms.prices import Price, PriceList
from forms.roles import OWNERSHIP, ROLES
from tests.db.demo_desk import DIRECTOR, MONEY, NOW, Desk
from tests.db.made_office import Office

TODAY, TOMORROW, DECEMBER = date(2026, 11, 21), date(2026, 11, 22), date(2026, 12, 1)
DECLARED = {price.item: price.amount for one in PRICE_LISTS for price in one.prices}


def costs(session: Session, item: str, day: date | None = None) -> int | None:
    found = prices.effective(session, day).get(item)
    return found.amount if found else None


def last_entry(session: Session) -> tuple[str, str, dict[str, Any], str]:
    ((action, subject, body, by),) = session.store.rows(
        "SELECT action, subject, body, by FROM journal ORDER BY seq DESC LIMIT 1"
    )
    return action, subject, json.loads(body), by


def test_declared_prices_come_once_and_never_again(desk: Desk) -> None:
    """All of them are there; one that was withdrawn stays withdrawn at every later meeting."""
    session = desk.at(MONEY)
    assert {item: one.amount for item, one in prices.effective(session).items()} == DECLARED
    prices.withdraw(session, "换角阀", {"since": "今天"})
    price_defaults.meet(session.store, session.clock.now(), TODAY)
    assert costs(session, "换角阀") is None


def test_only_what_the_store_has_not_met_is_put_in(desk: Desk) -> None:
    """A newer release brings one more item; what the office has under that name is left."""
    session = desk.at(MONEY)
    newer = PriceList("复印", (Price("复印 A4", "张", 99), Price("装订", "本", 5_00)))
    prices.add(session, {"item": "装裱", "section": "复印", "measure": "张", "amount": "80",
                         "since": "今天"})  # fmt: skip
    mounted = PriceList("装裱", (Price("装裱", "张", 1_00),))
    price_defaults.meet(session.store, session.clock.now(), TODAY, (newer, mounted))
    assert costs(session, "复印 A4") == DECLARED["复印 A4"]
    assert (costs(session, "装订"), costs(session, "装裱")) == (5_00, 80_00)
    assert costs(session, "装订", date(2026, 11, 20)) is None


def test_the_former_list_of_an_office_becomes_rows(office: Office) -> None:
    """Its own items and prices come instead of the declared ones; the setting is gone."""
    at = 1_795_228_920_000
    with office.store.write() as db:
        former = {"换水龙头": 3500, "换吊灯": 9900}
        db.execute_sql(
            "INSERT INTO setting VALUES ('repair_prices', ?, ?, NULL)",
            (json.dumps(former, ensure_ascii=False), at),
        )
    price_defaults.meet(office.store, at, TODAY)
    rows = {one.item: one for one in prices.rows(office.store)}
    assert {item: rows[item].amount for item in ("换水龙头", "换吊灯")} == {
        "换水龙头": 3500, "换吊灯": 9900,
    }  # fmt: skip
    assert (rows["换水龙头"].measure, rows["换吊灯"].section) == ("个", "水电维修")
    assert "换角阀" not in rows and "换锁芯" not in rows and "复印 A4" in rows
    assert not office.store.rows("SELECT 1 FROM setting WHERE key = 'repair_prices'")
    newer = tuple(
        replace(one, prices=(*one.prices, Price(f"新项目{one.menu}", "次", 1_00)))
        for one in PRICE_LISTS
    )
    price_defaults.meet(office.store, at, TODAY, newer)
    added = {one.item for one in prices.rows(office.store)} - set(rows)
    assert added == {f"新项目{one.menu}" for one in PRICE_LISTS}


def test_a_new_price_holds_from_its_day_and_is_journalled(desk: Desk) -> None:
    session = desk.at(MONEY)
    made = prices.change(session, "换水龙头", {"amount": "35", "since": "12-1"})
    assert (made.amount, made.since, made.measure) == (35_00, "2026-12-01", "个")
    assert [costs(session, "换水龙头", day) for day in (TODAY, date(2026, 11, 30), DECEMBER)] == [
        30_00, 30_00, 35_00,
    ]  # fmt: skip
    assert last_entry(session) == ("price", "换水龙头", {
        "section": "水电维修", "measure": "个", "since": "2026-12-01", "old": 30_00, "new": 35_00,
    }, MONEY)  # fmt: skip
    (line,) = [one for one in prices.lines(session) if one.item == "换水龙头"]
    assert line.now is not None and line.coming is not None
    assert (line.now.amount, line.coming.amount, line.coming.since) == (
        30_00, 35_00, "2026-12-01",
    )


def test_today_holds_at_once_and_a_day_that_is_past_is_refused(desk: Desk) -> None:
    session = desk.at(DIRECTOR)
    prices.change(session, "复印 A4", {"amount": "0.8", "since": "今天"})
    assert costs(session, "复印 A4") == 80
    with pytest.raises(Refused) as refused:
        prices.change(session, "复印 A4", {"amount": "0.7", "since": "11-20"})
    assert set(refused.value.problems) == {"since"}
    assert costs(session, "复印 A4") == 80


@pytest.mark.parametrize(("call", "paths"), [
    (lambda s: prices.change(s, "复印 A4", {"amount": "", "since": ""}), {"amount", "since"}),
    (lambda s: prices.change(s, "复印 A4", {"amount": "-1", "since": "明天"}), {"amount"}),
    (lambda s: prices.change(s, "复印 A4", {"amount": "0.50", "since": "明天"}), {"amount"}),
    (lambda s: prices.change(s, "没有的", {"amount": "1", "since": "明天"}), {"item"}),
    (lambda s: prices.change(s, "复印 A4", {"amount": "1", "since": "明天"}, 1), {""}),
    (lambda s: prices.withdraw(s, "没有的", {"since": "明天"}), {"item"}),
    (lambda s: prices.call_off(s, "复印 A4"), {""}),
    (lambda s: prices.add(s, {}), {"item", "section", "measure", "amount", "since"}),
    (lambda s: prices.add(s, {"item": "复印 A4", "section": "前台服务", "measure": "张",
                              "amount": "1", "since": "明天"}), {"item"}),
    (lambda s: prices.add(s, {"item": "印" * 31, "section": "前台服务", "measure": "张",
                              "amount": "1", "since": "明天"}), {"item"}),
])  # fmt: skip
def test_what_is_wrong_is_said_at_its_place_and_nothing_is_written(
    desk: Desk, call: Callable[[Session], object], paths: set[str]
) -> None:
    session = desk.at(MONEY)
    counted = "SELECT (SELECT max(id) FROM price), (SELECT max(seq) FROM journal)"
    before = session.store.rows(counted)
    with pytest.raises(Refused) as refused:
        call(session)
    assert set(refused.value.problems) == paths
    assert before == session.store.rows(counted)


def test_what_is_no_longer_offered_may_be_offered_again(desk: Desk) -> None:
    session = desk.at(MONEY)
    prices.change(session, "传真", {"amount": "3", "since": "2026-12-15"})
    prices.withdraw(session, "传真", {"since": "2026-12-1"})
    assert [costs(session, "传真", day) for day in (TODAY, DECEMBER, date(2026, 12, 20))] == [
        2_00, None, None,
    ]  # fmt: skip
    with pytest.raises(Refused):
        prices.withdraw(session, "传真", {"since": "2026-12-1"})
    again = {"item": "传真", "section": "前台服务", "measure": "页", "amount": "4",
             "since": "2027-1-1"}  # fmt: skip
    prices.add(session, again)
    assert prices.effective(session, date(2027, 1, 1))["传真"].measure == "页"


def test_a_planned_price_is_called_off_by_a_newer_row(desk: Desk) -> None:
    """Both stay in the history, the first as one that does not count."""
    session = desk.at(MONEY)
    planned = prices.change(session, "门禁卡", {"amount": "35", "since": "2026-12-1"})
    prices.call_off(session, "门禁卡", planned.row)
    assert costs(session, "门禁卡", DECEMBER) == 30_00
    (line,) = [one for one in prices.lines(session) if one.item == "门禁卡"]
    assert line.coming is None
    assert [(one.price.amount, one.counts) for one in prices.history(session, "门禁卡")] == [
        (30_00, True), (35_00, False), (30_00, True),
    ]  # fmt: skip
    assert prices.history(session, "门禁卡")[0].set_by == "1010 钱芳"


def test_a_new_item_that_is_called_off_never_comes(desk: Desk) -> None:
    session = desk.at(MONEY)
    prices.add(session, {"item": "送水", "section": "代办", "measure": "桶", "amount": "5",
                         "since": "2026-12-1"})  # fmt: skip
    prices.call_off(session, "送水")
    assert costs(session, "送水", DECEMBER) is None


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_hold_the_right_change_prices(desk: Desk, role: str) -> None:
    """Reading is for everybody."""
    session = desk.at().acting_as(Member(MONEY, "某人", (role,)))
    new = {"item": "送水", "section": "代办", "measure": "桶", "amount": "5", "since": "明天"}
    calls: tuple[Callable[[], object], ...] = (
        lambda: prices.add(session, new),
        lambda: prices.change(session, "送水", {"amount": "6", "since": "明天"}),
        lambda: prices.call_off(session, "送水"),
        lambda: prices.withdraw(session, "换水龙头", {"since": "明天"}),
    )
    for call in calls:
        if role in OWNERSHIP["prices"]:
            call()
        else:
            with pytest.raises(Refused, match="不能改价目"):
                call()
    assert prices.effective(session)


@pytest.mark.parametrize("sql", [
    "UPDATE price SET amount = 1", "UPDATE OR REPLACE price SET since = since",
    "DELETE FROM price", "INSERT OR REPLACE INTO price SELECT * FROM price",
    "REPLACE INTO price(id, item, section, measure, amount, since, set_at)"
    " SELECT id, item, section, measure, 0, since, set_at FROM price",
])  # fmt: skip
def test_prices_are_frozen(desk: Desk, sql: str) -> None:
    """By triggers, whoever asks."""
    store = desk.at().store
    before = store.rows("SELECT * FROM price")
    with pytest.raises(peewee.IntegrityError, match="定过的价目不可"), store.write() as db:
        db.execute_sql(sql)
    assert store.rows("SELECT * FROM price") == before


@pytest.mark.parametrize("values", [
    "'复印', '前台', '张', -1, '2026-11-21', 1, NULL", "'', '前台', '张', 1, '2026-11-21', 1, NULL",
    "'复印', '前台', '张', 1, '2026-02-30', 1, NULL", "'复印', '前台', '张', 1, '2026-2-3', 1, NULL",
    "'复印', '', '张', 1, '2026-11-21', 1, NULL", "'复印', '前台', '张', 1, '2026-11-21', 1, '7777'",
    "'复印', '前台', '张', 0.5, '2026-11-21', 1, NULL",
])  # fmt: skip
def test_nonsense_does_not_get_in(desk: Desk, values: str) -> None:
    store = desk.at().store
    with pytest.raises(peewee.IntegrityError), store.write() as db:
        db.execute_sql(
            "INSERT INTO price(item, section, measure, amount, since, set_at, set_by)"
            f" VALUES ({values})"
        )


def test_the_demo_has_a_past_and_a_planned_price_and_one_that_ends(desk: Desk) -> None:
    session = desk.at()
    assert costs(session, "换水龙头", date(2025, 6, 1)) == 24_00
    assert costs(session, "换水龙头") == DECLARED["换水龙头"]
    coming = {one.item: one.coming for one in prices.lines(session) if one.coming}
    assert {one.since for one in coming.values() if one} == {"2026-12-01"}
    assert sorted(one.amount is None for one in coming.values() if one) == [False, True]
    assert prices.in_force_since(session) == "2026-01-01"
    assert prices.in_force_since(session, date(2026, 12, 5)) == "2026-12-01"


WX = {"place": "户内", "unit": "1-101", "craft": "水", "trouble": "漏水", "reporter": "张三丰",
      "phone": "13800138000", "channel": "来电", "urgency": "立即"}  # fmt: skip


def finished(desk: Desk, now: datetime) -> tuple[str, int]:
    """A repair with one item of the list, done at `now`; its number and the item's price."""
    record = desk.issue("WX", WX, now)
    for name, values in (("派工", {"worker": "葛军"}), ("到场", {}),
                         ("客户同意", {"item_confirmed": True, "price_told": True}),
                         ("开工", {}), ("完工", {"items": [{"name": "换水龙头"}]})):  # fmt: skip
        record = desk.act(record, name, "1003", values, now=now).record
    return record.number, int(record.acts[-1].values["items"][0]["price"])


def test_a_repair_costs_what_the_list_says_that_day_and_keeps_it(desk: Desk) -> None:
    """An old record stays as it was told to the customer."""
    from db import records

    prices.change(desk.at(MONEY), "换水龙头", {"amount": "35", "since": "2026-12-1"})
    old, before = finished(desk, datetime(2026, 11, 30, 16))
    new, after = finished(desk, datetime(2026, 12, 1, 9))
    assert (before, after) == (30_00, 35_00)
    later = records.load(desk.at(now=datetime(2026, 12, 2, 9)), old)
    assert later is not None and later.acts[-1].values["items"][0]["price"] == 30_00


def test_a_repair_offers_what_is_on_the_list_that_day(desk: Desk) -> None:
    from db.facts import facts_for
    from forms.facts import offered_words

    prices.withdraw(desk.at(MONEY), "换角阀", {"since": "今天"})
    session = desk.at(now=NOW)
    form = session.form("WX")
    name = form.act("完工").fields[3].columns[0]
    assert name.offers is not None
    words = offered_words(name.offers, facts_for(session, form, {}))
    assert words[0] == "换水龙头" and "换角阀" not in words and "门禁卡" in words
    assert "repair_prices" not in office.choices(session.store)
