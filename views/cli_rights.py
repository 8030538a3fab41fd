"""Who may do what on the command line: listed, explained, changed with a second person."""

from __future__ import annotations

import argparse
from typing import Any

from db import matrix
from db.errors import Refused
from db.session import Member, Session
from forms.roles import ROLES


def told(session: Session, options: argparse.Namespace, second: Member | None) -> Any:
    """Every line that goes with the words, or why somebody may do one, or the table as a file, or
    what was changed."""
    if options.out is not None:
        from views.rights_sheet import write

        return {"rows": write(session, options.out), "file": str(options.out)}
    found = matrix.read(session)
    known = {
        action: f"{group.title} {group.code}".strip() + f"　{words}"
        for group in found.groups for action, words in group.lines
    }  # fmt: skip
    if options.action is None:
        return [
            {"action": action, "what": words, "roles": sorted(found.held[action], key=ROLES.index)}
            for action, words in known.items()
        ]
    if options.action not in known:
        raise Refused({"action": f"没有 {options.action} 这一项，先不写动作看看有哪些"})
    if options.who:
        return {"why": matrix.why(session, options.who, options.action)}
    if options.to is None:
        held = sorted(found.held[options.action], key=ROLES.index)
        return {"action": options.action, "what": known[options.action], "roles": held}
    wanted = frozenset(options.to)
    if strange := wanted - set(ROLES):
        raise Refused({"to": f"没有“{'、'.join(sorted(strange))}”这个岗位"})
    seen = {options.action: found.held[options.action]}
    return {"changed": matrix.save(session, {options.action: wanted}, seen, second)}
