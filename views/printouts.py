"""From a record, or from what is being typed, to paper: joins the store's values and printing.

Commit first, draw second: whatever goes wrong here leaves a valid record, marked 未出纸.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db import attachments, office, prints
from db.errors import Environment, Refused, disk
from db.records import Record, who
from db.session import Session
from forms import life
from forms.acts import Effect
from forms.display import shown
from forms.fields import Field
from forms.form import Form
from forms.paper import SIZES, Paper
from forms.values import dates
from views import office_sign, overprinting, ways
from views.on_paper import MINUTE, lines_of, photos, words_of

if TYPE_CHECKING:
    from printing.carrier import Carrier
    from printing.page import Document
    from printing.profiles import Profile
    from printing.slip import SlipData
    from printing.spool import Sizes


@dataclass(frozen=True)
class Printout:
    """A print that is logged: its row in the log, its pages with their images, the number of
    copies, and the job's title, which names the record and the print.

    leaves: its pages before they were put on sheets · also: rows of the log of what goes with it.
    """

    print_id: int
    going: Document
    copies: int
    title: str
    images: Mapping[str, bytes]
    way: Profile
    mode: str
    leaves: Document
    also: tuple[int, ...] = ()

    @property
    def size(self) -> tuple[float, float]:
        """Size of the pages in mm as they are sent."""
        from printing.carrier import sheet_size

        return sheet_size(self.going, self.way)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self.going.pages)

    @cached_property
    def pdf(self) -> bytes:
        """The pages drawn when first asked for; plain values, so a worker may ask."""
        from printing.pdf import draw
        from printing.tinting import toned

        return draw(toned(self.going, self.way), self.images, self.way.adjustment, self.way.dpi)

    def submit(self, through: Carrier, queue: str) -> str:
        """Send it, as `printing.carrier.submit_pages`; for a worker, too."""
        from printing.carrier import submit_pages

        as_laid = len(self.going.pages) == len(self.leaves.pages)
        return submit_pages(
            through, self.going, self.images, self.way, self.mode, queue, self.title,
            self.copies if as_laid else 1,
        )  # fmt: skip


def images(session: Session, named: Iterable[str]) -> dict[str, bytes]:
    """The images of those hashes that the store has, for `printing.pdf.draw`."""
    found = {one: attachments.content(session.store, one) for one in named}
    return {one: body for one, body in found.items() if body is not None}


def images_shown(session: Session, named: Iterable[str]) -> dict[str, bytes]:
    """The same for looking only: without them where they are damaged, which `check` says."""
    try:
        return images(session, named)
    except Environment:
        return {}


def photos_seen(session: Session, record: Record) -> dict[str, str]:
    """SHA-256 by key ("act.key" of an act's) of a record's photographs that the member may see."""
    found = photos(record.form.fields, record.values, session.sees)
    for done in record.acts:
        own = photos(record.form.act(done.name).fields, done.values, session.sees)
        found |= {f"{done.name}.{key}": sha256 for key, sha256 in own.items()}
    return found


def slip_data(session: Session, record: Record) -> SlipData:
    """What a slip of the record shows the member, in words: numbers of persons masked without the
    right to them. Fields hidden on a copy are the copy's business."""
    from printing.slip import SlipData

    own = _seen(session, record.form.fields, record.values)
    values = words_of(record.form, own)
    values |= {
        "@number": record.number,
        "@issued_at": dates.paper_moment(record.issued_at.strftime(MINUTE)),
        "@issued_by": record.issued_by.words,
        "@state": record.seen.state,
    }
    if record.standing.valid_until:
        values["@valid_until"] = dates.paper_until(record.standing.valid_until.strftime(MINUTE))
    act_lines: dict[str, Sequence[Mapping[str, str]]] = {}
    for done in record.acts:
        act = record.form.act(done.name)
        given = _seen(session, act.fields, done.values)
        lines = lines_of(act.fields, given)
        act_lines |= {f"{done.name}.{key}": rows for key, rows in lines.items()}
        values[f"{done.name}.at"] = dates.paper_moment(done.at.strftime(MINUTE))
        values[f"{done.name}.by"] = who(session, done.by).words
        for field in act.fields:
            value = shown(field, given.get(field.key), paper=True)
            values[f"{done.name}.{field.key}"] = value
    return SlipData(
        office=str(office.setting(session.store, "office.name")),
        number=record.number,
        code=record.code,
        values=values,
        lines=lines_of(record.form.fields, own) | act_lines,
        signatures=_signatures(session, record),
        void=_is_void(record),
        photos=photos_seen(session, record),
        sign=office_sign.sign(session),
    )


def document(session: Session, record: Record, paper: Paper) -> Document:
    """The paper of the record as it stands now, on ordinary sheets."""
    from printing.slip import compose

    return compose(record.form, paper, slip_data(session, record))


def prepare(
    session: Session,
    record: Record,
    *,
    paper_name: str | None = None,
    copy: int | None = None,
    again: str | None = None,
    mode: str = "",
    queue: str | None = None,
    fresh: Document | None = None,
    way: Profile | None = None,
    wrong: str = "",
    start: int = 1,
    sheet: int | None = None,
) -> Printout:
    """Log a print.

    The first print is composed from the record as it stands; a reprint repeats the stored pages
    with 补打 第n次 and needs a reason. copy: one 联 alone, counted from 1 · mode: one of the
    paper's, the usual one if not given · fresh: the paper as it stands now, if a worker has
    composed it already · way: this computer's way to print it · wrong: why it is not sent at all;
    it is logged as 未出纸 then · start: the first free place on a sheet of cards or labels · sheet:
    the first of the prints that go as one with it. Raises Refused.
    """
    from printing import overprint
    from printing.profiles import Profile
    from printing.page import from_json
    from printing.reprint import marked, only, voided

    paper = paper_of(record.form, paper_name)
    way = way or Profile()
    mode = mode or ways.mode(paper, way) or usual_mode(paper)
    _require_mode(paper, mode)
    if start != 1:
        _require_place(paper, mode, start)
    pad = None
    if mode == prints.OVERPRINT and not (wrong and fresh):
        pad = overprinting.loaded(session, record.form, paper, way)
    stored = prints.first(session, record, paper.name, mode) if pad is None else (
        overprinting.stored(session, record, paper, pad)
    )
    copies = copies_of(record.form, paper)
    if mode in prints.ONE_PASS and copy is not None and copies > 1:
        how = "套打" if mode == prints.OVERPRINT else "针式打印机"
        raise Refused({"copy": f"{how}一次打出各联，不能只打一联"})
    if copy is not None and not 1 <= copy <= copies:
        raise Refused({"copy": f"{paper.name}只有 {copies} 联，没有第 {copy} 联"})
    pages = from_json(stored) if stored else fresh or ways.composed(
        record.form, paper, slip_data(session, record), way, mode, pad=pad.template if pad else None
    )
    pictures = images(session, pages.images)
    names = [record.form.copies[copy - 1].name] if copy and record.form.copies else None
    print_id = prints.keep(
        session, record, paper.name, pages.to_json(), copies=names, again=again, mode=mode,
        queue=queue, wrong=wrong, sheet=sheet,
    )  # fmt: skip
    nth = next(one.nth for one in prints.log(session, record) if one.id == print_id)
    going = voided(pages) if _is_void(record) else pages
    mark = f"补打 第{nth - 1}次" if nth > 1 else ""
    going = overprint.marked(going, mark, pad.template) if pad else marked(going, mark)
    leaves = only(going, copy, copies) if copy else going
    going = going_of(going, record.form, paper, mode, way, record.number, copy, start)
    return Printout(
        print_id, going, 1 if copy else copies, prints.title(session, record.number, print_id),
        pictures, way, mode, leaves,
    )  # fmt: skip


def going_of(
    pages: Document, form: Form, paper: Paper, mode: str, way: Profile, number: str,
    copy: int | None = None, start: int = 1,
) -> Document:  # fmt: skip
    """The pages as they are sent: one 联 alone, cards, labels and half sheets on the sheets that
    they are cut out of. Refused for a first place that no sheet has."""
    from printing.imposing import imposed
    from printing.reprint import only

    copies = copies_of(form, paper)
    going = only(pages, copy, copies) if copy else pages
    try:
        return imposed(going, paper, mode, way, 1 if copy else copies, number, start)
    except ValueError as wrong:
        raise Refused({"start": str(wrong)}) from None


def copies_of(form: Form, paper: Paper) -> int:
    """How many 联 a paper comes in."""
    return max(1, len(form.copies)) if paper.copies else 1


def to_file(session: Session, printout: Printout, file: Path) -> None:
    """Write the pages to a PDF file; Environment when the disk does not allow it."""
    try:
        with disk():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(printout.pdf)
    except Environment:
        settle(session, printout, prints.UNPRINTED)
        raise
    settle(session, printout, prints.FILED)


def settle(
    session: Session, printout: Printout, outcome: str, job: str | None = None, said: str = ""
) -> None:
    """Write down what became of a print and of what went with it, as `prints.settle` does."""
    for print_id in (printout.print_id, *printout.also):
        prints.settle(session, print_id, outcome, job, said)


def _is_void(record: Record) -> bool:
    return any(record.form.act(name).effect is Effect.VOID for name in record.done)


def paper_of(form: Form, name: str | None) -> Paper:
    """The form's paper of that name, its first one for None; Refused where there is none."""
    if not form.papers:
        raise Refused({"": f"{form.title}没有要打印的纸张"})
    try:
        return form.paper(name) if name else form.papers[0]
    except KeyError:
        raise Refused({"paper": f"{form.title}没有“{name}”这种纸张"}) from None


def usual_mode(paper: Paper) -> str:
    """How a paper is printed if nobody says: on ordinary sheets where it can be."""
    return "laser" if "laser" in paper.modes else paper.modes[0]


def fitting_mode(paper: Paper, sizes: Sizes) -> str:
    """How a paper is printed where there are those sizes: a card as a card if they name its."""
    if "card" in paper.modes and sizes.has(*SIZES[paper.size]):
        return "card"
    return usual_mode(paper)


def _require_mode(paper: Paper, mode: str) -> None:
    if mode not in paper.ways:
        from printing.profiles import WAYS

        known = "、".join(WAYS[one] for one in paper.ways)
        raise Refused({"mode": f"{paper.name}目前只能按{known}方式打印"})


def places_of(paper: Paper, mode: str) -> int:
    """How many of it stand on one sheet in that mode."""
    from printing.sheets import Grid

    many = mode == "sheet" or paper.is_label and mode == "laser"
    return Grid(*SIZES[paper.size]).count if many else 1


def _require_place(paper: Paper, mode: str, start: int) -> None:
    """Before anything is logged."""
    count = places_of(paper, mode)
    if not 1 <= start <= count:
        raise Refused({"start": f"一页有 {count} 个位置，没有第 {start} 个"})


def _seen(
    session: Session, fields: Sequence[Field], values: Mapping[str, Any]
) -> dict[str, Any]:
    return {one.key: session.seen(one, values[one.key]) for one in fields if one.key in values}


def _signatures(session: Session, record: Record) -> dict[str, str]:
    """What is printed in the boxes: those who signed in the program. Ink is left to ink."""
    signed = {}
    for done in life.counting(record.form, record.acts):
        act = record.form.act(done.name)
        if done.signer is None and not act.by_customer:
            signed[done.name] = _signature(session, done.by, done.at)
    return signed


def _signature(session: Session, no: str, at: datetime) -> str:
    member = who(session, no)
    return f"{member.name} {member.no} ✓\n{at:%m-%d %H:%M}"
