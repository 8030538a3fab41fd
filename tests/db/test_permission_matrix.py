"""The whole matrix, generated: every role × every action of every form × every level.

Allowed exactly when the table says so. The everyday run asks the functions that judge; the long run
really tries every act on a record of every form, at every level, in the name of every role.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from db import allowing, demo, demo_days, records, rights, secrecy
from db.clock import FixedClock, instant
from db.errors import Refused
from db.session import Member, Session
from forms import DECLARED
from forms.acts import Signed
from forms.form import Form
from forms.roles import OWNERSHIP, ROLES
from forms.secrecy import LEVELS, PLAIN, right
from tests.db.demo_desk import NOW, Desk

every_form = pytest.mark.parametrize("form", DECLARED, ids=[form.code for form in DECLARED])


def table(form: Form) -> set[tuple[str, str]]:
    """(role, action) of a form and of the levels as the declarations say, read by hand."""
    found = {(role, f"issue:{form.code}") for role in form.issued_by}
    found |= {(role, f"act:{form.code}:{act.name}") for act in form.acts for role in act.roles}
    for level in LEVELS:
        found |= {(role, right(level)) for role in OWNERSHIP[right(level)]}
    return found


def as_role(session: Session, role: str) -> Session:
    """The desk with somebody of that one role acting."""
    return session.acting_as(Member("1003", "某人", (role,)))


def refused(attempt: Any, *arguments: Any) -> str:
    """The words of a refusal; "" for none."""
    try:
        attempt(*arguments)
    except Refused as refusal:
        return "；".join(refusal.problems.values())
    return ""


def test_every_cell_is_judged_as_the_table_says(desk: Desk) -> None:
    """Who issues, who acts, who records a signature on paper, who sees which level."""
    session = desk.at()
    cells = 0
    for role in ROLES:
        mine = as_role(session, role)
        sight = {level: refused(secrecy.require_level, mine, level, "看") == "" for level in LEVELS}
        granted = {a for (a,) in session.store.rows(
            "SELECT action FROM permission WHERE role = ?", (role,)
        )}  # fmt: skip
        for form in DECLARED:
            asked = table(form)
            for level in LEVELS:
                assert (sight[level] or level == PLAIN) == (
                    (role, right(level)) in asked or level == PLAIN
                )
            actions = [f"issue:{form.code}", *(f"act:{form.code}:{a.name}" for a in form.acts)]
            for action in actions:
                assert (action in granted) == ((role, action) in asked), (role, action)
                cells += len(LEVELS)
    assert cells > len(ROLES) * len(LEVELS) * 200


def test_the_judge_of_acts_asks_the_table(desk: Desk) -> None:
    """For roles that have the act and roles that have not, signed here or on paper."""
    for form in DECLARED:
        judge(desk.at(), form)


def judge(session: Session, form: Form) -> None:
    """Ask it for every act of a form."""
    record: Any = SimpleNamespace(form=form)
    may_issue = set(form.issued_by)
    for role in (*form.issued_by[:1], *ROLES[:: len(ROLES) // 4]):
        mine = as_role(session, role)
        for act in form.acts:
            if act.passed_only:
                continue
            words = refused(allowing.signer_of, mine, record, act, None)
            if act.signed is Signed.PAPER and not act.by_customer:
                assert "纸上签字" in words
            else:
                assert (words == "") == (role in act.roles), (role, act.name, words)
            words = refused(allowing.signer_of, mine, record, act, "王五")
            if act.signed is Signed.PROGRAM:
                assert "本人登录办理" in words
            else:
                assert (words == "") == (role in may_issue), (role, act.name, words)


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The demo with its days, where every form has records."""
    folder = tmp_path_factory.mktemp("matrix") / "data"
    session = demo.create(folder, "admin", clock=FixedClock(instant(NOW))).session
    demo_days.fill(session)
    yield session
    session.close()


@pytest.mark.long
@every_form
def test_every_act_is_really_refused_where_the_table_does_not_allow_it(
    month: Session, form: Form
) -> None:
    """On a record of the form, at every level; nothing is written, and where the table allows it
    neither right nor level is in the way."""
    store, asked = month.store, table(form)
    row = store.rows("SELECT id, number FROM record WHERE code = ? LIMIT 1", (form.code,))
    if not row:
        assert not form.shown, "every form that people see has records in the demo"
        return
    (record_id, number), before = row[0], store.value("SELECT max(seq) FROM journal")
    kept = store.value("SELECT level FROM classified WHERE record_id = ?", (record_id,))
    record = records.read(month, record_id)
    for level in LEVELS:
        store.db.execute_sql("DELETE FROM classified WHERE record_id = ?", (record_id,))
        if level != PLAIN:
            store.db.execute_sql(
                "INSERT INTO classified VALUES (?, ?)", (record_id, LEVELS.index(level))
            )
        for role in ROLES:
            mine = as_role(month, role)
            sees = level == PLAIN or (role, right(level)) in asked
            nobody_knows = f"没有 {number} 这张单"
            assert refused(records.load, mine, number) == ("" if sees else nobody_knows)
            for act in record.form.acts:
                may = (role, f"act:{form.code}:{act.name}") in asked
                if not sees:
                    assert refused(records.act, mine, number, act.name) == nobody_knows
                elif not may and not act.passed_only and act.signed is not Signed.PAPER:
                    words = refused(records.act, mine, number, act.name)
                    assert "不能" in words or "须由" in words, (role, act.name, words)
                elif may:
                    assert rights.allowed(store, (role,), f"act:{form.code}:{act.name}")
    store.db.execute_sql("DELETE FROM classified WHERE record_id = ?", (record_id,))
    if kept is not None:
        store.db.execute_sql("INSERT INTO classified VALUES (?, ?)", (record_id, kept))
    assert store.value("SELECT max(seq) FROM journal") == before


@pytest.mark.long
@every_form
def test_issuing_is_really_refused_where_the_table_does_not_allow_it(
    month: Session, form: Form
) -> None:
    before = month.store.value("SELECT max(seq) FROM journal")
    if not form.shown:
        assert f"没有 {form.code} 这种单据" in refused(records.issue, month, form.code, {})
        return
    for role in ROLES:
        words = refused(records.issue, as_role(month, role), form.code, {"nothing_such": 1})
        assert (f"不能开{form.title}" in words) == (role not in form.issued_by), (role, words)
    assert month.store.value("SELECT max(seq) FROM journal") == before
