"""The page of a batch and the log of prints in their states, for `make_contact_sheets.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import make_pictures as pictures
import printers_sheets
from PySide6.QtWidgets import QWidget

from db import print_batch, prints, records
from db.example import example
from db.print_batch import Line
from views import printer, print_rows
from views.print_batch_parts import TODAY, UNPRINTED, WHOLE
from views.print_run import Order, Went
from views.shell import Shell

Shot = Callable[[str, QWidget | None], None]


def batches(shell: Shell, shot: Shot) -> None:
    """Nothing to print, today's, a fault known first, under way, printed, a printer that stopped,
    what was cut short; the log, narrowed to nothing."""
    with printers_sheets.queues():
        printer.choose(shell.session, "laser")
        _batches(shell, shot)
        printer.choose(shell.session, "")


def _batches(shell: Shell, shot: Shot) -> None:
    session = shell.session
    numbers = [
        records.issue(session, "FX", {**example(session, "FX"), "carrier": name}).record.number
        for name in ("欧阳虚构", "王𪚥", "阿卜杜拉·买买提江·艾力")
    ]
    page: Any = shell.go("print_batch")
    page.turn_to(UNPRINTED)
    pictures.wait(lambda: bool(page.lines))
    shot("成批打印：一张未出纸的", None)
    page.turn_to(WHOLE)
    shot("成批打印：输单号", None)
    page.turn_to(TODAY)
    pictures.wait(lambda: bool(page.lines))
    shot("成批打印：今天开的", None)
    keys = [line.key for line in page.lines.values() if line.number in numbers]
    page.table.choose(keys)
    page.go_on()
    pictures.wait(lambda: not page.is_busy)
    shot("成批打印：有打不出来的字", None)
    page.progress.start(len(keys))
    page.progress.advance(1, "正在打印")
    page.progress.setVisible(True)
    page._told("打印机 laser 已暂停：缺纸")
    shot("成批打印：等纸", None)
    page.progress.finish()
    page.go_on()
    pictures.wait(lambda: not page.is_busy and bool(page.went))
    shot("成批打印：都打好了", None)
    _half(page, [page.lines[key] for key in keys])
    shot("成批打印：有没出纸的", None)
    record = records.load(session, numbers[0])
    assert record is not None
    prints.keep(
        session, record, "放行条", "{}", again="卡纸", queue="laser",
        wrong="打印机 laser 已暂停：缺纸",
    )  # fmt: skip
    page.turn_to(UNPRINTED)
    pictures.wait(lambda: bool(page.lines))
    shot("成批打印：未出纸", None)
    print_batch.begin(session, [(number, "放行条", "") for number in numbers])
    page.entered()
    pictures.wait(lambda: bool(page.lines) and page.drop.isVisible())
    shot("成批打印：上次没打完", None)
    print_batch.end(session)
    log: Any = shell.go("print_log")
    pictures.wait(lambda: log.count > 0 and not log.lister.waiting)
    shot("打印记录", None)
    log.record.setText("FX-2026-999999")
    log._ask()
    pictures.wait(lambda: not log.lister.waiting)
    shot("打印记录：没有这样的", None)
    log.record.clear()


def _half(page: Any, lines: list[Line]) -> None:
    """As if the printer had gone in the middle."""
    words = ("", "打印机 laser 没有打完：out of order", "没有名为 laser 的打印机")
    outcomes = (prints.PRINTED, prints.UNPRINTED, "")
    went = [
        Went(Order(line.number, line.paper), outcome, why)
        for line, outcome, why in zip(lines, outcomes, words, strict=True)
    ]
    page.went = {one.order.key: one for one in went}
    page._show()
    page.table.choose([one.order.key for one in went if not one.arrived])
    page.banner.say(*print_rows.of_end(went, False))
