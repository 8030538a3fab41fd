"""What is compared outside the lock is written only if it still holds; the index may come later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from db import imports, indexing, records
from db.errors import Environment
from db.find import find
from db.imports import taking
from db.imports.taking import COMPARING, INDEXING, WRITING
from db.session import Session
from db.store import Store
from tests.command_line.desk import OWNER_MOVES
from tests.db.demo_desk import Desk
from tests.db.estate_tables import content, counts, homes, made

HEAD = ("房号", "姓名", "身份", "电话")


@pytest.fixture
def beside(desk: Desk) -> Session:
    """Another connection to the same store."""
    session = desk.at()
    store = Store.open(session.store.folder, session.dek, check=False)
    return replace(session, store=store)


def test_what_changed_meanwhile_is_compared_again(
    desk: Desk, beside: Session, tmp_path: Path
) -> None:
    """Somebody else enters an owner between comparing and writing: a conflict, nothing lost."""
    session = desk.at()
    path = made(tmp_path / "a.xlsx", HEAD, ("8-101", "王虚构", "业主", "13800138000"),
                ("8-102", "赵虚构", "业主", "13800138001"))  # fmt: skip
    other = made(tmp_path / "b.xlsx", HEAD, ("8-101", "李虚构", "业主", "13800138002"))
    told: list[str] = []

    def progress(what: str, done: int, of: int) -> None:
        told.append(what)
        if told.count(WRITING) == 1 and what == WRITING:
            assert imports.units(beside, imports.look(beside, other)).accepted == 1

    result = imports.units(session, imports.look(session, path), None, progress)
    assert counts(result) == (1, 0, 1, 0) and told.count(COMPARING) == 2
    assert [row[1] for row in homes(session, "8-101")] == ["李虚构"]
    assert [row[1] for row in homes(session, "8-102")] == ["赵虚构"]
    assert indexing.differences(session) == []


def test_saves_of_others_do_not_make_it_compare_again(
    desk: Desk, beside: Session, tmp_path: Path
) -> None:
    """A slip issued meanwhile has changed nothing of the estate."""
    session = desk.at()
    path = made(tmp_path / "a.xlsx", HEAD, ("8-101", "王虚构", "业主", "13800138000"))
    told: list[str] = []

    def progress(what: str, done: int, of: int) -> None:
        told.append(what)
        if what in (COMPARING, WRITING):
            records.issue(beside, "FX", OWNER_MOVES)

    assert imports.units(session, imports.look(session, path), None, progress).accepted == 1
    assert told.count(COMPARING) == 1


def test_it_gives_up_when_the_estate_is_changed_all_the_time(
    desk: Desk, beside: Session, tmp_path: Path
) -> None:
    """In words; nothing is in."""
    session = desk.at()
    path = made(tmp_path / "a.xlsx", HEAD, ("8-101", "王虚构"))

    def progress(what: str, done: int, of: int) -> None:
        if what == WRITING:
            with beside.store.write() as db:
                db.execute_sql("UPDATE unit SET area_m2 = area_m2 + 1 WHERE label = '3-1202'")

    with pytest.raises(Environment, match="一直有人在改"):
        imports.units(session, imports.look(session, path), None, progress)
    assert homes(session, "8-101") == []


def test_a_long_index_comes_after_the_rows_and_may_be_stopped(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows are in; `fill` makes up for the index, also of people who were there before."""
    session = desk.at()
    rows = [(f"8-{at}", f"仇虚构{at}", "业主") for at in range(101, 111)]
    imports.units(session, imports.look(session, made(tmp_path / "a.xlsx", HEAD, *rows)))
    monkeypatch.setattr(taking, "AT_ONCE", 5)
    monkeypatch.setattr(indexing, "PLACES", 2)
    more = [(*row, f"138001380{at:02}") for at, row in enumerate(rows)]
    more.append(("8-111", "单虚构", "业主", "13900139000"))
    whole = made(tmp_path / "b.xlsx", HEAD, *more)

    def stopped(what: str, done: int, of: int) -> None:
        if what == INDEXING and done >= 2:
            raise imports.Cancelled

    result = imports.units(session, imports.look(session, whole), None, stopped)
    assert counts(result) == (11, 0, 0, 0) and homes(session, "8-111")[0][1] == "单虚构"
    assert indexing.behind(session.store) and indexing.differences(session) != []
    before = content(session)
    assert indexing.fill(session) and indexing.differences(session) == []
    assert not indexing.behind(session.store) and content(session) == before
    assert {hit.title for hit in find(session, "13800138009")} == {"仇虚构110"}
    again = imports.units(session, imports.look(session, whole))
    assert counts(again) == (0, 11, 0, 0) and not indexing.behind(session.store)


def test_an_index_that_was_not_whole_before_is_not_called_so(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was missing before the import is still to be made up for."""
    session = desk.at()
    monkeypatch.setattr(taking, "AT_ONCE", 1)
    with session.store.write() as db:
        db.execute_sql("DELETE FROM search_built")
        db.execute_sql("DELETE FROM search_place WHERE id = (SELECT max(id) FROM search_place)")
    path = made(tmp_path / "a.xlsx", HEAD, ("8-101", "王虚构"), ("8-102", "赵虚构"))
    assert imports.units(session, imports.look(session, path)).accepted == 2
    assert indexing.behind(session.store)


def test_what_lies_beside_the_rejects_is_let_alone(desk: Desk, tmp_path: Path) -> None:
    """Whatever it is called; and nothing else is left there."""
    session = desk.at()
    path = made(tmp_path / "a.xlsx", HEAD, ("8-101", "王虚构", "业主", "13800138000"),
                ("不是房号", "赵虚构", "业主", "13800138001"))  # fmt: skip
    names = ("退回.new.xlsx", "退回.xlsx.new", "退回.xlsx.part")
    for name in names:
        (tmp_path / name).write_text("别人的")
    result = imports.units(session, imports.look(session, path), tmp_path / "退回.xlsx")
    assert result.rejected == 1 and (tmp_path / "退回.xlsx").stat().st_size > 100
    assert [(tmp_path / name).read_text() for name in names] == ["别人的"] * 3
    assert {one.name for one in tmp_path.iterdir() if one.is_file()} == {
        "a.xlsx", "退回.xlsx", *names,
    }
