"""The journal in plain Chinese: every action has words, nothing personal is in them."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest

from db import anchors, demo, journal, journal_list, seals
from db.clock import instant
from db.errors import Refused
from db.journal_list import Wanted
from db.journal_words import PARTS, SENTENCES, Entry, Speaker
from db.records import act, issue
from db.session import Session, identify
from forms.values import dates
from tests.db.demo_desk import DESK, DIRECTOR, DUTY, FX, GUARD, NOW, Desk, moment

ROOT = Path(__file__).parents[2]
HANDED_ON = ""
"""What `Session.journal` is given, and gives on."""


def _parts(one: ast.expr) -> list[ast.expr]:
    """`ONE, OTHER = "this", "that"` as two."""
    return one.elts if isinstance(one, ast.Tuple) else [one]


def actions() -> set[str]:
    """Every action that the program writes down, from its source: the words themselves or the name
    of a constant, `session.journal(action, …)` or `journal.append(store, at, by, action, …)`."""
    trees = [
        (file, ast.parse(file.read_text(encoding="utf-8")))
        for room in ("db", "views") for file in (ROOT / room).rglob("*.py")
    ]  # fmt: skip
    constants = {
        (file.stem, name.id): value.value for file, tree in trees for one in tree.body
        if isinstance(one, ast.Assign)
        for name, value in zip(_parts(one.targets[0]), _parts(one.value), strict=False)
        if isinstance(name, ast.Name) and isinstance(value, ast.Constant)
    }  # fmt: skip
    found = set()
    for file, tree in trees:
        for call in ast.walk(tree):
            match call:
                case ast.Call(func=ast.Attribute(attr="journal"), args=[said, *_]):
                    pass
                case ast.Call(func=ast.Attribute(attr="note_of"), args=[_, said, *_]):
                    pass
                case ast.Call(
                    func=ast.Attribute(ast.Name("journal"), "append") | ast.Name("append"),
                    args=[_, _, _, said, *_],
                ):
                    pass
                case _:
                    continue
            match said:
                case ast.Constant(words):
                    found.add(words)
                case ast.Name(name):
                    found.add(constants.get((file.stem, name), HANDED_ON))
                case ast.Attribute(ast.Name(module), name):
                    found.add(constants[module, name])
    return found - {HANDED_ON}


def test_every_action_in_the_source_has_words_and_a_kind() -> None:
    """And no words are for nothing. The reading finds what it should."""
    found = actions()
    assert {"issue", "restore", "clock.confirm", "data.confirm", "seal", "staff.key"} <= found
    assert found <= set(SENTENCES), found - set(SENTENCES)
    kinds = [action for part in PARTS.values() for action in part]
    assert sorted(kinds) == sorted(SENTENCES) and set(SENTENCES) - found == set()


@pytest.mark.parametrize("action", SENTENCES)
def test_words_are_found_for_rows_that_say_little(desk: Desk, action: str) -> None:
    """As in stores of older versions: an empty body is no crash and still a sentence."""
    body = {"last": 0, "clock": 0} if action == "clock.confirm" else {}
    words = Speaker(desk.at()).said(Entry(1, 0, None, action, None, body))
    assert words and "{" not in words and not re.search("[a-z]{4}", words), words


def test_a_restore_says_when_nobodys_password_but_the_code_was_given(desk: Desk) -> None:
    said = Speaker(desk.at()).said
    told = [said(Entry(1, 0, by, "restore", "甲", {})) for by in (None, "1000")]
    assert told == ["凭恢复码用备份 甲 恢复了数据", "用备份 甲 恢复了数据"]


def test_what_was_done_reads_as_sentences(desk: Desk) -> None:
    """Issue, act, count, seal: who, what, on which paper; no name, phone or document."""
    slip = desk.signed()
    desk.issue("JB", {})
    session = desk.at(DIRECTOR)
    found = journal_list.listing(session, Wanted())
    told = journal_list.entries(session, found.ids(session.store, 0, found.count))
    speaker = Speaker(session)
    words = [f"{speaker.who(entry.by)}{speaker.said(entry)}" for entry, _ in told]
    assert any(one.endswith(f"开了物品放行条 {slip.number}") for one in words)
    assert any(one.endswith(f"在物品放行条 {slip.number}上办了“主任盖章”") for one in words)
    assert any("添加了员工 1003" in one and "（前台）" in one for one in words)
    desk.act(slip, "放行", GUARD, {"counts": [1, 12]})
    desk.act(slip, "作废", DESK, {"why": "放错了"}, second=DUTY)
    found = journal_list.listing(session, Wanted(record=slip.number))
    (last, _), *_ = journal_list.entries(session, found.ids(session.store, 0, 1))
    assert speaker.said(last).endswith(f"上办了“作废”，{speaker.who(DUTY)} 复核")
    for secret in ("张三丰", "E12345678", "13800138000"):
        assert not any(secret in one for one in words)


def test_it_is_narrowed_by_record_person_day_and_kind(desk: Desk) -> None:
    """Each alone and together; the newest first; the whole journal without a walk."""
    slip = desk.signed()
    desk.issue("FX", FX, moment("23T09:00"))
    session = desk.at(DIRECTOR)

    def rows(wanted: Wanted) -> list[tuple[str, str | None, str | None]]:
        found = journal_list.listing(session, wanted)
        told = journal_list.entries(session, found.ids(session.store, 0, 1000))
        return [(entry.action, entry.by, entry.subject) for entry, _ in told]

    own = rows(Wanted(record=slip.number.lower()))
    assert [one[:2] for one in own] == [("act", DIRECTOR), ("act", DUTY), ("issue", DESK)]
    assert rows(Wanted(record=slip.number, person=DUTY)) == [("act", DUTY, slip.number)]
    day = date.fromisoformat(dates.day("2026-11-23", NOW.date()))
    assert [one[0] for one in rows(Wanted(first=day, last=day))] == ["issue"]
    assert {one[0] for one in rows(Wanted(part="员工、权限"))} == {"staff.add"}
    assert len(rows(Wanted())) == anchors.head_of(session.store).seq
    assert journal_list.listing(session, Wanted(first=date(2030, 1, 1))).count == 0
    assert journal_list.person_of(session, "1002") == DUTY
    with pytest.raises(Refused, match="没有“张三”这位员工"):
        journal_list.person_of(session, "张三")


def test_only_who_may_sees_it(desk: Desk) -> None:
    """The front desk does not; exporting it is one more right, and journalled."""
    with pytest.raises(Refused, match="不能看日志"):
        journal_list.listing(desk.at(DESK), Wanted())
    out = desk.folder / "日志.xlsx"
    with pytest.raises(Refused, match="不能导出日志"):
        journal_list.export(desk.at("9001"), Wanted(), out)
    rows = journal_list.export(desk.at(DIRECTOR), Wanted(), out)
    newest = desk.at().store.rows(
        "SELECT action, subject, body ->> 'rows' FROM journal ORDER BY seq DESC LIMIT 1"
    )
    assert newest == [("export", "日志", rows)] and out.stat().st_size > 3000


def test_a_shift_taken_over_and_a_day_closed_are_sealed(desk: Desk) -> None:
    """With the key of who does it, in the same transaction; signatures of several people."""
    def known(no: str) -> Session:
        session = desk.at(no)
        return session.acting_as(identify(session, no, demo.password_of(no)))

    sheet = issue(known(DESK), "JB", {}).record
    assert seals.last(desk.at().store) is None
    act(known("1004"), sheet.number, "接班", {"verdict": "无异议"})
    seal = seals.last(desk.at().store)
    assert seal is not None and (seal.by, seal.subject) == ("1004", sheet.number)
    assert seal.at == instant(NOW) and seal.totals["records"] == 1
    assert seals.forged([seal]) is None and journal.verify(desk.at().store) is None
    again = issue(known("1004"), "JB", {}).record
    act(known(DESK), again.number, "接班", {"verdict": "无异议"})
    assert [one.by for one in seals.every(desk.at().store)] == ["1004", DESK]
    assert journal.verify(desk.at().store) is None
