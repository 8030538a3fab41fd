"""How the log of prints reads in its list; made in threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from db import print_log, prints
from db.journal_words import Speaker
from db.listing import Listing
from db.print_log import Line, Wanted
from db.session import Session
from db.totals import Totals
from ui.table import Column, Mark, Row
from views.print_words import ALL_COPIES, mode_words, titled

COLUMNS = (
    Column("at", "时间", 132, "second", sortable=False),
    Column("who", "谁", 120, sortable=False),
    Column("form", "单据", 112, sortable=False),
    Column("number", "编号", 132, "second", sortable=False),
    Column("paper", "纸", 92, sortable=False),
    Column("copy", "联", 72, "second", sortable=False),
    Column("queue", "打印机", 104, "second", sortable=False),
    Column("mode", "方式", 62, "second", sortable=False, hidden=True),
    Column("outcome", "结果", 100, "mark", sortable=False),
    Column("why", "第几次、为什么", 190, stretch=True, sortable=False),
)
TONES = {prints.PRINTED: "good", prints.FILED: "good", prints.QUEUED: "accent",
         prints.SENT: "accent", prints.UNPRINTED: "bad"}  # fmt: skip


@dataclass(frozen=True)
class PrintRows:
    """The log as a source of `views.lister`; after its cells a row has whether it is to be printed
    again, its record's number, and the print's row as its key."""

    wanted: Wanted

    def head(self, session: Session, many: int) -> Sequence[int]:
        """The newest ones."""
        return print_log.head(session, self.wanted, many)

    def walk(self, session: Session, between: Callable[[], object]) -> Listing:
        """All of it, newest first."""
        return print_log.listing(session, self.wanted, between)

    def rows(self, session: Session, record_ids: Sequence[int]) -> Iterable[Row]:
        """In words."""
        return self._rows(session, record_ids)

    def totals(self, session: Session) -> Totals | None:
        """Nothing is summed."""
        return None

    def _rows(self, session: Session, ids: Sequence[int]) -> Iterator[Row]:
        speaker = Speaker(session)
        for line in print_log.lines(session, ids):
            open_still = line.outcome == prints.UNPRINTED and not line.later
            tone = TONES.get(line.outcome, "") if open_still or (
                line.outcome != prints.UNPRINTED) else ""  # fmt: skip
            yield (
                f"{line.at:%Y-%m-%d %H:%M}", speaker.who(line.by), titled(session, line.code),
                line.number, line.paper, line.copy or ALL_COPIES, line.queue, mode_words(line.mode),
                Mark(line.outcome, tone), why(line), open_still, line.number, line.id,
            )  # fmt: skip


def why(line: Line) -> str:
    """第 2 次：卡纸; why it did not come out; that it was printed again since."""
    words = []
    if line.nth > 1:
        words.append(f"补打第 {line.nth - 1} 次：{line.again}")
    if line.outcome == prints.UNPRINTED:
        words.append(line.said or "没有打完")
        if line.later:
            words.append("后来又打了")
    return "；".join(words)
