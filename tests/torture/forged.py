"""Forged journals, kind by kind (tests/db/forgeries.py): each is found, and named as what it is.

The controls look without what was kept elsewhere, or without the seals: what those are for.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from functools import partial

from db import journal
from db.chain import DIGITS, Head
from db.store import Store
from db.tampering import Kind
from tests.db import forgeries
from tests.db.forgeries import FORGERIES, forged, put_back, reopened, work
from tests.db.made_office import Office
from tests.torture import offices
from tests.torture.faults import Family, FaultClass, Piece, Trial

Looks = Callable[[Store, Head], str | None]
NAMES = {
    "edit": "改一条日志", "edit record": "改一张单、一项手续", "delete": "删去几条", "insert": "插进一条",
    "swap": "对调两条", "rechain": "改一条，重新接链", "rechain, seals dropped": "重新接链，拿掉封章",
    "rechain, sealed anew": "重新接链，用自己的钥匙封", "truncate": "截掉尾巴，单和账一起",
    "cut journal": "只截日志的尾巴", "forge seal": "伪造封章", "forge seal and key": "伪造封章和钥匙",
    "drop seals": "拿掉封章", "money": "改账", "behind the journal": "不记日志办手续",
}  # fmt: skip


@functools.cache
def office() -> Office:
    """One store for all trials of a process: what is forged is undone."""
    return forgeries.busy(offices.kept() / "封章")


def whole(store: Store, head: Head) -> str | None:
    """What the program says with the head that was kept, and with its digits on paper."""
    found = journal.verify(store, head)
    paper = journal.verify(store, Head(head.seq, head.hash[:DIGITS]))
    return found if found == paper else f"{found}, on paper {paper}"


def without_head(store: Store, head: Head) -> str | None:
    """The control: the journal alone, with its seals."""
    return journal.verify(store)


def without_seals(store: Store, head: Head) -> str | None:
    """The control: only the chain."""
    return journal.verify(store, seals=False)


def forging(name: str, piece: Piece, *, look: Looks = whole) -> Iterator[Trial]:
    """One kind of forgery at random places."""
    store = office().store
    head = journal.head(store)
    for number in piece.numbers:
        with forged(store, name, piece.seed + number) as one:
            found = look(store, head)
        kind = getattr(found, "kind", None)
        yield None if kind in one.kinds else f"{name} {piece.seed + number}: {found}"
    if (wrong := journal.verify(store, head)) is not None:
        yield f"the sound journal is called forged: {wrong}"


def old_files(piece: Piece, *, look: Looks = whole) -> Iterator[Trial]:
    """A copy of the whole store from before the last shifts takes its place."""
    for number in piece.numbers:
        made = forgeries.busy(piece.folder / f"{number}")
        older = piece.folder / f"{number}.db"
        made.store.copy_to(older)
        for shift in range(6, 7 + number % 3):
            work(made, shift, forgeries.Member("1001", "", ("前台",), forgeries.new_signer("1001")))
        head = journal.head(made.store)
        made.store.close()
        put_back(made.folder, older)
        store = reopened(made.folder)
        found = look(store, head)
        store.close()
        yield None if getattr(found, "kind", None) is Kind.OLD else f"an old file: {found}"


FAMILY = Family("forged", "伪造的日志", (
    *(FaultClass(NAMES[name], partial(forging, name), 4, 1000, piece=250) for name in FORGERIES),
    FaultClass("换回旧文件", old_files, 1, 1000, piece=15),
    FaultClass("对照：截尾，没有留存的日志头", partial(forging, "truncate", look=without_head), 4, 40,
               control=1.0),
    FaultClass("对照：重新接链，不看封章", partial(forging, "rechain", look=without_seals), 4, 40,
               control=1.0),
    FaultClass("对照：换回旧文件，没有留存的日志头", partial(old_files, look=without_head), 1, 5,
               control=1.0),
))  # fmt: skip
