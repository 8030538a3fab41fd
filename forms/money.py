"""What the acts of a record move: taken, given back, kept, taken back. Amounts are integer 分.

The acts are the truth; the ledger in the store is these moves written down, and `check` compares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from forms.acts import Effect
from forms.conditions import Values
from forms.facts import Facts
from forms.fees import Purse, charged
from forms.form import Form

OF_BEFORE, OTHER = "押金", "收费"


class Way(StrEnum):
    """taken: from the payer · refunded: a deposit given back · forfeited: a deposit kept as income,
    no money changes hands."""

    TAKEN = "taken"
    REFUNDED = "refunded"
    FORFEITED = "forfeited"


@dataclass(frozen=True)
class Move:
    """One amount that an act moved.

    position: of the act in the record, 0 for the issue itself · what: the fee · amount: 分,
    negative when it takes back the move at the index `reverses` of the same record
    """

    position: int
    way: Way
    purse: Purse
    what: str
    amount: int
    method: str = ""
    reverses: int | None = None


def shares(
    form: Form, values: Values, facts: Facts, paid: int = 0, deposited: int = 0
) -> tuple[tuple[str, Purse, int], ...]:
    """What is outstanding of each fee when so much was paid, fees in their order.

    paid, deposited: 分 taken so far, and the deposits of it.
    """
    left = {True: deposited, False: paid - deposited}
    found = []
    for fee in form.fees:
        whole = charged(fee, values, facts) or 0
        is_deposit = fee.purse is Purse.DEPOSIT
        covered = min(whole, left[is_deposit])
        left[is_deposit] -= covered
        if whole > covered:
            found.append((fee.name, fee.purse, whole - covered))
    return tuple(found)


def outstanding(form: Form, values: Values, facts: Facts) -> Facts:
    """The facts with what is to be paid put in; nothing is where an old act said no amount."""
    if facts.paid is None:
        return replace(facts, outstanding=0, outstanding_deposit=0)
    open_ones = shares(form, values, facts, facts.paid, facts.deposited)
    deposit = sum(amount for _, purse, amount in open_ones if purse is Purse.DEPOSIT)
    return replace(
        facts,
        outstanding=sum(amount for _, _, amount in open_ones),
        outstanding_deposit=deposit,
    )


def balances(form: Form, counted: Sequence[Any], facts: Facts) -> dict[str, int | None]:
    """paid, deposited and held of a record by the acts that count (anything with name, values)."""
    paid = deposited = gone = 0
    known = True
    for one in counted:
        effect, moved = form.act(one.name).effect, one.values
        if effect in (Effect.PAY, Effect.REFUND, Effect.FORFEIT) and "amount" not in moved:
            known = False
        elif effect is Effect.PAY:
            paid += moved["amount"]
            deposited += moved.get("deposit", 0)
        elif effect in (Effect.REFUND, Effect.FORFEIT):
            gone += moved["amount"] + moved.get("kept", 0)
    if not known:
        return {"paid": None, "deposited": 0, "held": None}
    held = 0 if facts.elsewhere else facts.carried + deposited - gone
    return {"paid": paid, "deposited": deposited, "held": held}


def sold(form: Form, values: Values) -> tuple[Move, ...]:
    """What a receipt takes for what it sells itself."""
    lines = values.get(form.sells, ()) if form.sells else ()
    return tuple(
        Move(0, Way.TAKEN, Purse(line["purse"]), line["what"], line["amount"], values["method"])
        for line in lines
    )


def moves(form: Form, values: Values, facts: Facts, acts: Sequence[Any]) -> tuple[Move, ...]:
    """Every move of a record, in order.

    facts: without `done`; acts: `forms.life.Done`s in the order they were done.
    """
    from forms.life import counting, takes_back, with_done

    found = list(sold(form, values))
    for position, one in enumerate(acts, 1):
        act, before = form.act(one.name), acts[: position - 1]
        if act.effect is Effect.REVERSE or (act.effect is Effect.VOID and form.sells):
            undone = {0} if act.effect is Effect.VOID else {
                at for at, earlier in enumerate(before, 1)
                if takes_back(form, one, earlier) and earlier in counting(form, before)
            }
            found += _taken_back(found, undone, position)
        elif act.effect is Effect.PAY:
            found += _paid(form, values, with_done(form, facts, before), one.values, position)
        elif act.effect in (Effect.REFUND, Effect.FORFEIT) and "amount" in one.values:
            found += _deposit(form, act.effect, one.values, position)
    return tuple(found)


def _paid(
    form: Form, values: Values, facts: Facts, own: Values, position: int
) -> list[Move]:
    if facts.paid is None:
        return []
    open_ones = shares(form, values, facts, facts.paid, facts.deposited)
    method = own.get("method", "")
    if "amount" in own:
        open_ones = _as_taken(form, open_ones, own["amount"], own.get("deposit", 0))
    return [
        Move(position, Way.TAKEN, purse, what, amount, method) for what, purse, amount in open_ones
    ]


def _as_taken(
    form: Form, open_ones: Sequence[tuple[str, Purse, int]], amount: int, deposit: int
) -> tuple[tuple[str, Purse, int], ...]:
    """The shares of what was really taken: whether a deposit was due then depended on what was held
    for the chain, which may have changed since."""
    others = [one for one in open_ones if one[1] is not Purse.DEPOSIT]
    if sum(share for _, _, share in others) != amount - deposit:
        others = [(OTHER, Purse.INCOME, amount - deposit)] if amount > deposit else []
    deposits = [one for one in open_ones if one[1] is Purse.DEPOSIT]
    if sum(share for _, _, share in deposits) != deposit:
        names = [fee.name for fee in form.fees if fee.purse is Purse.DEPOSIT]
        deposits = [(names[0] if names else OF_BEFORE, Purse.DEPOSIT, deposit)] if deposit else []
    order = [fee.name for fee in form.fees]
    place = {name: at for at, name in enumerate(order)}
    return tuple(sorted((*deposits, *others), key=lambda one: place.get(one[0], len(order))))


def _deposit(form: Form, effect: Effect, own: Values, position: int) -> list[Move]:
    names = [fee.name for fee in form.fees if fee.purse is Purse.DEPOSIT]
    what = names[0] if names else OF_BEFORE
    way = Way.REFUNDED if effect is Effect.REFUND else Way.FORFEITED
    found = [Move(position, way, Purse.DEPOSIT, what, own["amount"], own.get("method", ""))]
    if own.get("kept"):
        found.append(Move(position, Way.FORFEITED, Purse.DEPOSIT, what, own["kept"]))
    return found


def _taken_back(found: Sequence[Move], undone: set[int], position: int) -> list[Move]:
    gone = {one.reverses for one in found}
    return [
        replace(one, position=position, amount=-one.amount, reverses=at)
        for at, one in enumerate(found)
        if one.position in undone and one.reverses is None and at not in gone
    ]
