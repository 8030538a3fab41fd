"""What the office chooses holds for new records only: each keeps, in its snapshot, the choices that
its rules read (docs/handbook.md §6 单位设置)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db import office, records
from db.errors import Refused
from db.session import Session
from forms import DECLARED, SETTINGS, bound
from forms.form import Form
from forms.snapshot import revived, snapshot
from tests.db.demo_desk import FX, copied
from tests.scenarios.inside import Hands
from tests.scenarios.test_ts_handbook import FAULT, NOISE, SEEN, SOLUTION

CONSENT = {"applicant": "租户", "consent": "电话确认", "consent_at": "2026-11-21T10:00"}
SERVICE, WORKS, SAFETY, ADMIN = "1005", "1007", "1008", "9001"
ONLY_HIM = [{"role": "公司经理"}]
"""A table by which even the smallest compensation is the general manager's to approve."""


@pytest.fixture
def hands(estate: Path, tmp_path: Path) -> Iterator[Hands]:
    made = Hands(copied(estate, tmp_path / "office"))
    yield made
    made.close()


def proposed(hands: Hands) -> Any:
    """A complaint solved the same day, 300 yuan to be approved."""
    made = hands.issue("TS", NOISE)
    hands.act(made, "判为有效", SERVICE, FAULT)
    hands.act(made, "主管到场查看", WORKS, {**SEEN, "result": "当天解决"})
    solution = {**SOLUTION, "cause": "导靴磨损", "compensation": 300_00}
    return hands.act(made, "方案", WORKS, solution).record


def test_the_compensation_table_is_that_of_the_day_of_issue(hands: Hands) -> None:
    old = proposed(hands)
    office.change(hands.at(ADMIN), "compensation", ONLY_HIM)
    new = proposed(hands)
    assert hands.cannot(new, "核准补偿", SERVICE)
    assert hands.act(old, "核准补偿", SERVICE).record.number == old.number


def test_the_head_of_a_department_is_that_of_the_day_of_issue(hands: Hands) -> None:
    """On an open record too, also once its standing is reckoned anew."""
    old = hands.issue("TS", NOISE)
    heads = {**SETTINGS["department_heads"].default, "工程部": "安全主管"}
    office.change(hands.at(ADMIN), "department_heads", heads)
    new = hands.issue("TS", {**NOISE, "unit": "1-102", "phone": "13900139000"})
    for one in (old, new):
        hands.act(one, "判为有效", SERVICE, FAULT)
    assert hands.cannot(old, "主管到场查看", SAFETY, SEEN)
    assert hands.cannot(new, "主管到场查看", WORKS, SEEN)
    assert hands.seen(old).standing.theirs["主管到场查看"][0] == "工程主管"
    hands.act(old, "主管到场查看", WORKS, SEEN)
    hands.act(new, "主管到场查看", SAFETY, SEEN)


def test_a_record_of_before_snapshots_kept_them_has_what_held_then(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is chosen later, and however often."""
    with monkeypatch.context() as patch:
        patch.setattr(Session, "form", lambda self, code: self.forms[code])
        old = hands.issue("TS", NOISE)
    assert hands.seen(old).form.settings is None
    for table in (ONLY_HIM, [{"up_to": 1_00, "role": "主任"}, {"role": "公司经理"}]):
        office.change(hands.at(ADMIN), "compensation", table)
    found = office.choices_for(hands.at().store, hands.seen(old).form)
    assert found["compensation"] == SETTINGS["compensation"].default
    assert office.choices(hands.at().store)["compensation"] == table


def test_what_a_form_reads_is_in_its_snapshot_and_comes_back(hands: Hands) -> None:
    form = hands.at().form("TS")
    assert form.settings is not None and form.settings["compensation"]
    assert revived(snapshot(form), hands.at().forms["TS"]).settings == form.settings
    assert hands.at().form("TS") is form, "an unchanged choice is not put over the form anew"


class Recording(dict[str, Any]):
    """Choices that remember which of them were asked for."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)


@pytest.mark.parametrize("code", ["TS", "LL", "ZX", "FX", "JD", "SW", "RX", "ZG", "CF", "LT"])
def test_no_form_reads_a_setting_that_it_does_not_keep(
    hands: Hands, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    """All that its rules ask for while its example is judged is among what its snapshot keeps;
    office hours count for every record alike."""
    from db.example import example
    from db.facts import facts_for
    from forms.rules import judged

    session = hands.at()
    form: Form = session.forms[code]
    typed = example(session, code)
    facts = facts_for(session, form, typed)
    kept = Recording(facts.settings)
    judged(form, typed, replace(facts, settings=kept))
    assert kept.asked - {"hours"} <= {one.key for one in bound(form)}


def test_every_declared_form_keeps_what_its_checks_name() -> None:
    for form in DECLARED:
        named = {one.setting for one in (*form.checks, *form.preconditions) if one.setting}
        assert named <= {one.key for one in bound(form)}, form.code


def test_where_mail_goes_is_not_kept(hands: Hands) -> None:
    """It is nothing of the record's own: a new address holds for what waits to be sent."""
    form = hands.at().form("WK")
    assert form.settings is not None and "network_installation" in form.settings
    assert not [key for key in form.settings if key.startswith("operator")]


def test_a_rule_made_stricter_holds_for_what_is_issued_from_then_on(hands: Hands) -> None:
    """The setting is put over the form once, and again as soon as it is changed."""
    assert records.issue(hands.at(), "FX", FX | CONSENT).warnings
    office.change(hands.at(ADMIN), "tenants", "block")
    with pytest.raises(Refused):
        records.issue(hands.at(), "FX", FX | CONSENT)
