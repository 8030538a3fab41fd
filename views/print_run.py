"""Many papers printed one by one, in a thread of its own: looked over first, logged as they go,
each followed to its end. Imports no Qt.

Only a few are in the printer's queue at a time, so that taking the rest back takes back nearly all:
what is out is out and logged, what is not is not logged as printed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db import print_batch, prints, records
from db.errors import Environment, Refused
from db.prints import Outstanding
from db.session import Session
from views import examining, printouts, settling, together, ways
from views.examining import Examined, Subject
from views.printouts import Printout

if TYPE_CHECKING:
    from printing.carrier import Carrier
    from printing.profiles import Profile
    from printing.spool import Fate

AHEAD = 2
"""So many prints wait in a queue at once: the printer never pauses, and little is to take back."""
LOOK, LAST_LOOKS = 0.1, 50
"""Seconds between two looks at the queue; so many looks at what was taken back."""
SHEET, LASER = "sheet", "laser"
NO_PRINTER = "没有可用的打印机，接好以后再打，或按 F10 选“存为 PDF”"


@dataclass(frozen=True)
class Order:
    """A paper of a record to be printed; again: why, where it was printed before · copy: one 联 of
    it alone, "" for all."""

    number: str
    paper: str
    again: str = ""
    copy: str = ""

    @property
    def key(self) -> str:
        """What tells it from the others, as `db.print_batch.Line.key`."""
        return f"{self.number} {self.paper} {self.copy}".rstrip()


@dataclass(frozen=True)
class Looked:
    """What looking over a paper found: why it is not to be printed ("" if it may), what else is to
    be said; whether the printer itself is what does not do."""

    order: Order
    stopping: str = ""
    said: str = ""
    printer: bool = False


@dataclass(frozen=True)
class Went:
    """What became of a paper: an outcome of `db.prints`, "" for not sent; why, in words; the 联 that
    did not come out where others did."""

    order: Order
    outcome: str
    words: str = ""
    copies: tuple[str, ...] = ()

    @property
    def arrived(self) -> bool:
        """Whether, as far as is known, paper came out or is coming."""
        return self.outcome not in ("", prints.UNPRINTED)


Told = Callable[[Went | Looked | str], object]
"""Told of each paper as it goes, and in words what a queue waits for ("" for nothing)."""


class _Asked:
    """A carrier that asks each thing once: a hundred papers go through one printer."""

    def __init__(self, through: Carrier) -> None:
        self._through = through
        self._known: dict[tuple[Any, ...], Any] = {}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        asked = getattr(self._through, name)

        def once(*given: Any) -> Any:
            key = (name, *given)
            if key not in self._known:
                self._known[key] = asked(*given)
            return self._known[key]

        return once


@dataclass
class PaperReady:
    """A paper about to be printed; shared: on a sheet with others of its size."""

    order: Order
    record: records.Record
    subject: Subject
    way: Profile
    queue: str
    mode: str
    seen: Examined
    shared: bool = False

    @property
    def alike(self) -> tuple[str, str, str] | None:
        """What papers must have alike to stand on one sheet; None for one that stands alone."""
        return (self.queue, self.subject.paper.size, repr(self.way)) if self.shared else None


Out = list[tuple[PaperReady, Printout]]
"""Papers that are logged, about to go out together."""


@dataclass
class Run:
    """One batch. folder: where PDF files go instead of a printer · wanted: the printer chosen on
    this computer · ten_up: cards and labels as many as a sheet holds, on the first sheet from the
    place `start` (from 1) on · kept: papers that were looked over before, by order; what has not
    changed is not composed again.

    stopped: asked all the time; once true what still waits is taken back.
    """

    session: Session
    through: Carrier
    wanted: str = ""
    folder: Path | None = None
    ten_up: bool = False
    start: int = 1
    told: Told = lambda one: None
    stopped: Callable[[], bool] = lambda: False
    kept: dict[str, PaperReady] = field(default_factory=dict)
    _pending: list[tuple[Order, Outstanding]] = field(default_factory=list)
    _went: dict[str, Went] = field(default_factory=dict)
    _waits: str = ""
    _begun: bool = False

    def look_over(self, orders: Sequence[Order]) -> list[Looked]:
        """Everything that would go wrong, before anything is printed or logged."""
        asked: Any = _Asked(self.through)
        found = []
        for order in orders:
            if self.stopped():
                break
            looked = self._looked(order, asked)
            self.told(looked)
            found.append(looked)
        return found

    def print_all(self, orders: Sequence[Order]) -> list[Went]:
        """Print them one by one; what became of each. Where the printer gives up, the rest is left
        as it was, and known to be left when the program starts the next time."""
        halted = ""
        with print_batch.under_way(self.session):
            print_batch.begin(
                self.session, [(one.number, one.paper, one.again) for one in orders]
            )
            for start, some in self._together(orders):
                if not self._slot() or halted:
                    break
                halted = self._sent(some, start)
            self._wait_for_all()
        if not halted:
            print_batch.end(self.session)
        return [
            self._went.get(one.key, Went(one, "", halted or "没有打，还在名单里"))
            for one in orders
        ]

    # ---- looking over

    def _looked(self, order: Order, through: Carrier) -> Looked:
        try:
            paper = self._paper(order, through)
        except (Refused, Environment) as trouble:
            return Looked(order, str(trouble))
        self.kept[order.key] = paper
        if self.folder is None and not paper.queue:
            return Looked(order, NO_PRINTER, printer=True)
        seen = paper.seen
        again = prints.next_nth(self.session, paper.record, order.paper, order.copy) > 1
        why = "打印过了，要写补打的原因" if again and not order.again else ""
        stopping = "；".join(filter(None, (seen.stopping, why)))
        return Looked(order, stopping, seen.said, bool(seen.refused))

    def _paper(self, order: Order, through: Carrier) -> PaperReady:
        record = records.load(self.session, order.number)
        assert record is not None
        if print_batch.is_void(record):
            raise Refused({"": f"{order.number} 已作废，不用打"})
        paper = printouts.paper_of(record.form, order.paper)
        way = ways.of(self.session, record.form, paper)
        subject = examining.subject(self.session, record, paper, way, _copy(record, order))
        queue, mode = "", printouts.usual_mode(paper)
        if self.folder is None:
            queue, mode = examining.where(through, way, self.wanted, paper)
            mode = mode or printouts.usual_mode(paper)
        shared = self.ten_up and mode == LASER and (SHEET in paper.ways or paper.is_label)
        mode = SHEET if shared and not paper.is_label else mode
        before = self.kept.get(order.key)
        asked = through if self.folder is None else None
        if before and (before.subject, before.way, before.queue, before.mode) == (
            subject, way, queue, mode
        ):
            # Only the printer may have become another meanwhile.
            now = asked.refuse_reason(queue, *before.seen.size) if asked and queue else None
            seen = replace(before.seen, refused=now or "")
        else:
            seen = examining.examine(subject, way, queue, mode, asked)
        return PaperReady(order, record, subject, way, queue, mode, seen, shared)

    # ---- printing

    def _together(
        self, orders: Sequence[Order]
    ) -> Iterator[tuple[int, list[PaperReady | Went]]]:
        """The papers in order, those that share a sheet together, each time with the place where
        they begin on it; of what cannot be read, why."""
        asked: Any = _Asked(self.through)

        def read(order: Order) -> PaperReady | Went:
            try:
                return self._paper(order, asked)
            except (Refused, Environment) as trouble:
                return Went(order, "", str(trouble))

        def shares(one: tuple[int, PaperReady | Went]) -> object:
            alike = one[1].alike if isinstance(one[1], PaperReady) else None
            return alike or one[0]

        for _, group in groupby(enumerate(map(read, orders)), key=shares):
            some = [one for _, one in group]
            size = _places(some[0])
            start = min(self.start, size) if not self._begun else 1
            self._begun = self._begun or size > 1
            rest = size - start + 1
            yield start, some[:rest]
            yield from ((1, some[at : at + size]) for at in range(rest, len(some), size))

    def _sent(self, some: list[PaperReady | Went], start: int) -> str:
        """Log and send papers that go together; "" or why nothing more can be printed."""
        papers = []
        for one in some:
            if isinstance(one, Went):
                self._say(one)
            else:
                papers.append(one)
        out: Out = []
        wrong = ""
        for paper in papers:
            why = self._wrong(paper)
            try:
                made = self._logged(paper, why, out[0][1].print_id if out else None)
            except (Refused, Environment) as trouble:
                self._say(Went(paper.order, "", str(trouble)))
                continue
            if why:
                self._say(Went(paper.order, prints.UNPRINTED, why))
                wrong = self._gave_up(paper.queue)
            else:
                out.append((paper, made))
        return wrong or (self._handed_over(out, start) if out else "")

    def _wrong(self, paper: PaperReady) -> str:
        """Why it is not sent; the printer is asked anew, it may have stopped meanwhile."""
        if self.folder is not None:
            return paper.seen.stopping
        if not paper.queue:
            return NO_PRINTER
        now = self.through.refuse_reason(paper.queue, *paper.seen.size)
        return paper.seen.stopping or now or ""

    def _logged(self, paper: PaperReady, why: str, sheet: int | None) -> Printout:
        return together.prepare(
            self.session, paper.record, paper_name=paper.order.paper,
            again=paper.order.again or None, mode=paper.mode, queue=paper.queue or None,
            fresh=paper.seen.fresh, way=paper.way, wrong=why, sheet=sheet,
            copy=_copy(paper.record, paper.order),
        )  # fmt: skip

    def _handed_over(self, out: Out, start: int) -> str:
        """To a file or to the printer; "" or why the printer takes nothing more."""
        from printing.spool import PrintProblem

        paper, first = out[0]
        made = together.sheeted([one for _, one in out], start) if paper.shared else first
        if self.folder is not None:
            return self._filed(out, made)
        try:
            job = made.submit(self.through, paper.queue)
        except PrintProblem as problem:
            self._settled(out, prints.UNPRINTED, str(problem))
            return self._gave_up(paper.queue)
        self._settled(out, prints.QUEUED, job=job)
        if job:
            self._pending += [
                (one.order, Outstanding(row, one.order.number, paper.queue, job, made.title))
                for one, logged in out for row in (logged.print_id, *logged.also)
            ]
        return ""

    def _settled(
        self, out: Out, outcome: str, words: str = "", job: str = ""
    ) -> None:
        """Write down and say what became of papers that went together."""
        for one, logged in out:
            printouts.settle(self.session, logged, outcome, job or None, words)
            self._say(Went(one.order, outcome, words))

    def _filed(self, out: Out, made: Printout) -> str:
        assert self.folder is not None
        first = out[0][0].order
        rest = f" 等 {len(out)} 张" if len(out) > 1 else ""
        try:
            printouts.to_file(
                self.session, made, self.folder / f"{first.number} {first.paper}{rest}.pdf"
            )
        except Environment as trouble:
            self._settled(out, prints.UNPRINTED, str(trouble))
            return str(trouble)
        self._settled(out, prints.FILED)
        return ""

    def _gave_up(self, queue: str) -> str:
        """Why the printer takes nothing more, "" where it was only this paper that it did not."""
        from printing.spool import PrintProblem, no_such

        try:
            found = next((one for one in self.through.queues() if one.name == queue), None)
        except PrintProblem as problem:
            return str(problem)
        if found is None:
            return no_such(queue)
        return f"打印机 {queue} {found.state}" if found.stopped or not found.accepting else ""

    # ---- following

    def _slot(self) -> bool:
        """Wait until there is room in the queue; False once it is to stop."""
        while len({one.job for _, one in self._pending}) >= AHEAD and not self.stopped():
            self._look()
            time.sleep(LOOK)
        return not self.stopped()

    def _wait_for_all(self) -> None:
        """Stay until every print is known to be out or lost; once it is to stop, take back what
        waits and see what became of it."""
        while self._pending and not self.stopped():
            self._look()
            if self._pending:
                time.sleep(LOOK)
        if self._pending:
            self._take_back()
            for _ in range(LAST_LOOKS):
                self._look()
                if not self._pending:
                    return
                time.sleep(LOOK)

    def _take_back(self) -> None:
        from printing.spool import PrintProblem

        for job in dict.fromkeys(one.job for _, one in self._pending):
            for part in job.split():
                try:
                    self.through.cancel(part)
                except PrintProblem:
                    continue

    def _look(self) -> None:
        """Ask what became of what is in the queue, and write it down."""
        from printing.spool import DONE, LOST, PENDING

        fates = settling.ask([one for _, one in self._pending], self.through)
        settling.note(self.session, [one for _, one in self._pending], fates)
        waits, still = "", []
        for order, one in self._pending:
            fate = fates.get(one.id)
            if fate is None or fate.state == PENDING:
                still.append((order, one))
                waits = waits or (fate.words if fate else "打印服务没有回应")
            elif fate.state == LOST:
                self._say(Went(order, prints.UNPRINTED, fate.words, self._in_part(order, fate)))
            else:
                self._say(Went(order, prints.PRINTED if fate.state == DONE else prints.QUEUED))
        self._pending = still
        if waits != self._waits:
            self._waits = waits
            self.told(waits)

    def _in_part(self, order: Order, fate: Fate) -> tuple[str, ...]:
        """The copies that did not come out of a print of which some did."""
        record = records.load(self.session, order.number) if fate.parts else None
        return tuple(prints.missing(self.session, record, order.paper)) if record else ()

    def _say(self, one: Went) -> None:
        self._went[one.order.key] = one
        self.told(one)


def _copy(record: records.Record, order: Order) -> int | None:
    """Which of the form's copies is meant, from 1; None for all."""
    names = [copy.name for copy in record.form.copies]
    return names.index(order.copy) + 1 if order.copy in names else None


def _places(one: PaperReady | Went) -> int:
    """How many papers such a sheet holds."""
    if not isinstance(one, PaperReady) or not one.shared:
        return 1
    return printouts.places_of(one.subject.paper, SHEET)


def summed(went: Sequence[Went]) -> Mapping[str, int]:
    """How many came out, did not, and were not sent."""
    return {
        "out": sum(one.arrived for one in went),
        "lost": sum(one.outcome == prints.UNPRINTED for one in went),
        "left": sum(not one.outcome for one in went),
    }
