"""Papers that are no record's go to the printer as this computer prints that kind of paper."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import ImageChops, ImageOps
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from db import demo, statistics
from db.filed import UNIT, Subject
from db.listing import Sieve
from db.session import Session, open_session
from forms import FORMS
from printing.adjustment import Adjustment
from printing.profiles import Profile, Profiles
from tests.printing import raster
from tests.printing.cups_server import Server
from tests.printing.slips import dark_runs, picture
from tests.views.one_server import cups, server
from tests.views.page_desk import NOW, at, shown
from tests.views.window_desk import demo_folder
from ui import dialogs
from views import daybook_print, ledger, office_papers, one_page_print, price_board, printer
from views import statistics_print, ways
from views.office_papers import How, Sent, Unsuited
from views.printers import PrintersPage
from views.statistics import StatisticsPage

__all__ = ["cups", "server"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
MOVED = Adjustment(3.0, -1.5)
SHEETS = Profile("trays", "laser", tray="Tray2", dpi=300, adjustment=MOVED)
PINS = Profile("form", "impact", "241-3-1/2")
TODAY = NOW.date()


@pytest.fixture
def boss(tmp_path: Path) -> Iterator[Session]:
    """1001 刘志远, who may see and print all of it, with the forms that are shipped."""
    made = open_session(
        demo_folder(tmp_path), "1001", demo.password_of("1001"), clock=at(NOW), forms=FORMS,
        check=False,
    )  # fmt: skip
    yield made
    made.close()


def use(session: Session, used: dict[str, str], **known: Profile) -> None:
    ways.save(session, Profiles(known, used))


def daybook(session: Session) -> Sent | None:
    return daybook_print.print_out(session, TODAY, daybook_print.how(session))


def notice(session: Session) -> Sent | None:
    return price_board.print_out(session, TODAY, office_papers.how(session, "@prices"))


def report(session: Session, how: How | None = None) -> Sent | None:
    found = statistics.read(session, statistics.entries(session)[0].name, (TODAY, TODAY))
    return statistics_print.print_out(session, found, how or office_papers.how(session, "@report"))


def one_page(session: Session) -> Sent | None:
    unit = session.store.value("SELECT label FROM unit ORDER BY id LIMIT 1")
    how = office_papers.how(session, "@file")
    return one_page_print.print_out(session, Subject(UNIT, str(unit)), how)


def register(session: Session) -> Sent | None:
    how = office_papers.how(session, "@register")
    return ledger.print_out(session, Sieve("FX"), how, lambda done: None)[0]


def newest(cups: Server, queue: str) -> tuple[str, bytes]:
    """The last job of a queue, and what arrived of it."""
    jobs = cups.run("lpstat", "-W", "all", "-o", queue).split()
    numbers = [int(one.split("-")[1]) for one in jobs if one.startswith(f"{queue}-")]
    job = f"{queue}-{max(numbers)}"
    return job, cups.arrived(job)


def ink(pdf: bytes) -> tuple[float, float]:
    """Left and top of what is printed on the first page, in mm."""
    grey = ImageOps.invert(picture(pdf, 0, 300).convert("L"))
    box = ImageChops.lighter(grey, grey).point(lambda dot: 255 * (dot > 60)).getbbox()
    assert box is not None
    return box[0] / 300 * 25.4, box[1] / 300 * 25.4


@pytest.mark.parametrize("print_out", [daybook, notice, report, one_page, register])
def test_each_kind_obeys_the_way_of_all_others(
    boss: Session, cups: Server, print_out: Callable[[Session], Sent | None]
) -> None:
    """Printer, tray and what makes up for the printer; without a way nothing of it."""
    use(boss, {})
    sent = print_out(boss)
    assert sent is not None and sent.queue == "laser"
    plain = ink(newest(cups, "laser")[1])
    use(boss, {"": "盒"}, 盒=SHEETS)
    sent = print_out(boss)
    assert sent is not None and sent.queue == "trays"
    job, pdf = newest(cups, "trays")
    assert cups.told(job, "InputSlot") == "Tray2"
    moved = ink(pdf)
    assert moved[0] - plain[0] == pytest.approx(3.0, abs=0.2)
    assert moved[1] - plain[1] == pytest.approx(-1.5, abs=0.2)


def test_rules_of_a_register_stand_on_whole_dots(boss: Session, cups: Server) -> None:
    """It lies across the sheet; rules between its columns are equally many dots at 203 dpi."""
    use(boss, {"@register": "点"}, 点=Profile("dots203", "laser", dpi=203))
    register(boss)
    (page, *_) = raster.pages(newest(cups, "dots203")[1])
    assert page.width < page.height
    inner = dark_runs(page.convert("RGB"), 203, 27.0, across=False)[1:-1]
    assert len({round(wide * 203 / 25.4) for _, wide in inner}) == 1 and len(inner) > 4


def test_a_way_of_its_own_goes_before_that_of_all_others(boss: Session, cups: Server) -> None:
    use(boss, {"": "针", "@report": "盒"}, 针=PINS, 盒=SHEETS)
    sent = report(boss)
    assert sent is not None and sent.queue == "trays"
    with pytest.raises(Unsuited):
        notice(boss)


@pytest.mark.parametrize("way", [
    PINS, Profile("form", "roll"), Profile("form", "label"), Profile("card", "card"),
])  # fmt: skip
def test_what_holds_no_a4_is_said_and_the_right_one_offered(
    boss: Session, cups: Server, way: Profile
) -> None:
    """Though the queue itself would take the page: what is in it is other paper."""
    use(boss, {"": "窗口"}, 窗口=way, 盒=SHEETS)
    with pytest.raises(Unsuited) as told:
        report(boss)
    assert "“窗口”是" in str(told.value) and "放不下 A4 的统计报表" in str(told.value)
    instead = told.value.instead
    assert instead is not None and instead.words == "“盒”（trays）"
    sent = report(boss, instead)
    assert sent is not None and sent.queue == "trays"
    use(boss, {"": "窗口"}, 窗口=way)
    with pytest.raises(Unsuited) as told:
        report(boss)
    assert told.value.instead is not None and told.value.instead.way == Profile("laser")


def test_what_the_printer_would_cut_off_is_not_sent(boss: Session, cups: Server) -> None:
    far = Profile("trays", "laser", adjustment=Adjustment(-25.0, 0.0))
    use(boss, {"": "偏"}, 偏=far)
    for print_out in (report, register):
        with pytest.raises(Unsuited, match="打到纸外"):
            print_out(boss)
    assert boss.store.value("SELECT count(*) FROM journal WHERE action = 'export'") == 0


def test_the_daybook_is_struck_by_the_printer_of_its_form(boss: Session, cups: Server) -> None:
    """It is the paper of a form, so that form's way may be an impact printer."""
    form = next(one for one in boss.forms.values() if one.closes)
    use(boss, {form.code: "针"}, 针=PINS)
    sent = daybook(boss)
    assert sent is not None and sent.queue == "form"
    page = PdfReader(io.BytesIO(newest(cups, "form")[1])).pages[0]
    assert float(page.mediabox.width) * 25.4 / 72 == pytest.approx(241.0, abs=0.2)


def test_a_way_with_a_printer_goes_before_a_file(boss: Session, cups: Server) -> None:
    printer.choose(boss, printer.TO_FILE)
    assert office_papers.how(boss, "@report").is_to_file
    use(boss, {"@report": "盒"}, 盒=SHEETS)
    assert not office_papers.how(boss, "@report").is_to_file


def test_the_window_offers_what_does_it(
    qtbot: QtBot, boss: Session, cups: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Turned away nothing goes; agreed it goes to the other printer."""
    use(boss, {"": "针"}, 针=PINS)
    page = StatisticsPage(boss)
    shown(qtbot, page)
    qtbot.waitUntil(lambda: page.report is not None)
    asked: list[str] = []
    answers = [False, True]

    def confirm(parent: object, title: str, words: str, *, yes: str) -> bool:
        asked.append(f"{title}|{yes}")
        return answers.pop(0)

    monkeypatch.setattr(dialogs, "confirm", confirm)
    with qtbot.waitSignal(page.notice, timeout=20_000) as told:
        page.print_out()
    assert "放不下 A4" in told.args[0] and told.args[1] == "bad"
    with qtbot.waitSignal(page.notice, timeout=20_000) as told:
        page.print_out()
    assert told.args[0].endswith("已送打印机 laser") and told.args[1] == "good"
    assert asked == ["统计报表没有打|这次用打印机 laser 打"] * 2


def test_they_are_in_the_printers_page(qtbot: QtBot, session: Session) -> None:
    use(session, {"": "针", "@prices": "光"}, 针=PINS, 光=Profile("laser"))
    page = PrintersPage(session)
    shown(qtbot, page)
    rows = {row[0]: str(row[3]) for row in page.tabs.used.model.rows if row[2] == "A4"}
    assert rows["价目公示"] == "光" and rows["统计报表"] == "针（放不下）"
    page._chose("@prices", "")
    assert ways.known(session)[0].used == {"": "针"}
