"""Printing from the command line on a real print server: what came out, what did not and is
offered again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.printing.conftest import server
from tests.printing.cups_server import Server, serving

from db import demo, prints, records
from db.clock import FixedClock, instant
from db.session import open_session
from printing.adjustment import Adjustment
from printing.profiles import FILE, Profile, Profiles
from tests.command_line.desk import NOW, Answer, Desk
from tests.scenarios.paper import sheets

__all__ = ["server"]
FX = "FX-2026-000001"


@pytest.fixture
def own(server: Server) -> Iterator[Server]:
    """A print server that a test may kill: another one than the others use."""
    with serving() as running:
        yield running


def printed(desk: Desk, cups: Server, *more: str) -> Answer:
    """The answer to a print of the first slip, with that print server."""
    return desk.run("print", FX, *more, extra={"CUPS_SERVER": cups.address})


def logged(desk: Desk) -> list[tuple[Any, ...]]:
    """(how-manieth, queue, outcome) of every print of the first slip."""
    found = desk.run("show", FX).done["prints"]
    return [(one["nth"], one["queue"], one["outcome"]) for one in found]


def waiting(desk: Desk) -> list[str]:
    """Numbers that the desk is told to print now."""
    return [one["number"] for one in desk.run("due").done if one["state"] == "未出纸"]


def test_what_came_out_is_known_to_have(signed: Desk, server: Server) -> None:
    answer = printed(signed, server).done
    assert (answer["pages"], answer["copies"]) == (3, 3)
    assert answer["job"].startswith("laser-")
    assert logged(signed) == [(1, "laser", "已出纸")] and waiting(signed) == []
    server.arrived(answer["job"])
    three = sheets(server.out / f"{answer['job']}.pdf")
    assert [sheet.size for sheet in three] in ([(210, 148)] * 3, [(148, 210)] * 3)
    assert all(FX in sheet.text and len(sheet.codes) == 1 for sheet in three)


@pytest.mark.parametrize(
    ("queue", "words"),
    [
        ("broken", "没有打完：out of order"),
        ("stopped", "已暂停：缺纸"),
        ("rejecting", "不接收打印"),
        ("letter", "没有 210×148 毫米的纸"),
        ("attic", "没有名为 attic 的打印机"),
    ],
)
def test_what_does_not_come_out_is_offered_again(
    signed: Desk, server: Server, queue: str, words: str
) -> None:
    """Status 3 with the reason; the slip is valid, 未出纸, and needs no reason the next time."""
    assert words in printed(signed, server, "--queue", queue).environment
    assert logged(signed) == [(1, queue, "未出纸")]
    assert waiting(signed) == [FX]
    assert printed(signed, server).done["job"].startswith("laser-")
    assert logged(signed)[1:] == [(1, "laser", "已出纸")] and waiting(signed) == []


def test_a_print_service_that_was_killed_is_said(signed: Desk, own: Server) -> None:
    own.process.kill()
    own.process.wait(20)
    assert "打印服务没有回应" in printed(signed, own, "--queue", "laser").environment
    assert logged(signed) == [(1, "laser", "未出纸")] and waiting(signed) == [FX]


def cut_short(desk: Desk, queue: str, job: str | None) -> str:
    """As a window leaves it that is closed in the second after F9: sent, and nothing known; the
    title its job would have."""
    clock = FixedClock(instant(datetime.fromisoformat(NOW)))
    session = open_session(desk.folder, "1003", demo.password_of("1003"), clock=clock)
    try:
        record = records.load(session, FX)
        assert record is not None
        key = prints.keep(session, record, "放行条", '{"title":"","bodies":[],"pages":[]}',
                          queue=queue)  # fmt: skip
        if job:
            prints.settle(session, key, prints.QUEUED, job)
        return prints.title(session, FX, key)
    finally:
        session.close()


def test_a_print_cut_short_before_the_queue_had_it_is_no_print(signed: Desk, own: Server) -> None:
    """No reason is asked for; the first row is put right."""
    cut_short(signed, "laser", None)
    assert printed(signed, own).done["job"].startswith("laser-")
    assert logged(signed) == [(1, "laser", "未出纸"), (1, "laser", "已出纸")]


def test_a_print_cut_short_after_the_queue_had_it_is_one(signed: Desk, own: Server) -> None:
    """Found again by its title, so the next is 补打 and wants a reason."""
    title = cut_short(signed, "laser", None)
    page = Path(__file__).with_name("desk.py").read_bytes()[:200]
    job = own.run("lp", "-d", "laser", "-t", title, "-", words=page).split()[3]
    own.arrived(job)
    assert "again" in printed(signed, own).refused
    assert logged(signed) == [(1, "laser", "已出纸")]


def test_a_queue_that_vanished_with_its_job_is_offered_again(signed: Desk, own: Server) -> None:
    own.run("cupsdisable", "laser")
    job = own.run("lp", "-d", "laser", "-t", "试", "-", words=b"words").split()[3]
    cut_short(signed, "laser", job)
    assert waiting(signed) == []
    own.run("lpadmin", "-x", "laser")
    assert "没有名为 laser" in printed(signed, own, "--queue", "laser").environment
    assert logged(signed) == [(1, "laser", "未出纸")] * 2 and waiting(signed) == [FX]
    assert printed(signed, own, "--queue", "form").status == 0


def test_an_impact_printer_gets_all_copies_in_one_pass(signed: Desk, server: Server) -> None:
    """The computer's way for that form, written beside the data; a box of paper there is not is
    refused before anything is logged; one copy alone cannot be struck."""
    file = signed.folder / "printers.json"
    way = {"queue": "pins", "mode": "impact", "stock": "241-3-1/2", "adjustment": {"dx": 1.5}}
    file.write_text(json.dumps({"profiles": {"针": way}, "used": {"FX": "针"}}))
    answer = printed(signed, server).done
    assert (answer["pages"], answer["copies"]) == (1, 3)
    assert answer["job"].startswith("pins-")
    assert b"\x1bC\x21" in server.arrived(answer["job"])
    assert "stock" in printed(signed, server, "--stock", "A4", "--again", "试").refused
    alone = printed(signed, server, "--copy", "2", "--again", "卡纸")
    assert "一次打出" in alone.refused["copy"]
    assert logged(signed) == [(1, "pins", "已出纸")]
    page = signed.folder / "a.pdf"
    signed.run("print", FX, "--out", str(page), "--mode", "laser", "--again", "存档").done
    assert len(sheets(page)) == 3


@pytest.mark.long
def test_a_way_of_this_computer_is_chosen_by_its_name(signed: Desk, server: Server) -> None:
    """Its printer, its trays; a printer that is named keeps what makes up for it."""
    coloured = Profile("trays", "laser", tray="Tray1", trays={"红": "Tray2", "黄": "Tray3"})
    pins = Profile("pins", "impact", "241-3-1/2", adjustment=Adjustment(1.0, 2.0))
    file = signed.folder / FILE
    file.write_text(
        Profiles({"彩纸": coloured, "针式": pins}, {"": "彩纸"}).to_json(), encoding="utf-8"
    )
    jobs = printed(signed, server).done["job"].split()
    assert len(jobs) == 3 and server.told(jobs[2], "InputSlot") == "Tray3"
    job = printed(signed, server, "--way", "针式", "--again", "试").done["job"]
    assert job.startswith("pins-") and server.arrived(job).startswith(b"\x1b@")
    answer = printed(signed, server, "--queue", "pins", "--again", "试").done
    assert (answer["pages"], answer["job"].split("-")[0]) == (1, "pins")
    wrong = printed(signed, server, "--way", "没有的", "--again", "试")
    assert wrong.refused == {"way": "这台电脑上没有叫“没有的”的打印方式，有：彩纸、针式"}
    file.write_text("{坏了", encoding="utf-8")
    told = printed(signed, server, "--again", "试").done
    assert "读不懂，照没有设置过办" in told["warnings"][0] and told["job"].startswith("laser-")
    assert file.read_text("utf-8") == "{坏了"
