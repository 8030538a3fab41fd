"""Destruction of personal data on the command line: what is due, an order, its approval."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from db import destroying, destruction, retention
from db.destruction import Order
from db.errors import Refused
from db.session import Session

MINUTE = "%Y-%m-%dT%H:%M"


def told(session: Session, options: argparse.Namespace, second: Any) -> Any:
    """What `destroy` answers; second: who approves in place, already identified, or None."""
    match options.what:
        case "due":
            return [
                {"kind": one.kind, "id": one.ref, "what": one.label, "since": one.since.isoformat()}
                for one in retention.due(session, options.limit)
            ]
        case "list":
            return [_order(one) for one in destruction.orders(session, options.limit)]
        case "propose":
            made = destruction.propose(
                session, options.why or "", options.names, options.person or ()
            )
            return _whole(made)
    if not options.names or not options.names[0].strip():
        raise Refused({"names": "请写明销毁单的编号，如 XH-2026-000001；有哪些看 destroy list"})
    number = options.names[0]
    if options.what == "drop":
        return _whole(destruction.drop(session, number))
    if options.what == "approve":
        approving = session if second is None else session.acting_as(second)
        return _whole(destruction.approve(approving, number))
    return _shown(session, number, options.out)


def _shown(session: Session, number: str, out: Path | None) -> dict[str, Any]:
    found = destruction.seen(session, number)
    if out is None:
        return _whole(found)
    from views.destruction_paper import save

    return {**_whole(found), "file": str(out), "pages": save(session, found, out)}


def _order(one: Order) -> dict[str, Any]:
    return {
        "number": one.number,
        "state": one.state,
        "why": one.why,
        "proposed_by": one.proposed_by.words,
        "proposed_at": one.proposed_at.strftime(MINUTE),
        "approved_by": one.approved_by.words if one.approved_by else None,
        "done_at": one.done_at.strftime(MINUTE) if one.done_at else None,
    }


def _whole(one: Order) -> dict[str, Any]:
    return {
        **_order(one),
        "items": [item.label for item in one.items],
        "counts": [
            {"what": destroying.COUNTED[key], "count": many}
            for key, many in one.counts.items() if many
        ],
        "still_held": [
            {"file": held.file, "until": held.until.isoformat() if held.until else None}
            for held in one.copies
        ],
    }
