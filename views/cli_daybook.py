"""收费日报 on the command line: totals by cashier, kind and method, or the paper as a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from db import daybook
from db.session import Session
from forms.takings import Total


def told(session: Session, day: date | None, out: Path | None) -> dict[str, Any]:
    """The day's book (the open business day's); with `out` its paper is written there too."""
    day = day or daybook.open_day(session)
    found = daybook.read(session, day, day)
    answer: dict[str, Any] = {
        "day": day.isoformat(),
        "closed": found.closed,
        "cashiers": [
            {"cashier": cashier, "kinds": [_kind(one) for one in found.totals
                                           if one.cashier == cashier]}
            for cashier in sorted({one.cashier for one in found.totals})
        ],
        "methods": _methods(found.totals),
        "opening_cash": found.opening,
        "handed_in": found.handed_in,
        "differences": found.differences,
        "closing_cash": found.closing,
        "deposits": {
            "before": found.deposits.before,
            "taken": found.deposits.taken,
            "refunded": found.deposits.refunded,
            "forfeited": found.deposits.forfeited,
            "held": found.deposits.held,
        },
    }  # fmt: skip
    if found.close is not None:
        answer["close"] = found.close.number
    if out is not None:
        from views import daybook_paper

        answer |= {"pages": daybook_paper.save(session, day, out), "file": str(out)}
    return answer


def _kind(one: Total) -> dict[str, Any]:
    named = {"form": one.form, "purse": one.purse, "what": one.what, "method": one.method}
    return named | {key: getattr(one, key) for key in daybook.MOVED}


def _methods(totals: tuple[Total, ...]) -> dict[str, dict[str, int]]:
    """By method what all cashiers moved; what was kept moved by none."""
    return {
        method: {
            key: sum(getattr(one, key) for one in totals if one.method == method)
            for key in daybook.MOVED[:4]
        } | {"net": sum(one.net for one in totals if one.method == method)}
        for method in dict.fromkeys(one.method for one in totals if one.method)
    }  # fmt: skip
