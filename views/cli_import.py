"""The import that the window runs in a process of its own, so that nothing holds the window up.

`main.py --import-beside`: one line of JSON on standard input is the task, with the data key, which
goes no other way; any further byte, or its end when the window is gone, stops it. Answers are
lines of JSON on standard output: {"progress": [what, done, of]} many times, then one of "seen",
"result", "refused", "environment", "cancelled", "bug". Imports no Qt.
"""

from __future__ import annotations

import gc
import json
import os
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

FLAG = "--import-beside"
SAMPLES, SEEN = 3, 50
_TOLD_EVERY = 0.05
"""Seconds: what the window hears of progress."""
_LONG_NUMBER = re.compile(r"([0-9]{3})[- 0-9]{4,}([0-9]{3}[0-9Xx])")
"""Phones and documents are not read off this page: only their ends."""
_CACHE_KIB = -64_000


@dataclass(frozen=True)
class Task:
    """What is asked. key: of the data, hex · now: UTC milliseconds · staff: who imports

    take: False only looks what is in the workbook · what: a key of `KINDS`, "" to tell it from the
    headings · named: what the user said of headings · as_of: ISO day or "" · into: of the rejects
    """

    folder: str
    key: str = field(repr=False)
    staff: str
    now: int
    path: str
    what: str = ""
    named: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    take: bool = False
    as_of: str = ""
    missing_paid: bool = False
    into: str = ""

    def line(self) -> bytes:
        """As it goes down the pipe."""
        return json.dumps(asdict(self)).encode("ascii") + b"\n"


@dataclass(frozen=True)
class Column:
    """A column of a table: what it is taken for ("" nothing known), the first things in it."""

    sheet: str
    heading: str
    meaning: str
    sample: str


@dataclass(frozen=True)
class Seen:
    """A workbook that was looked into. known: whether rows of `what` can be taken in
    as_of: ISO day of a statement, "" where it does not say"""

    path: str
    what: str
    known: bool
    columns: tuple[Column, ...]
    as_of: str = ""


def run() -> int:
    """Do the task of standard input; 0 when it was answered, whatever the answer."""
    gc.disable()
    task = Task(**json.loads(_first_line()))
    stop = threading.Event()
    threading.Thread(target=_listen, args=(stop,), daemon=True).start()
    _answer(_done(task, _teller(stop)))
    return 0


def _first_line() -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        more = os.read(0, 65_536)
        if not more:
            raise EOFError
        line += more
    return line


def _listen(stop: threading.Event) -> None:
    """Wait for the word to stop; the pipe itself, as a reader held at the end would hang."""
    try:
        os.read(0, 1)
    finally:
        stop.set()


def _answer(told: Mapping[str, Any]) -> None:
    line = json.dumps(told).encode("ascii") + b"\n"
    while line:
        line = line[os.write(1, line) :]


def _teller(stop: threading.Event) -> Callable[[str, int, int], None]:
    """Progress for the window, a few times a second; raises Cancelled once it is to stop."""
    from db.imports import Cancelled

    told: dict[str, float] = {}

    def tell(what: str, done: int, of: int) -> None:
        if stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - told.get(what, 0) > _TOLD_EVERY:
            told[what] = now
            _answer({"progress": [what, done, of]})

    return tell


def _done(task: Task, progress: Callable[[str, int, int], None]) -> dict[str, Any]:
    """The last answer."""
    from db.errors import Environment, Refused
    from db.imports import Cancelled
    from db.sqlite_errors import environment
    from views import faults

    try:
        return _worked(task, progress)
    except Cancelled:
        return {"cancelled": True}
    except Refused as refused:
        return {"refused": refused.problems}
    except Environment as trouble:
        return {"environment": [trouble.kind, str(trouble)]}
    except Exception as fault:
        hidden = environment(fault)
        if hidden is not None:
            return {"environment": [hidden.kind, str(hidden)]}
        faults.write(Path(task.folder), fault)
        return {"bug": "see log"}


def _worked(task: Task, progress: Callable[[str, int, int], None]) -> dict[str, Any]:
    from db import imports
    from db.clock import FixedClock
    from db.imports.headings import Meaning
    from db.keys import Keys
    from db.session import Session, member
    from db.store import Store

    folder, key = Path(task.folder), bytes.fromhex(task.key)
    store = Store.open(folder, key, check=False, readonly=not task.take)
    try:
        store.db.execute_sql(f"PRAGMA cache_size = {_CACHE_KIB}")
        clock = FixedClock(task.now)
        session = Session(store, Keys.load(folder), clock, {}, member(store, task.staff), key)
        progress("正在读表", 0, 1)
        named = {heading: Meaning(*said) for heading, said in task.named.items()}
        source = imports.look(session, Path(task.path), named, task.what or None)
        if not task.take:
            return {"seen": asdict(_seen(source))}
        return {"result": _taken(session, source, task, progress)}
    finally:
        store.close()


def _taken(session: Any, source: Any, task: Task, progress: Any) -> dict[str, Any]:
    from db import imports

    into = Path(task.into) if task.into else None
    if source.what == "arrears":
        day = date.fromisoformat(task.as_of) if task.as_of else None
        result = imports.arrears(
            session, source, into, progress, day=day, missing_paid=task.missing_paid
        )
    else:
        take = {"units": imports.units, "vehicles": imports.vehicles}[source.what]
        result = take(session, source, into, progress)
    counts = ("accepted", "unchanged", "conflicts", "rejected", "cleared")
    return {
        **{name: getattr(result, name) for name in counts},
        "as_of": result.as_of, "rejects": str(result.rejects) if result.rejects else None,
    }  # fmt: skip


def _seen(source: Any) -> Seen:
    """What the page shows of a workbook."""
    from db import imports

    day = imports.day_of(source) if source.what == "arrears" else None
    return Seen(
        str(source.path), source.what, bool(source.of(source.what)),
        tuple(column for table in source.tables for column in _columns(table)),
        day.isoformat() if day else "",
    )  # fmt: skip


def _columns(table: Any) -> list[Column]:
    from db.imports.tables import text_of

    found = []
    near = table.page.rows[table.first : table.first + SEEN]
    for at, heading in enumerate(table.headings):
        if not heading:
            continue
        meaning = table.meanings.get(at)
        below = (text_of(row[at])[:40] for row in near if at < len(row))
        said = [_LONG_NUMBER.sub(r"\1****\2", words) for words in below if words][:SAMPLES]
        found.append(Column(
            table.page.name, heading.replace("\n", ""), meaning.label if meaning else "",
            "、".join(words[:20] for words in said),
        ))  # fmt: skip
    return found
