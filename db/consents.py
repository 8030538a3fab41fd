"""What people consented to have kept of them, for which purpose, and what they took back.

Lines are added and never changed; the latest of a purpose holds. They go with the person's entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.errors import Refused
from db.estate import places, typed as as_typed
from db.filed import person_row
from db.reading import who
from db.session import Session
from forms import free_text
from forms.estate import CONSENT
from forms.fields import Field

WHAT = "登记个人信息的同意和撤回"


@dataclass(frozen=True)
class Consent:
    """A line: given or taken back, on which day, for what and of what, how, noted by whom."""

    given: bool
    day: date
    purpose: str
    scope: str
    way: str
    by: str


def note(session: Session, person_id: int, typed: Mapping[str, Any], *, given: bool) -> Consent:
    """Write down that a person consents (or takes it back); typed: by the keys of
    `forms.estate.CONSENT`.

    Refused with every problem: also a day to come, a number in the words (they stay in the journal)
    and to take back what was not given.
    """
    session.require(places.RIGHT, WHAT)
    with session.store.write() as db:
        person_row(session, person_id)
        asked = _asked(given)
        told = {one.key: typed[one.key] for one in asked if one.key in typed}
        values, problems = as_typed.cleaned(session, asked, told)
        for key in ("purpose", "scope"):
            if free_text.has_numbers(values.get(key)):
                problems[key] = "只写用途和信息的种类，不写号码"
        if values.get("day", "") > session.now().date().isoformat():
            problems["day"] = "日期还没有到，请核对"
        held = standing(of(session, person_id))
        if not given and not problems and not held.get(values["purpose"], None):
            problems["purpose"] = f"没有登记过对“{values['purpose']}”的同意，不用撤回"
        if problems:
            raise Refused(problems)
        scope = values.get("scope") or held[values["purpose"]].scope
        db.execute_sql(
            "INSERT INTO consent(person_id, given, day, purpose, scope, way, at, by)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (person_id, int(given), values["day"], values["purpose"], scope, values["way"],
             session.clock.now(), session.member.no),
        )  # fmt: skip
        session.journal(
            "consent", f"person {person_id}", {"given": given, "purpose": values["purpose"]}
        )
    return of(session, person_id)[-1]


def _asked(given: bool) -> tuple[Field, ...]:
    """What is taken back has the scope it was given for."""
    return CONSENT if given else tuple(one for one in CONSENT if one.key != "scope")


def of(session: Session, person_id: int) -> list[Consent]:
    """All lines of a person, the oldest first."""
    return [
        Consent(bool(given), date.fromisoformat(day), purpose, scope, way, who(session, by).words)
        for given, day, purpose, scope, way, by in session.store.rows(
            "SELECT given, day, purpose, scope, way, by FROM consent WHERE person_id = ?"
            " ORDER BY day, id", (person_id,),
        )
    ]  # fmt: skip


def standing(lines: Sequence[Consent]) -> dict[str, Consent]:
    """By purpose, the consents that hold: given, and not taken back since."""
    latest = {one.purpose: one for one in lines}
    return {purpose: one for purpose, one in latest.items() if one.given}


def words(lines: Sequence[Consent]) -> str:
    """In a line: what holds, what was taken back; "" where nothing was ever noted."""
    latest = {one.purpose: one for one in lines}
    return "；".join(
        f"{purpose}（{one.scope}，{one.day.isoformat()} {'同意' if one.given else '已撤回'}）"
        for purpose, one in latest.items()
    )
