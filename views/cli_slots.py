"""The slots of a day on the command line: what is booked, by what and time."""

from __future__ import annotations

from datetime import date
from typing import Any

from db import slots
from db.session import Session


def listed(session: Session, day: date | None) -> list[dict[str, Any]]:
    """What is booked on the day (today) and still counts."""
    return [
        {
            "what": one.clash.what,
            "place": one.place,
            "hours": one.clash.hours,
            "number": one.clash.number,
            "unit": one.clash.unit,
            "state": one.state,
            "clash": one.overlaps,
        }
        for one in slots.of_day(session, day or session.now().date())
    ]
