"""Papers that are no record's (a register, a notice, a report) to a printer, as this computer
prints that kind of paper: the same ways, checks and trays as records'. Imports no Qt.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from db import prints
from db.errors import Environment
from db.files import passing
from db.session import Session
from forms.form import Form
from forms.paper import Paper
from views import carriers, examining, printer, ways
from views.examining import Examined

if TYPE_CHECKING:
    from printing.carrier import Carrier
    from printing.page import Document, Page
    from printing.profiles import Profile
    from printing.register import Ledger
    from printing.stock import Stock

    Size = tuple[float, float]
    Write = Callable[[IO[bytes], Ledger, Mapping[str, bytes]], None]

LASER = "laser"


@dataclass(frozen=True)
class How:
    """How such a paper is printed: what people call it, its way with its name ("" for none), the
    mode, the printer chosen on this computer ("" for the default one), who carries it there, and
    the other ways that it could go; the continuous paper where it is struck."""

    title: str
    way: Profile
    name: str
    mode: str
    wanted: str
    through: Carrier
    others: Mapping[str, Profile]
    stock: Stock | None = None

    @property
    def is_to_file(self) -> bool:
        """Whether it goes to a file: so chosen, and its way names no printer."""
        return self.wanted == printer.TO_FILE and not self.way.queue

    @property
    def words(self) -> str:
        """What people call where it goes: the way and its printer."""
        queue = self.way.queue or self.wanted
        return f"“{self.name}”（{queue}）" if self.name else f"打印机 {queue} "


@dataclass(frozen=True)
class Sent:
    """Where a paper went, and what is to be said of it besides, "" for nothing."""

    queue: str
    said: str = ""

    @property
    def words(self) -> str:
        """For people, after what was sent."""
        return f"已送打印机 {self.queue}{f'。{self.said}' if self.said else ''}"


class Unsuited(Environment):
    """It is not printed `so`; `instead` is how it could be now, None where no other printer is."""

    def __init__(self, words: str, so: How, instead: How | None) -> None:
        super().__init__("printer", words)
        self.so, self.instead = so, instead


def how(session: Session, key: str) -> How:
    """How a paper of `printing.profiles.OFFICE` is printed on this computer."""
    from printing.profiles import OFFICE

    return _how(session, key, "", OFFICE[key])


def how_slip(session: Session, form: Form, paper: Paper) -> How:
    """How a paper of a form is printed that is not of a record: struck where the form's way is."""
    found = _how(session, form.code, paper.name, paper.name)
    if ways.mode(paper, found.way) != prints.IMPACT:
        return found
    return replace(found, mode=prints.IMPACT, stock=ways.stock(paper, found.way))


def _how(session: Session, code: str, paper: str, title: str) -> How:
    found = ways.known(session)[0]
    return How(
        title, found.of(code, paper), found.name_of(code, paper), LASER, printer.chosen(session),
        carriers.carrier(session), found.known,
    )  # fmt: skip


def send(one: How, made: Document, images: Mapping[str, bytes]) -> Sent | None:
    """Where the pages went, None where there is no printer at all. Waits for it: for a thread.

    Unsuited where it is not to be printed so; Environment when the printer gives up.
    """
    from printing.carrier import submit_pages

    queue = taker(one, (made.pages[0].width, made.pages[0].height))
    if not queue:
        return None
    seen = _looked_over(one, made, queue)
    carriers.tried(
        lambda: submit_pages(one.through, made, images, one.way, one.mode, queue, made.title)
    )
    return Sent(queue, seen.said)


def taker(one: How, size: Size) -> str:
    """The queue that will take pages of that size in mm, "" where there is no printer. For a
    thread; Unsuited where the way is for other paper, or the printer takes no such page."""
    from printing import preflight

    if one.mode == LASER:
        _require(preflight.stopping(preflight.unsuited(one.name, one.way, one.title)), one, size)
    queue = examining.queue_of(one.through, one.way, one.wanted)
    if queue:
        _require(preflight.stopping(preflight.refused(one.through, queue, *_sheet(one.way, size))),
                 one, size)  # fmt: skip
    return queue


def send_register(
    one: How, queue: str, made: Callable[[Path, Write], int], size: Size, title: str
) -> tuple[Sent, int]:
    """Where the pages of that size in mm went that are made into a file, each looked over first,
    and how many rows there are; made(file, what draws the register as that printer wants it).

    Raises what `made` raises, and as `send`.
    """
    sheet = _sheet(one.way, size)
    across = carriers.tried(lambda: one.through.sizes(queue).lies_across(*sheet))
    with passing(Path(tempfile.gettempdir()), "qiantai-ledger-") as folder:
        file = Path(folder, "register.pdf")
        rows = made(file, _writer(one, queue, across))
        carriers.send_parts(
            one.through, ((one.way.tray, file.read_bytes()),), queue,
            sheet[::-1] if across else sheet, title, one.way.dpi,
        )  # fmt: skip
    return Sent(queue), rows


def _writer(one: How, queue: str, across: bool) -> Write:
    from printing import pdf
    from printing.page import Document

    def looked_over(pages: Iterator[Page]) -> Iterator[Page]:
        # They all have the same frame, in which what they share stands too.
        for number, page in enumerate(pages):
            if not number:
                _looked_over(one, Document("", (replace(page, body=None),), ()), queue)
            yield page

    def write(file: IO[bytes], made: Ledger, images: Mapping[str, bytes]) -> None:
        pages, dots = looked_over(made.pages()), one.way.dots(one.mode)
        pdf.write(file, made.title, pages, lambda: (made.body,), images, one.way.adjustment, dots,
                  across=across)  # fmt: skip

    return write


def _sheet(way: Profile, size: Size) -> Size:
    return size[0], size[1] + way.adjustment.feed


def _looked_over(one: How, made: Document, queue: str) -> Examined:
    """Pages looked over; Unsuited where something would be lost."""
    seen = examining.looked_over(made, one.way, queue, one.mode, one.through, one.stock)
    _require(seen.stopping, one, (made.pages[0].width, made.pages[0].height))
    return seen


def _require(wrong: str, one: How, size: Size) -> None:
    if wrong:
        raise Unsuited(wrong, one, _instead(one, size))


def _instead(one: How, size: Size) -> How | None:
    """How it could be printed now: in another way for sheets, on the printer chosen, on any."""
    from printing.profiles import Profile

    there = [queue.name for queue in printer.queues(one.through)]
    chosen = one.wanted if one.wanted in there else next(iter(there), "")
    known = [(name, replace(way, queue=way.queue or chosen)) for name, way in one.others.items()]
    plain = [("", Profile(queue)) for queue in dict.fromkeys((chosen, *there))]
    for name, way in (*known, *plain):
        other = not name or name != one.name
        if other and way.is_sheet_fed and way.queue in there:
            if one.through.refuse_reason(way.queue, *_sheet(way, size)) is None:
                return replace(one, way=way, name=name, mode=LASER, stock=None)
    return None
