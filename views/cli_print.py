"""Printing from the command line: to a file, or to a queue and what came of it there."""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from db import prints, records
from db.errors import Environment, Refused
from db.records import Record
from db.session import Session
from forms.paper import Paper
from views import examining, printouts, settling, together, ways
from views.examining import Examined
from views.printouts import Printout

if TYPE_CHECKING:
    from printing.profiles import Profile

SECONDS, STEP = 10.0, 0.1


def printed(session: Session, options: argparse.Namespace) -> dict[str, Any]:
    """Print a record, or cards or labels of several on the same sheets; pages, copies, and the job
    where there is a queue.

    Raises Environment where no paper comes out: the record is valid and offered again.
    """
    from printing import spool
    from printing.profiles import Profile

    found = [one for number in options.number if (one := records.load(session, number))]
    record = found[0]
    paper = printouts.paper_of(record.form, options.paper)
    if options.out:
        way = ways.named(session, options.way) if options.way else Profile()
        way = _sound(replace(way, stock=options.stock or way.stock))
        mode = options.mode or ways.mode(paper, way)
        seen = _seen(session, found, options, way, "", mode)
        made = _prepared(session, found, options, mode, None, way, seen)
        printouts.to_file(session, made, options.out)
        return _answer(made, seen)
    settling.settle(session, spool)
    unread = ways.known(session)[1]
    if options.way:
        way = ways.named(session, options.way)
    elif options.queue:
        way = ways.on(session, options.queue, record.form, paper)
    else:
        way = ways.of(session, record.form, paper)
    way = _sound(replace(way, stock=options.stock or way.stock))
    queue = way.queue or _default_queue()
    mode = options.mode or ways.mode(paper, way) or _mode(paper, queue)
    seen = _seen(session, found, options, way, queue, mode)
    made = _prepared(session, found, options, mode, queue, way, seen)
    return {**_answer(made, seen, unread), "job": _sent(session, made, queue)}


def _seen(
    session: Session, found: list[Record], options: argparse.Namespace, way: Profile, queue: str,
    mode: str,
) -> Examined:  # fmt: skip
    """The paper of the first record as it would go out to a printer, or to a file (""), with what
    is wrong with that of any."""
    from printing import spool

    seen = []
    for record in found:
        paper = printouts.paper_of(record.form, options.paper)
        subject = examining.subject(session, record, paper, way, options.copy, mode)
        seen.append(examining.examine(subject, way, queue, mode, spool if queue else None))
    wrong = dict.fromkeys(words for one in seen for words in one.wrong)
    return replace(seen[0], wrong=tuple(wrong))


def _answer(made: Printout, seen: Examined, unread: str = "") -> dict[str, Any]:
    """What is told of a print; what is wrong with its pages, or with this computer's ways to print
    (`unread`), only where something is."""
    told = [*([unread] if unread else []), *(one.words for one in seen.wrong)]
    return {"pages": made.pages, "copies": made.copies, **({"warnings": told} if told else {})}


def _sound(way: Profile) -> Profile:
    """The same way; Refused where it names a paper there is not."""
    wrong = way.mistakes()
    if wrong:
        raise Refused(wrong)
    return way


def _prepared(
    session: Session,
    found: list[Record],
    options: argparse.Namespace,
    mode: str,
    queue: str | None,
    way: Profile,
    seen: Examined,
) -> Printout:
    """Log it; what is not to be printed is logged as 未出纸 and said: Environment for a printer
    that will not do, Refused for what stands on the page."""
    wrong = seen.stopping
    if len(found) > 1:
        made = together.of_several(
            session, found, paper_name=options.paper, again=options.again, queue=queue, way=way,
            start=options.start, wrong=wrong,
        )  # fmt: skip
    else:
        made = together.prepare(
            session, found[0], paper_name=options.paper, copy=options.copy, again=options.again,
            mode=mode, queue=queue, way=way, fresh=seen.fresh, wrong=wrong, start=options.start,
        )  # fmt: skip
    if seen.refused:
        raise Environment("printer", wrong)
    if wrong:
        raise Refused({"": f"{wrong}。单据已保存，还没出纸"})
    return made


def _default_queue() -> str:
    from printing import spool

    try:
        return spool.queues()[0].name
    except (spool.PrintProblem, IndexError):
        words = "这台电脑上没有打印机，请用 --out 存为 PDF，或先装好打印机。"
        raise Environment("printer", words) from None


def _mode(paper: Paper, queue: str) -> str:
    from printing import spool

    if "card" not in paper.modes:
        return ""
    try:
        return printouts.fitting_mode(paper, spool.sizes(queue))
    except spool.PrintProblem:
        return ""


def _sent(session: Session, made: Printout, queue: str) -> str:
    """Hand the pages over and stay with the job for some seconds; its name. A service that falls
    silent then has the job all the same: what became of it is asked with the next print."""
    from printing import spool

    try:
        job = made.submit(spool, queue)
    except spool.PrintProblem as problem:
        printouts.settle(session, made, prints.UNPRINTED, said=str(problem))
        raise Environment("printer", str(problem)) from problem
    printouts.settle(session, made, prints.QUEUED, job)
    try:
        fate = spool.fate(queue, job, made.title)
        end = time.monotonic() + SECONDS
        while fate.state == spool.PENDING and not fate.words and time.monotonic() < end:
            time.sleep(STEP)
            fate = spool.fate(queue, job, made.title)
    except spool.PrintProblem:
        return job
    if fate.state == spool.LOST:
        printouts.settle(session, made, prints.UNPRINTED, job, fate.words)
        raise Environment("printer", f"{fate.words}。单据已保存，还没出纸，可以再打印。")
    if fate.state == spool.DONE:
        printouts.settle(session, made, prints.PRINTED, job)
    return job
