"""The gates' own computers on the command line: packs out, judging by them, what comes back."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from db import lock
from db.clock import Clock, local
from db.errors import Refused
from db.gates import computers, conflicts, joining, making, merging, opening
from db.gates.joining import FOLDER
from db.gates.post import Post
from db.session import Session
from views.cli_arguments import GATE_CODE, json_of


def gates(session: Session, options: argparse.Namespace) -> Any:
    """Register one, stop one, or list them."""
    if options.add is not None:
        made, code = computers.add(session, options.add)
        return {"gate": made.name, "gate_code": code}
    if options.end is not None:
        computers.end(session, options.end)
        return {"gate": options.end.strip(), "state": "已停用"}
    session.require("gatepack", "看门岗电脑")
    return [
        {
            "gate": one.name, "state": "已停用" if one.ended_at else "在用", "sequence": one.packs,
            "made_at": _moment(one.packed_at),
        }
        for one in computers.every(session)
    ]  # fmt: skip


def packed(session: Session, options: argparse.Namespace) -> dict[str, Any]:
    """Write a pack."""
    made = making.make(session, options.gate, options.out)
    return {
        "file": str(made.file), "gate": made.gate, "sequence": made.sequence,
        "made_at": _moment(made.made_at), "valid_until": _moment(made.until),
        "slips": made.slips, "over": made.over,
    }  # fmt: skip


def joined(options: argparse.Namespace, password: str) -> dict[str, Any]:
    """A guard's first time at this computer."""
    code = os.environ.get(GATE_CODE)
    if not code:
        raise Refused({"": f"请在环境变量 {GATE_CODE} 里给出门岗码"})
    folder = options.data / FOLDER
    with lock.hold(folder):
        content = joining.join(folder, options.pack, code, _staff(options), password)
    return {"gate": content.gate, "office": content.office, "staff": options.staff}


def asked(options: argparse.Namespace, password: str, clock: Clock) -> dict[str, Any]:
    """Judge by a pack, and let out."""
    with _post(options, password, clock, options.pack) as post:
        found = post.examine(options.code)
        answer = {
            "verdict": found.verdict, "reason": found.reason, "number": found.number,
            "lines": [dict(line) for line in found.lines], "ink": list(found.ink),
            "caution": post.caution,
        }  # fmt: skip
        if options.release is None:
            return answer
        release = found.record.form.release if found.record else None
        if not found.allows or release is None or found.number is None:
            raise Refused({"": found.reason})
        after = post.act(found.number, release.name, json_of(options.release))
        return {**answer, "state": after.seen.state}


def given_back(options: argparse.Namespace, password: str, clock: Clock) -> dict[str, Any]:
    """Copy what was written down to the stick."""
    with _post(options, password, clock, None) as post:
        files = post.give_back(options.out)
        return {"files": [str(file) for file in files], "rows": post.rows, "fresh": post.fresh}


def merged(session: Session, options: argparse.Namespace) -> dict[str, Any]:
    """Take in what came back."""
    made = merging.merge(session, options.file)
    answer: dict[str, Any] = {
        "gate": made.gate, "done": made.done, "told": made.told, "known": made.known,
        "conflicts": list(made.conflicts),
    }  # fmt: skip
    return answer | ({"warning": made.warning} if made.warning else {})


def listed(session: Session, options: argparse.Namespace) -> list[dict[str, Any]]:
    """What does not agree; one of them settled first, where that was asked."""
    if options.settle is not None:
        conflicts.settle(session, options.settle, options.words or "")
    return [
        {
            "id": one.id, "gate": one.gate, "number": one.number, "at": _moment(one.at),
            "by": one.by, "outcome": merging.OUTCOMES[one.outcome], "words": one.words,
        }
        for one in conflicts.conflicts(session)
    ]  # fmt: skip


@contextmanager
def _post(
    options: argparse.Namespace, password: str, clock: Clock, source: Path | None
) -> Iterator[Post]:
    folder = options.data / FOLDER
    with lock.hold(folder):
        post = opening.open_post(folder, source, _staff(options), password, clock)
        if options.now is not None and not post.content.demo:
            raise Refused({"now": "--now 只能用于 init --demo 建立的演示数据"})
        yield post


def _staff(options: argparse.Namespace) -> str:
    if not options.staff:
        raise Refused({"staff": "请用 --staff 写明工号"})
    return str(options.staff)


def _moment(ms: int | None) -> str | None:
    return None if ms is None else local(ms).strftime("%Y-%m-%dT%H:%M")
