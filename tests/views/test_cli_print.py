"""Prints from the command line: a service that falls silent, labels of several records at once."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace

import pytest

from db import prints, records
from db.example import example
from db.session import Session
from forms import FORMS
from printing import spool
from printing.spool import Fate, PrintProblem
from tests.printing.cups_server import Server
from tests.views.page_desk import acting, issued
from views import cli_print, settling

RARE = "𪚥"
OPTIONS = Namespace(out=None, queue="laser", way=None, paper=None, mode=None, stock=None, start=1,
                    copy=None, again=None)  # fmt: skip


def test_what_the_service_took_is_not_told_as_lost_because_it_does_not_answer(
    session: Session, cups: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked about again, and found to have come out; nobody prints it twice."""
    def silent(queue: str, job: str, title: str) -> Fate:
        raise PrintProblem("打印服务没有回应")

    number = issued(session)
    with monkeypatch.context() as patched:
        patched.setattr(spool, "fate", silent)
        answer = cli_print.printed(session, Namespace(number=[number], **vars(OPTIONS)))
    record = records.load(session, number)
    assert record is not None and answer["job"].startswith("laser-")
    assert [one.outcome for one in prints.log(session, record)] == [prints.QUEUED]
    cups.arrived(answer["job"])
    settling.settle(session, spool)
    assert [one.outcome for one in prints.log(session, record)] == [prints.PRINTED]
    assert prints.unprinted(session) == []


def test_labels_of_several_go_on_a_sheet_of_the_printer_and_each_is_looked_over(
    session: Session, cups: Server
) -> None:
    """The printer has A4 and no labels; what cannot be printed of the second is told as well."""
    session = replace(session, forms={form.code: form for form in FORMS})
    typed = example(session, "JC")
    goods = [{**typed["goods"][0], "name": f"木箱{RARE}"}]
    numbers = [
        records.issue(acting(session, "1003"), "JC", {**typed, **more}).record.number
        for more in ({}, {"goods": goods})
    ]
    options = Namespace(**{**vars(OPTIONS), "paper": "物品标签", "number": numbers})
    answer = cli_print.printed(session, options)
    assert (answer["pages"], answer["copies"]) == (1, 2) and answer["job"].startswith("laser-")
    assert any(RARE in one for one in answer["warnings"])
