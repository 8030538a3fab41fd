"""How the journal reads in its list; made in threads. And what came of checking it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from db import anchors, checking, journal, journal_list, outside, seals
from db.chain import Head
from db.journal_list import Wanted
from db.journal_words import Speaker
from db.listing import Listing
from db.session import Session
from db.totals import Totals
from ui.table import Column, Row

COLUMNS = (
    Column("at", "时间", 132, "second", sortable=False),
    Column("who", "谁", 136, sortable=False),
    Column("said", "做了什么", 320, stretch=True, sortable=False),
    Column("record", "单号", 136, "second", sortable=False),
    Column("seq", "第几条", 76, "figure", sortable=False),
    Column("code", "日志码", 168, "second", sortable=False, hidden=True),
)


@dataclass(frozen=True)
class JournalRows:
    """The journal as a source of `views.lister`; a row's number stands after its cells."""

    wanted: Wanted

    def head(self, session: Session, many: int) -> Sequence[int]:
        """The whole journal needs no walk; what is narrowed is gathered."""
        return ()

    def walk(self, session: Session, between: Callable[[], object]) -> Listing:
        """All of it, newest first."""
        return journal_list.listing(session, self.wanted, between)

    def rows(self, session: Session, record_ids: Sequence[int]) -> Iterable[Row]:
        """As sentences."""
        return self._rows(session, record_ids)

    def totals(self, session: Session) -> Totals | None:
        """Nothing is summed."""
        return None

    def _rows(self, session: Session, seqs: Sequence[int]) -> Iterator[Row]:
        speaker = Speaker(session)
        for entry, hash_ in journal_list.entries(session, seqs):
            yield (
                f"{session.local(entry.at):%Y-%m-%d %H:%M}", speaker.who(entry.by),
                speaker.said(entry), journal_list.shown_subject(entry), f"{entry.seq:,}",
                Head(entry.seq, hash_).code, entry.seq,
            )  # fmt: skip


@dataclass(frozen=True)
class Stand:
    """How the journal stands: its head, the last seal in words."""

    head: Head
    seal: str


def stand(session: Session) -> Stand:
    """The head, and who sealed last."""
    last = seals.last(session.store)
    words = "还没有封过章"
    if last is not None:
        at = session.local(last.at)
        who = Speaker(session).who(last.by)
        words = f"最近一次封章：{at:%m-%d %H:%M} {who}，到第 {last.seq:,} 条"
    return Stand(anchors.head_of(session.store), words)


def checked(session: Session, typed: Head | None, told: Callable[[int], object]) -> str:
    """"" if the whole journal is sound and goes on from every head kept elsewhere, and from the one
    typed; else what was done to it. For a thread; a million rows take some seconds. told: hears how
    many hundredths are done, and stops it by what it raises."""
    session.require(journal_list.RIGHT, journal_list.WHAT)
    kept = outside.heads(session.store, session.keys.store_id)
    kept += [typed] if typed else []
    found = journal.verify(
        session.store, *kept, progress=lambda done, of: told(100 * done // of)
    )  # fmt: skip
    return found or checking.unvouched(session)
