"""物品放行条 against docs/handbook.md §0, §1 FX and §2: expectations written by hand from the page,
none read from the declaration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.command_line.desk import NOW, OWNER_MOVES, Desk, answered, setting, surroundings
from tests.scenarios.site import permitted

DUTY, DIRECTOR, GATE = "1002", "1001", "2001"
CONSENT = {"consent": "书面委托", "consent_at": "2026-11-21T09:00", "consent_by": "李敏"}
WITH_TENANT = {**OWNER_MOVES, "unit": "3-1202", "applicant": "租户"}
OWES = "3-1202"


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `forms` says of FX."""
    found = answered(["--json", "forms"], surroundings(), tmp_path_factory.mktemp("forms")).done
    return next(one for one in found if one["code"] == "FX")


def test_it_asks_what_the_source_names(desk: Desk) -> None:
    """§1: room, carrier 运出人, the carrier's ID number and the goods; none may be left out."""
    for key in ("unit", "carrier", "carrier_id", "goods"):
        left_out = {name: value for name, value in OWNER_MOVES.items() if name != key}
        assert set(desk.run("issue", "FX", "-", given=left_out).refused) == {key}
    bare = {key: OWNER_MOVES[key] for key in ("unit", "carrier", "carrier_id", "goods")}
    assert desk.run("issue", "FX", "-", given=bare).status == 0


def test_an_owner_applies_without_anybodys_consent(desk: Desk) -> None:
    """§1: who may apply: the owner."""
    assert desk.issue(OWNER_MOVES)["number"]


@pytest.mark.parametrize("applicant", ["租户", "装修负责人"])
def test_anybody_else_needs_the_owners_consent(desk: Desk, applicant: str) -> None:
    """§1: a tenant needs the owner's consent, the renovation's responsible person is entrusted by
    the owner ([C]: how, who took it, when); without "how" it is refused, and the slip keeps all
    three."""
    values = {**WITH_TENANT, "applicant": applicant}
    assert "consent" in desk.run("issue", "FX", "-", given=values).refused
    number = desk.issue({**values, **CONSENT})["number"]
    kept = desk.run("show", number).done["values"]
    assert kept["consent"] == "书面委托" and kept["consent_at"] == "2026-11-21T09:00"
    assert "李敏" in kept["consent_by"]


def test_the_responsible_persons_slip_belongs_to_the_renovation(
    desk: Desk, tmp_path: Path
) -> None:
    """§1 [C]: where the room has a renovation in hand, nothing more being typed; an owner's slip
    belongs to none."""
    slip = {**OWNER_MOVES, **CONSENT, "applicant": "装修负责人"}
    alone = desk.issue(slip)["number"]
    basis = permitted(desk, tmp_path)
    hung, owners = desk.issue(slip)["number"], desk.issue(OWNER_MOVES)["number"]
    linked = [desk.run("show", one).done["linked"] for one in (alone, hung, owners)]
    assert linked == [[], [basis], []]


def test_a_tenants_missing_consent_is_said_in_these_words(desk: Desk) -> None:
    """The words of the contract for the form as a whole."""
    assert desk.run("issue", "FX", "-", given=WITH_TENANT).refused[""] == "租户搬出须业主同意"


def test_nobody_else_may_apply(desk: Desk) -> None:
    """§1 names owner and responsible person, with consent a tenant: no passer-by."""
    for who in ("家庭成员", "施工队", "物业"):
        values = {**OWNER_MOVES, **CONSENT, "applicant": who}
        assert "applicant" in desk.run("issue", "FX", "-", given=values).refused, who


def test_only_the_front_desk_and_its_supervisor_make_it_out(desk: Desk) -> None:
    """Everybody else on the roster is refused: directors, gate, accounts, other desks."""
    for staff in ("1001", "1002", "1010", "2001", "3001", "4002", "9001"):
        assert desk.run("issue", "FX", "-", staff=staff, given=OWNER_MOVES).status == 2, staff
    for staff in ("1003", "1004", "1005"):
        assert desk.run("issue", "FX", "-", staff=staff, given=OWNER_MOVES).status == 0, staff


def test_the_chain_is_owner_then_duty_supervisor_then_director(desk: Desk) -> None:
    """§1: 办证人 signs → 值班主任 signs → 主任 stamps, in order, each by that role alone; the gate
    is last."""
    number = desk.issue()["number"]
    acts = {"值班主任签字": DUTY, "主任盖章": DIRECTOR}
    assert "值班主任签字" in desk.run("act", number, "主任盖章", staff=DIRECTOR).refused[""]
    desk.act(number, "办证人签字", "1003")
    for name, signer in acts.items():
        for staff in {"1003", "1005", "1010", "2001", DUTY, DIRECTOR} - {signer}:
            assert desk.run("act", number, name, staff=staff).status == 2, (name, staff)
        desk.act(number, name, signer)
    assert desk.run("act", number, "值班主任签字", staff=DUTY).status == 2
    by = [(one["name"], one["by"]) for one in desk.run("show", number).done["acts"]]
    assert by == [("办证人签字", "1003"), ("值班主任签字", DUTY), ("主任盖章", DIRECTOR)]


def test_a_step_may_be_signed_on_paper_and_recorded_by_the_desk(desk: Desk) -> None:
    """§0: signed in the program or recorded as signed on paper with the signer's name; the gate is
    then told to look for the ink and the seal."""
    number = desk.issue()["number"]
    for name, signer in (("值班主任签字", "王建国"), ("主任盖章", "刘志远")):
        desk.act(number, name, "1003", "--paper", signer)
    asked = desk.run("gate", number, staff=GATE).done
    assert asked["verdict"] == "可以放行"
    ink = "、".join(asked["ink"])
    assert "办证人" in ink and "值班主任" in ink and "主任（盖章）" in ink


def test_it_costs_nothing(declared: dict[str, Any]) -> None:
    """§1: fee –."""
    assert declared["fees"] == []


def test_three_copies_stub_gate_resident_in_white_red_yellow(declared: dict[str, Any]) -> None:
    """§2: 放行条 ① 存根 ② 门岗 ③ 业户; three copies are white, pink, yellow."""
    assert [copy["name"] for copy in declared["copies"]] == ["存根", "门岗", "业户"]
    assert [copy["holder"] for copy in declared["copies"]] == ["前台", "门岗", "业户"]
    colours = [copy["colour"] for copy in declared["copies"]]
    assert colours[0] == "白" and colours[1] in ("红", "粉红") and colours[2] == "黄"


def test_it_holds_on_its_day_of_issue(desk: Desk) -> None:
    """§1 [C]: until 24:00 of the day of issue, by the office's clock."""
    made = desk.signed(now="2026-11-21T00:05")
    assert made["standing"]["valid_until"] == "2026-11-22T00:00"
    for now, verdict in (
        ("2026-11-21T23:59", "可以放行"), ("2026-11-22T00:00", "不可放行"),
        ("2026-11-22T08:00", "不可放行"),
    ):  # fmt: skip
        assert desk.run("gate", made["code"], staff=GATE, now=now).done["verdict"] == verdict, now


def test_the_office_may_let_it_hold_three_days(desk: Desk) -> None:
    """§1 [C]: 1–3 days are usual, the office sets it; slips made before keep their day."""
    before = desk.signed()
    span = {"is": "Span", "days": 2, "end_of_day": True}
    setting(desk, "form.FX", {"validity": {"is": "Validity", "span": span}})
    after = desk.signed()
    assert before["standing"]["valid_until"] == "2026-11-22T00:00"
    assert after["standing"]["valid_until"] == "2026-11-24T00:00"
    late: dict[str, Any] = {"staff": GATE, "now": "2026-11-23T23:00"}
    assert desk.run("gate", before["code"], **late).done["verdict"] == "不可放行"
    assert desk.run("gate", after["code"], **late).done["verdict"] == "可以放行"


def test_it_serves_once(desk: Desk) -> None:
    """§1: used is refused at the gate with the reason."""
    made = desk.signed()
    counts: dict[str, Any] = {"given": {"counts": [1, 12]}}
    desk.act(made["number"], "放行", GATE, "--values", "-", **counts)
    asked = desk.run("gate", made["code"], staff=GATE).done
    assert asked["verdict"] == "不可放行" and "放行过" in asked["reason"]
    assert desk.run("act", made["number"], "放行", "--values", "-", staff=GATE, **counts).status == 2


def test_what_does_not_match_does_not_leave_and_needs_a_new_slip(desk: Desk) -> None:
    """§1: mismatch: no exit, new slip; after 不予放行 nothing can be released on it any more."""
    made = desk.signed()
    desk.act(made["number"], "不予放行", GATE, "--values", "-", given={"why": "多一台电视"})
    release = ("act", made["number"], "放行", "--values", "-")
    assert desk.run(*release, staff=GATE, given={"counts": [1, 12]}).status == 2
    assert "多一台电视" in desk.run("gate", made["code"], staff=GATE).done["reason"]


def test_only_the_gate_releases(desk: Desk) -> None:
    """§1 [C]: the gate counts; neither desk nor director lets goods out."""
    made = desk.signed()
    release = ("act", made["number"], "放行", "--values", "-")
    for staff in ("1001", "1002", "1003", "1005", "1011", "9001"):
        refused = desk.run(*release, staff=staff, given={"counts": [1, 12]})
        assert refused.status == 2 and "门岗" in refused.json["refused"][""], staff


def test_the_copies_wander_as_the_custom_has_it(desk: Desk) -> None:
    """§1 [C]: handed to the owner when stamped; the gate keeps ②; ② comes back to the desk, which
    has it on its list until it is there."""
    made = desk.signed()
    number = made["number"]
    assert desk.run("show", number).done["standing"]["holder"] == "业主"
    given = {"counts": [1, 12]}
    released = desk.act(number, "放行", GATE, "--values", "-", given=given)["standing"]
    assert released["holder"] == "门岗" and "收回门岗联" in released["next"]
    waiting = desk.run("due").done
    assert [(one["number"], one["due"]) for one in waiting] == [(number, "2026-11-22T00:00")]
    assert desk.run("due", now="2026-11-22T09:00").done[0]["state"] == "逾期"
    assert desk.act(number, "收回门岗联", "1003")["standing"]["holder"] == "前台"
    assert desk.run("due").done == []


def test_numbers_run_on_within_a_year_and_begin_anew_with_the_next(desk: Desk) -> None:
    """§1 [C]: continuous per form and year by the office's clock, across its midnight."""
    at = ["2026-12-31T08:00", "2026-12-31T23:59", "2027-01-01T00:01", "2027-01-02T08:00"]
    numbers = [desk.issue(now=now)["number"] for now in at]
    assert numbers == ["FX-2026-000001", "FX-2026-000002", "FX-2027-000001", "FX-2027-000002"]
    assert desk.run("show", numbers[1], now=at[3]).done["issued_at"] == "2026-12-31T23:59"
    codes = {desk.run("show", number, now=at[3]).done["code"] for number in numbers}
    assert len(codes) == 4


def test_the_year_is_the_offices_not_that_of_greenwich(desk: Desk) -> None:
    """16:01 in Greenwich on New Year's Eve is the new year at the desk."""
    assert desk.issue(now="2026-12-31T15:59+00:00")["number"] == "FX-2026-000001"
    made = desk.issue(now="2026-12-31T16:01+00:00")
    assert made["number"] == "FX-2027-000001"
    assert made["standing"]["valid_until"] == "2027-01-02T00:00"


def test_a_refused_slip_uses_up_no_number(desk: Desk) -> None:
    """No gap: what was refused never had a number."""
    assert desk.issue()["number"] == "FX-2026-000001"
    for _ in range(3):
        assert desk.run("issue", "FX", "-", given={**OWNER_MOVES, "unit": ""}).status == 2
    assert desk.issue()["number"] == "FX-2026-000002"


def test_a_void_keeps_its_number_and_its_reason(desk: Desk) -> None:
    """§1 [C]: nothing is deleted; the next number follows, the void stands in the register, and
    without a reason there is no void."""
    number = desk.issue()["number"]
    void = ("act", number, "作废", "--values", "-")
    for empty in ({}, {"why": ""}, {"why": "　 "}):
        assert "why" in desk.run(*void, given=empty).refused
    desk.run(*void, given={"why": "房号写错"}).done
    assert desk.run(*void, given={"why": "再来"}).status == 2
    assert desk.issue()["number"] == "FX-2026-000002"
    shown = desk.run("show", number).done
    assert shown["standing"]["state"] == "已作废" and shown["standing"]["next"] == []
    assert shown["acts"][-1]["values"] == {"why": "房号写错"}
    assert shown["values"]["carrier"]["name"] == "赵虚构"
    rows = desk.run("register", "FX").done
    assert [row["number"] for row in rows] == ["FX-2026-000002", "FX-2026-000001"]


def test_every_state_before_release_can_be_voided_by_the_desk(desk: Desk) -> None:
    """Just issued, half signed, stamped, expired."""
    made = [desk.issue()["number"] for _ in range(4)]
    desk.act(made[1], "值班主任签字", DUTY)
    for name, staff in (("值班主任签字", DUTY), ("主任盖章", DIRECTOR)):
        desk.act(made[2], name, staff)
    for number, now in zip(made, [NOW, NOW, NOW, "2026-11-23T08:00"], strict=True):
        why = {"given": {"why": "客户取消"}, "now": now}
        voided = desk.act(number, "作废", "1003", "--values", "-", **why)
        assert voided["standing"]["state"] == "已作废"


def test_arrears_warn_block_or_are_not_looked_at(desk: Desk) -> None:
    """§1: fee status shown; warn or block is the office's setting; who owes nothing is never
    bothered."""
    owing = {**OWNER_MOVES, "unit": OWES}
    warned = desk.issue(owing)
    assert "2 个月" in warned["warnings"]["unit"] and "612.00" in warned["warnings"]["unit"]
    assert "warnings" not in desk.issue(OWNER_MOVES)
    setting(desk, "arrears", "block")
    assert "欠" in desk.run("issue", "FX", "-", given=owing).refused["unit"]
    assert desk.run("issue", "FX", "-", given=OWNER_MOVES).status == 0
    setting(desk, "arrears", "off")
    assert "warnings" not in desk.issue(owing)


def test_the_register_is_called_and_ruled_as_the_handbook_lists_it(desk: Desk) -> None:
    """§1 Registers: 物品放行条; it shows number, room, carrier, goods and state of every slip."""
    made = desk.signed()
    (row,) = desk.run("register", "FX").done
    assert row["number"] == made["number"] and row["unit"] == "1-101"
    assert row["carrier"]["name"] == "赵虚构" and row["state"] == "待放行"
    assert [line["name"] for line in row["goods"]] == ["双门冰箱", "纸箱"]
