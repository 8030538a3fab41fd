"""Several prints that go to the printer as one: cards or labels of several records on the same
sheets, an application beside its permit. Each is logged for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from db import prints
from db.errors import Refused
from db.records import Record
from db.session import Session
from views import printouts
from views.printouts import Printout


def prepare(session: Session, record: Record, **options: Any) -> Printout:
    """What `printouts.prepare` does; with the mode "pair" also the paper that belongs beside it,
    both on one sheet."""
    if options.get("mode") == "pair" and not options.get("again"):
        _require_first(session, record, options.get("paper_name"))
    made = printouts.prepare(session, record, **options)
    if made.mode != "pair":
        return made
    from printing.halves import beside

    paper = printouts.paper_of(record.form, options.get("paper_name"))
    second = printouts.prepare(
        session, record, **{**options, "paper_name": paper.beside, "mode": "laser",
                            "copy": None, "fresh": None, "sheet": made.print_id}
    )  # fmt: skip
    going = beside([made.leaves, second.leaves], record.number)
    return _one([made, second], replace(made, going=going))


def _require_first(session: Session, record: Record, name: str | None) -> None:
    """Refused, before anything is logged, where one of the two was printed before."""
    paper = printouts.paper_of(record.form, name)
    for one in (paper.name, paper.beside):
        if one and prints.next_nth(session, record, one) > 1:
            raise Refused({"again": f"{record.number} 的{one}已打印过，补打请写明原因"})


def of_several(
    session: Session, of: Sequence[Record], *, start: int = 1, **options: Any
) -> Printout:
    """Cards or labels of several records on sheets, the first at the first free place, as one job.

    Raises Refused, before anything is logged, where a paper is no card or label, or a record was
    printed before and no reason is given.
    """
    papers = [printouts.paper_of(one.form, options.get("paper_name")) for one in of]
    wrong = {
        one.number: f"{paper.name}不能几张一页，请一张一张地打"
        for one, paper in zip(of, papers, strict=True)
        if not (paper.is_card or paper.is_label) or "laser" not in paper.modes
    }
    if not options.get("again"):
        wrong |= {
            one.number: f"{one.number} 已打印过，补打请写明原因"
            for one, paper in zip(of, papers, strict=True)
            if prints.next_nth(session, one, paper.name) > 1
        }
    if len({paper.size for paper in papers}) > 1:
        wrong |= {"": "一页上只能放一样大小的"}
    if wrong:
        raise Refused(wrong)
    mode = "sheet" if papers[0].is_card else "laser"
    made: list[Printout] = []
    for one in of:
        sheet = made[0].print_id if made else None
        made.append(printouts.prepare(
            session, one, **{**options, "mode": mode}, start=start, sheet=sheet
        ))  # fmt: skip
    return sheeted(made, start)


def sheeted(made: Sequence[Printout], start: int = 1) -> Printout:
    """Cards or labels that are logged already, on sheets as one job under the title of the first.
    """
    from printing.sheets import filled

    going = filled([one.leaves for one in made], start)
    return _one(made, replace(made[0], going=going, copies=len(made)))


def _one(made: Sequence[Printout], whole: Printout) -> Printout:
    images: Mapping[str, bytes] = {
        key: body for one in made for key, body in one.images.items()
    }
    return replace(whole, images=images, also=tuple(one.print_id for one in made[1:]))
