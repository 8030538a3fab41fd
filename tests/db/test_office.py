"""The office's choices: for new records only, journalled, with the permissions that go along."""

from __future__ import annotations

import json
from typing import Any

import pytest

from db import choosing, chosen_before, office, permitting, records, renewing, rights, standings
from db.approving import NEEDED
from db.errors import Refused
from db.session import Member, Session
from forms.roles import ADMINISTRATOR, ROLES
from forms.settings import HOLIDAYS, LOGIN
from tests.db.demo_desk import DESK, DIRECTOR, DUTY, FX, MONEY, Desk, moment

HEAD = "9001"
"""The administrator of the demo."""


def save(desk: Desk, key: str, **changes: Any) -> list[str]:
    """Change these fields of a section, as the administrator does."""
    session = desk.at(HEAD)
    part = choosing.parts(session)[key]
    seen = choosing.chosen(session, part).values
    second = desk.at(DIRECTOR).member
    return choosing.save(session, part, {**seen, **changes}, seen, second=second)


def journalled(session: Session, action: str, subject: str) -> list[dict[str, Any]]:
    rows = session.store.rows(
        "SELECT body FROM journal WHERE action = ? AND subject = ? ORDER BY seq", (action, subject)
    )
    return [json.loads(body) for (body,) in rows]


def problems(desk: Desk, key: str, **changes: Any) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        save(desk, key, **changes)
    return refused.value.problems


def test_a_fee_and_copies_hold_for_new_records_only(desk: Desk) -> None:
    """The old record keeps the amount and the copies it was made with."""
    session = desk.at(DESK)
    typed = {"name": "甲", "holder": "乙", "colour": "绿"}
    old = desk.issue("FX", FX)
    save(desk, "FX", copies=[typed], validity="3 天到 24:00", title="出门条")
    new = desk.issue("FX", FX)
    again = records.load(session, old.number)
    assert again is not None
    assert [one.name for one in again.form.copies] == ["存根", "门岗", "业户"]
    assert [(one.name, one.holder, str(one.colour)) for one in new.form.copies] == [
        ("甲", "乙", "绿")
    ]
    assert (again.form.title, new.form.title) == ("物品放行条", "出门条")
    assert again.standing.valid_until == moment("22T00:00")
    assert new.standing.valid_until == moment("25T00:00")
    assert standings.differences(session) == []


def test_a_deposit_holds_for_new_records_only(desk: Desk) -> None:
    """What is owed by the old one stays what it was."""
    from db.example import example

    session = desk.at(DESK)
    first = records.issue(session, "ZX", example(session, "ZX")).record
    assert "form.ZX" in save(desk, "ZX", fee_0="3000", renovation_months="2")
    second = records.issue(session, "ZX", example(session, "ZX")).record
    again = records.load(session, first.number)
    assert again is not None
    assert again.form.fees[0].amount == 2000_00 and second.form.fees[0].amount == 3000_00
    assert (again.facts.outstanding, second.facts.outstanding) == (2000_00, 3000_00)
    assert office.choices(session.store)["renovation_months"] == 2


def test_a_change_of_roles_is_a_change_of_permissions_at_once(desk: Desk) -> None:
    """For old records too: people go, papers stay. Denied to whoever is not named."""
    made = desk.issue("FX", FX)
    at = [act.name for act in made.form.acts].index("值班主任签字")
    assert save(desk, "FX", **{f"act_{at}_roles": "前台、主任"}) == ["form.FX", "act:FX:值班主任签字"]
    session = desk.at(HEAD)
    assert set(rights.holders(session.store, "act:FX:值班主任签字")) == {"前台", "主任"}
    with pytest.raises(Refused, match="须由主任、前台办理|须由前台、主任办理"):
        desk.act(made, "值班主任签字", DUTY)
    assert desk.act(made, "值班主任签字", DIRECTOR).record.done
    assert desk.issue("FX", FX).form.act("值班主任签字").roles == ("前台", "主任")
    (row,) = journalled(session, "permission", "act:FX:值班主任签字")
    assert set(row["new"]) == {"前台", "主任"} and "值班主任" in row["old"]


def test_who_may_issue_is_chosen_too(desk: Desk) -> None:
    assert save(desk, "FX", issued_by="客服主管") == ["form.FX", "issue:FX"]
    with pytest.raises(Refused, match="须由客服主管办理"):
        desk.issue("FX", FX)


def test_the_default_again_leaves_nothing_behind(desk: Desk) -> None:
    """The kept choice goes, the permission is the declared one, both are journalled."""
    session = desk.at(HEAD)
    before = rights.holders(session.store, "issue:FX")
    save(desk, "FX", issued_by="客服主管", validity="3 天")
    part = choosing.parts(session)["FX"]
    assert set(choosing.chosen(session, part).changed) == {"issued_by", "validity"}
    defaults = choosing.chosen(session, part).defaults
    save(desk, "FX", **defaults)
    assert office.own(session.store, "form.FX") is None
    assert rights.holders(session.store, "issue:FX") == before
    assert journalled(session, "setting", "form.FX")[-1]["new"] is None
    save(desk, "规矩", arrears="拦住")
    assert office.own(session.store, "arrears") == "block"
    save(desk, "规矩", arrears="提醒")
    assert office.own(session.store, "arrears") is None
    assert office.choices(session.store)["arrears"] == "warn"


def test_what_is_wrong_is_told_all_at_once_and_nothing_is_written(desk: Desk) -> None:
    session = desk.at(HEAD)
    before = session.store.value("SELECT max(seq) FROM journal")
    at = [act.name for act in session.forms["ZX"].acts].index("退押金")
    assert set(problems(desk, "ZX", fee_0="两千", issued_by="保安队")) == {"fee_0", "issued_by"}
    assert set(problems(desk, "ZX", **{f"act_{at}_second": False})) == {f"act_{at}_second"}
    assert set(problems(desk, "单位", name="")) == {"name"}
    assert session.store.value("SELECT max(seq) FROM journal") == before


def test_what_somebody_else_has_changed_is_not_overwritten_unseen(desk: Desk) -> None:
    session = desk.at(HEAD)
    part = choosing.parts(session)["FX"]
    seen = choosing.chosen(session, part).values
    save(desk, "FX", validity="2 天")
    with pytest.raises(Refused, match="刚刚有人改过"):
        choosing.save(session, part, {**seen, "validity": "4 天"}, seen)
    assert choosing.chosen(session, part).values["validity"] == "2 天"


def test_only_the_right_settings_changes_settings(desk: Desk) -> None:
    """Whatever else somebody may do."""
    parts = choosing.parts(desk.at(HEAD))
    seen = choosing.chosen(desk.at(HEAD), parts["FX"]).values
    before = desk.at().store.value("SELECT max(seq) FROM journal")
    for role in ROLES:
        if role == ADMINISTRATOR:
            continue
        session = desk.at().acting_as(Member("9999", "某人", (role,)))
        for attempt in (
            lambda s: choosing.save(s, parts["FX"], {**seen, "validity": "2 天"}),
            lambda s: choosing.save_days_off(s, {2026: "10-01 放假"}),
            lambda s: permitting.change(s, {"issue:FX": (role,)}),
        ):
            with pytest.raises(Refused, match="不能"):
                with session.store.write():
                    attempt(session)
    assert desk.at().store.value("SELECT max(seq) FROM journal") == before


def test_the_changes_are_told_in_words(desk: Desk) -> None:
    session = desk.at(HEAD)
    save(desk, "单位", name="碧水湾管理处")
    save(desk, "CR", fee_0="200", act_0_roles="财务、前台")
    parts = choosing.parts(session)
    (one,) = chosen_before.of_part(session, parts["单位"])
    assert one.told[0][0] == "单位名称" and one.told[0][2] == "碧水湾管理处" and "9001" in one.by
    assert one.second == ""
    said = [(each.told[0][0], each.second) for each in chosen_before.of_part(session, parts["CR"])]
    assert said == [("缴费：谁办", "1001 刘志远"), ("押金（元）", "")]
    save(desk, "FX", level="秘密")
    (level,) = chosen_before.of_part(session, parts["FX"])
    assert (level.told[0][2], level.second) == ("秘密", "1001 刘志远")
    told = {what: (old, new) for each in chosen_before.of_part(session, parts["CR"])
            for what, old, new in each.told}
    assert told["押金（元）"] == ("¥100.00", "¥200.00")
    assert set(told["缴费：谁办"][1].split("、")) == {"前台", "财务"} and len(told) == 2


def test_holidays_move_the_deadlines_of_what_is_open(desk: Desk) -> None:
    """Only of what is open, in its own transactions, to be gone on with where it stopped."""
    save(desk, "FX", validity="1 个工作日")
    open_one = desk.issue("FX", FX)  # on Saturday: until Monday 10:42
    over = desk.issue("FX", FX)
    desk.act(over, "作废", DESK, {"why": "写错"})
    session = desk.at(HEAD)
    assert open_one.standing.valid_until == moment("23T10:42")
    assert choosing.save_days_off(session, {2026: "11-23 至 11-24 放假"}) == [HOLIDAYS]
    assert renewing.pending(session.store)
    assert renewing.renew(session, lambda: False) == 0 and renewing.pending(session.store)
    renewing.renew(session)
    again, closed = (records.glance(session, [one.id])[0] for one in (open_one, over))
    assert again.standing.valid_until == moment("25T10:42")
    assert closed.standing.valid_until == moment("23T10:42")
    assert not renewing.pending(session.store)
    assert journalled(session, "setting", HOLIDAYS)[-1]["new"] == {
        "2026-11-23": True, "2026-11-24": True,
    }  # fmt: skip
    (said,) = chosen_before.of_days_off(session)
    assert said.told == (("2026 年", "（空）", "11-23 至 11-24 放假"),)


def test_another_year_s_holidays_stay(desk: Desk) -> None:
    session = desk.at(HEAD)
    choosing.save_days_off(session, {2026: "10-01 放假", 2027: "1-1 放假"})
    choosing.save_days_off(session, {2027: "1-2 上班"})
    assert choosing.days_off(session) == {"2026-10-01": True, "2027-01-02": False}
    with pytest.raises(Refused) as refused:
        choosing.save_days_off(session, {2026: "国庆放假", 2027: "1-40 放假"})
    assert set(refused.value.problems) == {"2026", "2027"}
    assert choosing.save_days_off(session, {2027: "1-2 上班"}) == []


def test_hours_are_kept_as_two_times_and_mark_what_is_to_be_reckoned(desk: Desk) -> None:
    assert save(desk, "工作时间", hours="8:30-18:00") == ["hours"]
    session = desk.at(MONEY)
    assert office.choices(session.store)["hours"] == ["08:30", "18:00"]
    assert renewing.pending(session.store) and renewing.renew(session) >= 0
    save(desk, "工作时间", hours="")
    assert "hours" not in office.choices(session.store)


@pytest.mark.parametrize(("key", "changes", "before"), [
    (LOGIN, {"export_rows": 100_000}, {}),
    ("FX", {"act_0_second": False}, {"act_0_second": True}),
])  # fmt: skip
def test_what_takes_two_persons_is_not_let_go_by_one(
    desk: Desk, key: str, changes: dict[str, Any], before: dict[str, Any]
) -> None:
    """The limit of an export, an act that took two; that one takes two from now on is nobody's
    loss."""
    session = desk.at(HEAD)
    part = choosing.parts(session)[key]
    if before:
        choosing.save(session, part, {**choosing.chosen(session, part).values, **before})
    seen = choosing.chosen(session, part).values
    wanted = {**seen, **changes}
    with pytest.raises(Refused) as refused:
        choosing.save(session, part, wanted, seen)
    assert set(refused.value.problems) == {NEEDED}
    with pytest.raises(Refused, match="本人"):
        choosing.save(session, part, wanted, seen, second=session.member)
    assert choosing.chosen(session, part).values == seen
    assert choosing.save(session, part, wanted, seen, second=desk.at(DIRECTOR).member)
    latest = chosen_before.of_part(session, part)[0]
    assert latest.second.startswith(DIRECTOR) and latest.by.startswith(HEAD)
