"""Templates of pads in the store: versions that stay, who may, and what the journal says."""

from __future__ import annotations

import json
from typing import Any

import peewee
import pytest

from db import attachments, templates
from db.errors import Refused
from db.samples import sample
from db.session import Session
from forms import DECLARED
from forms.fields import Kind
from forms.property.receipt import SJ
from tests.db.demo_desk import DESK, DIRECTOR, Desk

ADMINISTRATOR = "9001"
PAPER = SJ.papers[0]
FIRST: dict[str, Any] = {"name": "三联收据", "spots": [{"key": "payer"}]}
OTHER: dict[str, Any] = {"name": "三联收据", "spots": []}


def save(session: Session, values: dict[str, Any] | None, seen: int | None = None) -> int:
    return templates.save(session, SJ, PAPER, values, seen)


def test_each_change_is_a_version_and_the_last_one_holds(desk: Desk) -> None:
    """The same once more is none; taken away it is a version too, and comes back as one."""
    session = desk.at(ADMINISTRATOR)
    assert templates.current(session, "SJ", PAPER.name) is None
    assert [save(session, one) for one in (FIRST, FIRST, OTHER, None, FIRST)] == [1, 1, 2, 3, 4]
    held = templates.current(session, "SJ", PAPER.name)
    assert held is not None and (held.version, held.values, held.name) == (4, FIRST, "三联收据")
    told = templates.versions(session, "SJ", PAPER.name)
    assert [(one.version, one.values) for one in told] == [
        (4, FIRST), (3, None), (2, OTHER), (1, FIRST),
    ]  # fmt: skip
    assert [one.version for one in templates.every(session)] == [4]
    assert templates.current(session, "SJ", "别的纸") is None


def test_what_was_kept_is_frozen(desk: Desk) -> None:
    session = desk.at(ADMINISTRATOR)
    save(session, FIRST)
    row = "VALUES (9, 'SJ', '收据', {}, '{{}}', 1, '1001')"
    for statement in (
        "UPDATE template SET body = '{}'", "DELETE FROM template",
        f"INSERT INTO template {row.format(1)}", f"INSERT INTO template {row.format(3)}",
    ):  # fmt: skip
        with pytest.raises(peewee.DatabaseError, match="版本"), session.store.write() as db:
            db.execute_sql(statement)


@pytest.mark.parametrize("no", [DESK, DIRECTOR])
def test_only_who_may_change_the_settings_may(desk: Desk, no: str) -> None:
    with pytest.raises(Refused, match="不能改套打模板"):
        save(desk.at(no), FIRST)
    assert templates.every(desk.at(no)) == []


def test_a_change_of_somebody_else_is_not_written_over(desk: Desk) -> None:
    session = desk.at(ADMINISTRATOR)
    save(session, FIRST, 0)
    with pytest.raises(Refused, match="刚刚有人改过"):
        save(session, OTHER, 0)
    assert save(session, OTHER, 1) == 2
    with pytest.raises(Refused, match="太大"):
        save(session, {"name": "大", "spots": [{"key": "x" * templates.LONGEST}]})


def test_old_and_new_are_in_the_journal(desk: Desk) -> None:
    session = desk.at(ADMINISTRATOR)
    for values in (FIRST, None):
        save(session, values)
    rows = session.store.rows(
        "SELECT subject, body, by FROM journal WHERE action = 'template' ORDER BY seq"
    )
    first, last = (json.loads(body) for _, body, _ in rows)
    assert {(subject, by) for subject, _, by in rows} == {("SJ 收据", ADMINISTRATOR)}
    assert (first["version"], first["old"], first["new"]["name"]) == (1, None, "三联收据")
    assert (last["old"], last["new"]) == (first["new"], None)


def test_the_scan_stays_with_the_versions_that_name_it(desk: Desk) -> None:
    """It is no longer only staged; one that is not there is refused."""
    session = desk.at(ADMINISTRATOR)
    scan = attachments.take(session, sample(Kind.FILE), "空白收据.jpg", Kind.FILE)
    save(session, {**FIRST, "scan": scan})
    save(session, FIRST)
    staged = session.store.value(
        "SELECT staged_at FROM attachment WHERE sha256 = ?", (scan["sha256"],)
    )
    assert staged is None and attachments.content(session.store, scan["sha256"]) is not None
    with pytest.raises(Refused, match="扫描件不在了"):
        save(session, {**FIRST, "scan": {**scan, "sha256": "0" * 64}})


def test_a_paper_has_several_told_apart_by_name(desk: Desk) -> None:
    """Each with versions of its own; no two of the same name; the journal says which."""
    session = desk.at(ADMINISTRATOR)
    save(session, FIRST)
    assert templates.free_slot(session, "SJ", PAPER.name) == 2
    large, other = ({**one, "name": "大单"} for one in (FIRST, OTHER))
    with pytest.raises(Refused, match="已经有叫“三联收据”的模板") as refused:
        templates.save(session, SJ, PAPER, FIRST, slot=2)
    assert set(refused.value.problems) == {"name"}
    assert templates.save(session, SJ, PAPER, large, slot=2) == 1
    assert templates.save(session, SJ, PAPER, other, slot=2) == 2
    names = [(one.slot, one.name) for one in templates.of_paper(session, "SJ", PAPER.name)]
    assert names == [(1, "三联收据"), (2, "大单")]
    assert [one.version for one in templates.versions(session, "SJ", PAPER.name, 2)] == [2, 1]
    with pytest.raises(Refused, match="已经有叫“大单”"):
        save(session, large)
    assert templates.save(session, SJ, PAPER, None, slot=2) == 3
    assert [one.slot for one in templates.of_paper(session, "SJ", PAPER.name)] == [1]
    assert templates.free_slot(session, "SJ", PAPER.name) == 3, "a number means one pad for ever"
    assert [one.paper for one in templates.every(session)] == [PAPER.name] * 2
    rows = session.store.rows("SELECT body FROM journal WHERE action = 'template' ORDER BY seq")
    assert [json.loads(body).get("beside") for body, in rows] == [None, 2, 2, 2]


def test_no_paper_is_called_like_a_further_template() -> None:
    for form in DECLARED:
        assert not [one.name for one in form.papers if templates.BESIDE in one.name]
