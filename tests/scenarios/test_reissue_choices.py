"""What goes over to a pass made anew is the office's to choose (docs/handbook.md §1 CR [C]): the
deposit, the photo, the ID copy, whether the card is paid again."""

from __future__ import annotations

from typing import Any

from db import cashier, choosing, money, office
from db.example import example
from db.records import Record
from tests.db.demo_desk import MONEY
from tests.scenarios.inside import DIRECTOR, WORKS, Hands

ADMIN, OTHER_MONEY = "9001", "1016"


def handed_out(hands: Hands) -> Record:
    """A pass in its worker's hands, 105 yuan paid for it."""
    site = hands.issue("ZX", example(hands.at(), "ZX"))
    for act, no in (("工程主管审核", WORKS), ("主任批准", DIRECTOR), ("缴押金", MONEY),
                    ("发许可证", "1003")):  # fmt: skip
        hands.act(site, act, no)
    made = hands.issue("CR", example(hands.at(), "CR"))
    hands.act(made, "缴费", MONEY)
    hands.act(made, "制证", "1003", {"receipt_done": True})
    return hands.act(made, "交证", "1003").record


def again(old: Record, **more: Any) -> dict[str, Any]:
    """What is typed for the pass that takes another's place."""
    keys = ("unit", "work", "application_seen", "permit_seen", "applicant", "period")
    return {key: old.values[key] for key in keys} | {"old_pass": old.number} | more


def owes(hands: Hands, record: Record) -> list[tuple[str, int]]:
    rows = hands.at().store.rows(
        "SELECT what, amount FROM money WHERE record_id = ? AND way = 'taken'", (record.id,)
    )
    return [(what, amount) for what, amount in rows]


def test_as_a_rule_all_goes_over_and_the_card_is_paid_again(hands: Hands) -> None:
    old = handed_out(hands)
    new = hands.issue("CR", again(old))
    assert new.values["photo"] == old.values["photo"]
    hands.act(new, "缴费", MONEY)
    assert owes(hands, new) == [("工本费", 5_00)]
    assert money.held_by_chain(hands.at(), new.id) == 100_00
    assert hands.seen(old).facts.held == 0


def test_an_office_that_asks_for_a_photo_and_a_copy_anew(hands: Hands) -> None:
    old = handed_out(hands)
    for key in ("pass_again_photo", "pass_again_id_copy", "pass_again_fee"):
        office.change(hands.at(ADMIN), key, False)
    assert hands.refused("CR", again(old)) == {"photo", "id_copy"}
    new = hands.issue("CR", again(old, photo=old.values["photo"], id_copy=True))
    assert new.standing.owes == 0 and "制证" in new.standing.open


def test_an_office_that_takes_a_deposit_anew_gives_the_old_one_back(hands: Hands) -> None:
    """The old pass keeps its own chain of money: given back once it is collected, by two."""
    old = handed_out(hands)
    admin = hands.at(ADMIN)
    part = choosing.parts(admin)["CR"]
    choosing.save(admin, part, {**choosing.chosen(admin, part).values, "deposit_carries": False})
    new = hands.issue("CR", again(old))
    assert "退押金" not in hands.seen(old).seen.open
    hands.act(new, "缴费", MONEY)
    assert sorted(owes(hands, new)) == [("工本费", 5_00), ("押金", 100_00)]
    hands.act(old, "收回旧证", "1003", {"condition": "完好"})
    kept = cashier.held(hands.at(MONEY)).lines
    assert sorted((one.number, one.amount) for one in kept if one.number in (
        old.number, new.number)) == [(old.number, 100_00), (new.number, 100_00)]  # fmt: skip
    hands.act(old, "退押金", MONEY, second=OTHER_MONEY)
    session = hands.at()
    assert money.held_by_chain(session, old.id) == 0
    assert money.held_by_chain(session, new.id) == 100_00
    assert hands.seen(new).facts.held == 100_00
    assert not money.differences(session)


def test_a_pass_made_before_the_choice_keeps_what_held_then(hands: Hands) -> None:
    """Its own snapshot says that the deposit went over, whatever is chosen since."""
    old = handed_out(hands)
    new = hands.issue("CR", again(old))
    admin = hands.at(ADMIN)
    part = choosing.parts(admin)["CR"]
    choosing.save(admin, part, {**choosing.chosen(admin, part).values, "deposit_carries": False})
    hands.act(new, "缴费", MONEY)
    assert owes(hands, new) == [("工本费", 5_00)] and hands.seen(new).facts.held == 100_00
