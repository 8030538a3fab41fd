"""The list of what has been kept long enough, for a store that has grown for decades: along
indexes, page by page, and nobody left out behind those who may not go."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from db import destruction, estate, office, retention, viewing
from db.session import Session
from db.store import Store
from tests.db.demo_desk import DESK, FX, Desk

HEAD, LATER = "1005", datetime(2037, 1, 5, 9, 0)


def voided(desk: Desk, many: int) -> list[str]:
    """Numbers of release slips that were made void at once."""
    found = []
    for _ in range(many):
        made = desk.issue("FX", FX)
        desk.act(made, "作废", DESK, {"why": "写错"})
        found.append(made.number)
    return found


def left(session: Session, name: str, room: str, phone: str) -> int:
    """Somebody who moved out long ago; the row."""
    estate.move_in(session, estate.unit_of(session, room), {
        "person": name, "phone": phone, "role": "住户",
        "since": "2010-01-01", "until": "2020-01-01",
    })  # fmt: skip
    return int(session.store.value("SELECT id FROM person WHERE name = ?", (name,)))


def test_page_after_page_all_of_it_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records first, the oldest before, then people; also where a page is longer than one read."""
    made = voided(desk, 5)
    people = [left(desk.at(), name, "1-101", phone)
              for name, phone in (("甲乙", "13900001111"), ("丙丁", "13900002222"))]  # fmt: skip
    session = desk.at(HEAD, LATER)
    wanted = [*made, *(f"住户登记 {row}（1 栋 101）" for row in people)]
    for at_once in (200, 2):
        monkeypatch.setattr(retention, "AT_ONCE", at_once)
        for limit in (1, 3, 5, 7, 50):
            found, place, pages = [], retention.Place(), 0
            while place is not None:
                some, place = retention.page(session, place, limit)
                assert len(some) <= limit and (place is None or len(some) == limit)
                found += [one.label for one in some]
                pages += 1
            assert [one for one in found if one in wanted] == wanted
            assert len(found) == len(set(found)) and pages == -(-len(found) // limit)


def test_who_may_not_go_hides_nobody_behind_him(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first ones read are named in what is open; the next are still found."""
    stays = left(desk.at(), "戊己", "1-101", "13900003333")
    goes = left(desk.at(), "庚辛", "1-102", "13900004444")
    was = retention.against_person
    monkeypatch.setattr(
        retention, "against_person",
        lambda session, row: "还没有办结" if row == stays else was(session, row),
    )
    monkeypatch.setattr(retention, "AT_ONCE", 1)
    refs = {one.ref for one in retention.due(desk.at(HEAD, LATER), 1) if one.kind == "person"}
    assert goes in refs and stays not in refs


def plan(session: Session, sql: str) -> str:
    """How SQLite would look for it."""
    return "\n".join(row[3] for row in session.store.rows(f"EXPLAIN QUERY PLAN {sql}"))


def test_every_question_goes_along_an_index(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the list, of a number that may be secret, of what was seen today: no table is read through
    but the people's own, and nothing is sorted."""
    asked: list[str] = []
    was = Store.rows

    def rows(self: Store, sql: str, values: Any = ()) -> Any:
        told = sql
        for value in values:
            told = told.replace("?", repr(value), 1)
        asked.append(told)
        return was(self, sql, values)

    made = voided(desk, 1)[0]
    session = desk.at(HEAD, LATER)
    guard = desk.at("2001", LATER)
    monkeypatch.setattr(Store, "rows", rows)
    monkeypatch.setattr(
        Store, "value", lambda self, sql, values=(): next(iter(self.rows(sql, values)), (None,))[0]
    )
    retention.page(session)
    asked.append(
        retention.LEFT.format(named=retention._NAMED.format("person", "l.person_id"))
        .replace("?", "'2020-01-01'", 2).replace("?", "20")
    )  # fmt: skip
    from db import secrecy

    secrecy.row_of(guard, made)
    secrecy.veiled(guard, [made])
    viewing.note(session, [made])
    monkeypatch.undo()
    heads = (
        "SELECT r.issued_day", "SELECT p.id FROM person", "SELECT 1 FROM journal",
        "SELECT r.id FROM record r LEFT JOIN classified", "SELECT l.person_id",
    )  # fmt: skip
    looked = [one for one in asked if one.startswith(heads)]
    assert {next(head for head in heads if one.startswith(head)) for one in looked} == set(heads)
    for sql in looked:
        told = plan(session, sql)
        assert "TEMP B-TREE" not in told and "SCAN" not in told.replace("SCAN p", ""), told


def test_the_list_begins_where_something_is_left(desk: Desk) -> None:
    """What was destroyed decades ago is not walked through again; a later order moves it on."""
    old = voided(desk, 2)
    later = desk.issue("FX", FX, datetime(2026, 11, 24, 9, 0))
    desk.act(later, "作废", DESK, {"why": "写错"}, now=datetime(2026, 11, 24, 9, 1))
    session = desk.at(HEAD, LATER)
    for numbers, day in (([old[0]], "2026-11-21"), ([old[1]], "2026-11-24")):
        order = destruction.propose(session, "保存期满", numbers)
        destruction.approve(desk.at("1001", LATER), order.number)
        assert office.setting(session.store, retention.GONE) == day
    assert [one.label for one in retention.due(session) if one.kind == "record"] == [later.number]
