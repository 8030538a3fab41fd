"""A number that the member may not know of is answered as one that was never given out: by every
verb that takes a number, at the gate, in rules and in the journal, after as many questions to the
store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db import codes, facts, gate, journal_list, offers, office, records
from db.errors import Refused
from db.example import example
from db.journal_list import VEILED, Wanted
from db.journal_words import Speaker
from db.records import Record
from db.session import Session
from db.store import Store
from forms import DECLARED
from forms.roles import OWNERSHIP
from forms.rules import judged
from tests.db.demo_desk import DESK, DIRECTOR, FX, GUARD, NOW, Desk, copied
from tests.db.permissions import deny, permit
from views import cli, cli_session

NONE = "FX-2026-000777"
ADMIN = "9001"


@pytest.fixture
def closed(estate: Path, tmp_path: Path) -> Iterator[tuple[Desk, str]]:
    """An office whose release slips are 机密, and the number of one of them."""
    forms = [replace(form, secrecy="机密") if form.code == "FX" else form for form in DECLARED]
    desk = Desk(copied(estate, tmp_path / "数据"), forms)
    permit(desk.at().store, "前台", "level:机密")
    made = desk.issue("FX", FX)
    deny(desk.at().store, "level:机密", "前台")
    yield desk, made.number
    desk.close()


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every question to the store, as it is asked."""
    asked: list[str] = []
    was = Store.rows

    def rows(self: Store, sql: str, values: Any = ()) -> Any:
        asked.append(sql)
        return was(self, sql, values)

    monkeypatch.setattr(Store, "rows", rows)
    return asked


VERBS = {
    "show": (DESK, ["show", "{}"]),
    "act": (DESK, ["act", "{}", "值班主任签字"]),
    "act on paper": (DESK, ["act", "{}", "主任盖章", "--paper", "王建国"]),
    "print": (DESK, ["print", "{}", "--out", "out.pdf"]),
    "again": (DESK, ["print", "{}", "--again", "卡纸", "--out", "out.pdf"]),
    "prints": ("1005", ["prints", "--number", "{}"]),
    "gate": (GUARD, ["gate", "{}"]),
    "find": (DESK, ["find", "{}"]),
    "register": (DESK, ["register", "FX", "--where", "number={}"]),
    "file": (DESK, ["file", "{}"]),
    "destroy": ("1005", ["destroy", "propose", "{}", "--why", "保存期满"]),
}
"""Every verb that takes the number of a record, and who asks."""


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_answers_as_for_a_number_there_is_not(
    closed: tuple[Desk, str], verb: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], questions: list[str],
) -> None:  # fmt: skip
    """Status, words and JSON, after the number is put out of them; and the work is the same."""
    desk, secret = closed
    who, arguments = VERBS[verb]
    deny(desk.at().store, "level:机密", "客服主管")
    monkeypatch.setattr(cli_session, "opened", lambda options: desk.at(who))
    monkeypatch.setattr(Session, "close", lambda self: None)

    def answer(number: str) -> tuple[Any, ...]:
        questions.clear()
        told = [one.format(number) for one in arguments]
        options = cli.parse(["--data", str(desk.folder), "--staff", who, "--json", *told])
        assert not isinstance(options, int)
        status = cli.run(options, desk.forms)
        said = capsys.readouterr()
        return status, said.out.replace(number, "N"), said.err.replace(number, "N"), [*questions]

    answer(NONE)
    assert answer(secret) == answer(NONE)


def test_a_genuine_code_is_no_better_than_the_number(closed: tuple[Desk, str]) -> None:
    """Scanned, typed, forged: three questions, the same three answers."""
    desk, secret = closed
    session = desk.at(GUARD)
    key = office.secret(session.store)
    for number in (secret, NONE):
        good = codes.slip_code(key, number)
        forged = good[:-1] + ("A" if good[-1] != "A" else "B")
        told = [gate.examine(session, one) for one in (number, good, forged)]
        assert [one.kind for one in told] == ["unknown", "unknown", "forged"]
        assert [one.record for one in told] == [None, None, None]


def test_a_rule_names_it_to_nobody_who_may_not_know(closed: tuple[Desk, str]) -> None:
    """Typed as the record that another hangs on; among what the room has in hand."""
    desk, secret = closed
    session = desk.at()
    form = session.form("FX")
    told = facts.facts_for(session, form, {"unit": "1-101"})
    assert told.unit is not None and secret not in str(told.unit)
    every = facts.facts_for(desk.at("1005"), form, {"unit": "1-101"})
    assert secret in str(every.unit)


SITE, NO_SITE = "ZX", "ZX-2026-000777"


@pytest.fixture
def site(estate: Path, tmp_path: Path) -> Iterator[tuple[Desk, Record]]:
    """An office whose renovations are 机密, and one of them."""
    forms = [replace(form, secrecy="机密") if form.code == SITE else form for form in DECLARED]
    desk = Desk(copied(estate, tmp_path / "数据"), forms)
    permit(desk.at().store, "前台", "level:机密")
    yield desk, desk.issue(SITE, example(desk.at(), SITE))
    desk.close()


NAMING = [
    (form.code, field.key) for form in DECLARED for field in form.fields if SITE in field.refers
]
"""Every box in which a renovation can be named."""


@pytest.mark.parametrize("taken", ["level:机密", "see:records"])
def test_what_one_may_not_see_cannot_be_named_either(
    site: tuple[Desk, Record], taken: str
) -> None:
    """Typed, offered, filled in from the unit, in an example: as if there were none; who may see it
    is offered it and may name it, and what was issued stays as it is."""
    desk, made = site
    session, room = desk.at(), {"unit": made.values["unit"]}

    def told(code: str, key: str, number: str) -> tuple[Any, ...]:
        form = session.form(code)
        typed = {**room, key: number}
        found = facts.facts_for(session, form, typed)
        problems = judged(form, typed, found)[1]
        said = {path: words.replace(number, "N") for path, words in problems.items()}
        offered = [
            offers.offers(session, form.field(key), words, room["unit"])
            for words in ("", number, made.values["unit"])
        ]
        return said, found.linked, found.unit and found.unit.in_hand, offered

    assert len(NAMING) > 4
    for code, key in NAMING:
        assert all(told(code, key, made.number)[-1]), "who may see it is offered it"
        assert told(code, key, made.number)[1][key].number == made.number
    slip = {**FX, **room, "applicant": "装修负责人", "consent": "电话确认"}
    given = desk.issue("FX", slip)
    assert given.values["renovation"] == made.number
    deny(session.store, taken, "前台")
    for code, key in NAMING:
        mine, none = told(code, key, made.number), told(code, key, NO_SITE)
        assert mine == none and not any(mine[-1]) and made.number not in str(mine)
    with pytest.raises(Refused) as refused:
        example(session, "CR")
    assert made.number not in str(refused.value)
    kept = records.load(desk.at(DIRECTOR), given.number)
    assert kept is not None and kept.values["renovation"] == made.number
    assert "renovation" not in desk.issue("FX", slip).values


def test_whoever_may_issue_may_see_plain_records_at_first() -> None:
    """So that no desk is kept from naming what it hangs a record on."""
    assert set(OWNERSHIP["see:records"]) >= {
        role for form in DECLARED for role in (
            *form.issued_by, *(one for act in form.acts for one in act.roles)
        )
    }  # fmt: skip


def test_what_is_lent_on_it_stays_lent(desk: Desk) -> None:
    """That it is out must be said, on which record must not."""
    asked = {
        "reader_kind": "员工", "reader": "郑维国", "department": "工程部", "purpose": "维修查图",
        "reason": "核对立管走向", "files": [{"name": "竣工图", "number": "GC-07"}],
    }  # fmt: skip
    made = desk.issue("JD", {**asked, "level": "机密"}, no="1005")
    for name, no in (("部门盖章", "1007"), ("负责人批准", DIRECTOR), ("核对", "1005"), ("借出", "1005")):
        desk.act(made, name, no)
    for no, said in (("1003", facts.ANOTHER), ("1005", made.number)):
        told = facts.facts_for(desk.at(no), desk.at(no).form("JD"), asked)
        assert list(told.lent.values()) == [said]


def test_the_journal_says_that_something_was_done_and_not_on_what(
    closed: tuple[Desk, str]
) -> None:
    """The row is there for who looks after the journal; a search by number finds the scans only,
    as for a number there is not."""
    desk, secret = closed
    for number in (secret, NONE):
        gate.examine(desk.at(GUARD), number)
    admin = desk.at(ADMIN)

    def told(session: Session, number: str) -> list[str]:
        found = journal_list.listing(session, Wanted(record=number))
        rows = journal_list.entries(session, found.ids(session.store, 0, 99))
        return [Speaker(session).said(one).replace(number, "N") for one, _ in rows]

    assert told(admin, secret) == told(admin, NONE) == ["在门岗核验了物品放行条 N"]
    assert told(desk.at(DIRECTOR), secret)[-1] == "开了物品放行条 N"
    found = journal_list.listing(admin, Wanted(part="开单、办手续"))
    rows = journal_list.entries(admin, found.ids(admin.store, 0, 99))
    assert [(one.subject, Speaker(admin).said(one)) for one, _ in rows] == [
        (VEILED, f"开了{VEILED}")
    ]
    assert journal_list.shown_subject(rows[0][0]) == ""
    assert secret not in json.dumps([*journal_list.cells(admin, found)], default=str)


def test_nobody_hangs_a_record_on_what_he_may_not_know(closed: tuple[Desk, str]) -> None:
    """Copied from, acted on, replaced: the same refusal as for a number there is not."""
    desk, secret = closed
    for number in (secret, NONE):
        with pytest.raises(Refused) as refused:
            records.act(desk.at(DESK, NOW), number, "作废", {"why": "写错了"})
        assert refused.value.problems == {"": f"没有 {number} 这张单"}
