"""A print from the command line whose print service falls silent once it has the job."""

from __future__ import annotations

from argparse import Namespace

import pytest

from db import prints, records
from db.session import Session
from printing import spool
from printing.spool import Fate, PrintProblem
from tests.printing.cups_server import Server
from tests.views.page_desk import issued
from views import cli_print, settling

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
