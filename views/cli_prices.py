"""The price list on the command line: its lines, or the counter notice as a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from db import prices
from db.session import Session


def listed(session: Session, day: date | None, out: Path | None) -> Any:
    """What is offered on the day (today), or how many lines stand in the notice at `out`."""
    if out is not None:
        from views.price_notice import save

        return {"rows": save(session, day, out), "file": str(out)}
    return [
        {
            "item": one.item,
            "group": one.section,
            "unit": one.measure,
            "price": one.amount,
            "from": one.since,
        }
        for one in prices.effective(session, day).values()
    ]
