"""网络开通、网络变更、开通登记 against docs/handbook.md §1 WK, WB, KH and §2: expectations written by hand
from the page, none read from the declarations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.command_line.desk import Desk
from tests.scenarios.paper import sheets
from tests.scenarios.site import MONEY, OTHER_MONEY, RECEPTION, course, do

WHITE, PINK = (255, 255, 255), (255, 224, 230)
OWNER: dict[str, Any] = {
    "unit": "1-101", "name": "赵虚构", "phone": "13800138000", "id_copy": True,
    "document": {"kind": "护照", "number": "E12345678"},
}  # fmt: skip
BROADBAND = {**OWNER, "operator": "电信", "plan": "包月 180 元"}
SENT = {"sent_at": "2026-11-22T10:00", "way": "电子邮件", "sender": "李敏"}


def opened(desk: Desk, **changed: Any) -> str:
    """The number of an application that must be taken."""
    return str(desk.issue({**BROADBAND, **changed}, code="WK")["number"])


def owed(desk: Desk, number: str) -> dict[str, Any]:
    """What the receipt of a payment says."""
    made = desk.act(number, "缴费", MONEY)["made"]
    values: dict[str, Any] = desk.run("show", made[0], staff=MONEY).done["values"]
    return values


@pytest.mark.parametrize("changed, path", [
    ({"id_copy": False}, "id_copy"), ({"document": None}, "document"),
    ({"applicant": "租户"}, "proxy"), ({"applicant": "租户", "proxy": False}, "proxy"),
])
def test_identity_its_copy_and_a_tenants_letter(
    desk: Desk, changed: dict[str, Any], path: str
) -> None:
    """[S]: owner, or a tenant with the owner's 委托书; identity seen, ID copy kept."""
    typed = {key: one for key, one in {**BROADBAND, **changed}.items() if one is not None}
    assert set(desk.run("issue", "WK", "-", given=typed).refused) == {path}
    fixed = {"id_copy": True, "document": OWNER["document"], "proxy": True}
    whole = {**typed, **({path: fixed[path]})}
    assert desk.issue(whole, code="WK")


def test_the_installation_fee_is_the_operators(desk: Desk) -> None:
    """[S]: to 财务, collected for the operator: neither income nor deposit; first of all."""
    number = opened(desk)
    sending = ("act", number, "报运营商", "--values", "-")
    assert "缴费" in desk.run(*sending, given=SENT).refused[""]
    receipt = owed(desk, number)
    assert receipt["items"] == [
        {"what": "初装费", "record": number, "purse": "代收", "amount": 300_00}
    ]
    sent = do(desk, number, "报运营商", RECEPTION, given=SENT, now="2026-11-22T10:00")
    assert sent["holder"] == "电信"


def test_a_free_installation_needs_no_receipt(desk: Desk) -> None:
    """[C]."""
    number = opened(desk, charge="免收")
    assert desk.run("act", number, "缴费", staff=MONEY).status == 2
    sent = do(desk, number, "报运营商", RECEPTION, given=SENT, now="2026-11-22T10:00")
    assert sent["state"] == "已报运营商"


@pytest.mark.parametrize("charge", ["代收", "免收"])
def test_data_go_to_the_operator_within_two_days(desk: Desk, charge: str) -> None:
    """[C]: of fee and copy being there; “sent at, by whom” stops it."""
    number = opened(desk, charge=charge)
    if charge == "代收":
        desk.act(number, "缴费", MONEY)
    now = "2026-11-23T10:00"
    lines = [one for one in desk.run("due", now=now).done if one["number"] == number]
    assert [(one["due"], one["verb"]) for one in lines] == [("2026-11-23T10:42", "生成邮件")]
    do(desk, number, "报运营商", RECEPTION, given=SENT, now="2026-11-22T10:00")
    verbs = {one["verb"] for one in desk.run("due", now=now).done if one["number"] == number}
    assert "生成邮件" not in verbs


@pytest.mark.parametrize("change, more, fee", [
    ("复通", {}, 20_00), ("增加信息", {"plan": "包月 180 元"}, 540_00),
    ("增加信息", {"plan": "90 元 60 小时"}, 90_00), ("暂停", {}, None), ("终止", {}, None),
    ("变更资费", {"details": "改为包年"}, None), ("更改帐户", {"details": "改为其妻"}, None),
])
def test_what_a_change_costs(
    desk: Desk, change: str, more: dict[str, Any], fee: int | None
) -> None:
    """[S]: 复通 20; 增加信息 prepays three months: 540, or 90; the others nothing."""
    number = desk.issue({**OWNER, "change": change, **more}, code="WB")["number"]
    assert desk.run("show", number).done["values"].get("fee") == fee
    if fee is None:
        assert desk.run("act", number, "缴费", staff=MONEY).status == 2
    else:
        assert owed(desk, number)["items"][0]["amount"] == fee


def test_a_change_names_what_it_changes_to(desk: Desk) -> None:
    """[C]; a plan is asked only for an added point."""
    typed = {**OWNER, "change": "变更资费"}
    assert set(desk.run("issue", "WB", "-", given=typed).refused) == {"details"}
    typed = {**OWNER, "change": "增加信息"}
    assert set(desk.run("issue", "WB", "-", given=typed).refused) == {"plan"}
    assert set(desk.run("issue", "WB", "-", given=OWNER).refused) == {"change"}


@pytest.mark.parametrize("code, more", [("WK", {}), ("WB", {"change": "复通"})])
def test_the_pink_copy_goes_to_the_customer(
    desk: Desk, tmp_path: Path, code: str, more: dict[str, Any]
) -> None:
    """§2 [S]: one is pink; [C] ① white for the file ② pink."""
    typed = {**(BROADBAND if code == "WK" else OWNER), **more}
    number = desk.issue(typed, code=code)["number"]
    out = tmp_path / "网络.pdf"
    desk.run("print", number, "--out", str(out)).done
    pages = sheets(out)
    assert [page.colour for page in pages] == [WHITE, PINK]
    for page in pages:
        assert page.size == (210, 148) and "1栋101" in page.text and number in page.text


def test_money_that_was_taken_for_nothing_goes_back_before_two(desk: Desk) -> None:
    """[C]: the operator refuses: the receipt is reversed; voiding what was paid takes two."""
    number = opened(desk)
    made = desk.act(number, "缴费", MONEY)["made"][0]
    assert "second" in desk.run("act", number, "作废", "--values", "-", given={"why": "x"}).refused
    course(desk, made, ("作废", MONEY, {"why": "没有线路"}, OTHER_MONEY))
    assert desk.run("show", number).done["standing"]["state"] == "收款已冲正，待缴费"


def test_an_opening_is_signed_for_in_the_register(desk: Desk) -> None:
    """KH [S]: resident, identity; no fee, no slip; told to the operator the same day [C]."""
    typed = {"unit": "1-101", "kind": "有线电视", "name": "赵虚构", "phone": "13800138000"}
    assert set(desk.run("issue", "KH", "-", given=typed).refused) == {"identity_seen"}
    number = desk.issue({**typed, "identity_seen": True}, code="KH")["number"]
    assert desk.run("print", number, "--out", "x.pdf").status == 2
    (line,) = [one for one in desk.run("due").done if one["number"] == number]
    assert (line["due"], line["verb"]) == ("2026-11-22T00:00", "通知")
    do(desk, number, "通知单位", RECEPTION, given={"to": "天威视讯"})
    assert do(desk, number, "开通", RECEPTION)["state"] == "已开通"
