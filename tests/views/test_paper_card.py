"""The papers of a form beside its pages: which one, its sides, and what would go wrong."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from db import attachments, demo, prints, records
from db.session import Session, open_session
from forms.acts import Act, Effect, void
from forms.fields import Field, Kind
from forms.form import Form
from forms.paper import Cell, Paper, Photo, Row, Text
from printing.page import Document
from tests.printing.cups_server import Server
from tests.printing.slips import decoded, picture
from tests.scenarios.paper import sheets
from tests.views.page_desk import ALL_FORMS, NOW, at, button, issued, key, shown, type_in
from tests.views.window_desk import demo_folder
from ui import dialogs
from views import printer
from views.issue import IssuePage
from views.record import RecordPage

Key, Held = Qt.Key, Qt.KeyboardModifier
PASS = Form(
    "KP", "来访证", "物业", ("前台",),
    (
        Field("unit", "房号", Kind.UNIT, required=True),
        Field("guest", "来访人", required=True),
        Field("face", "照片", Kind.PHOTO),
    ),
    (Act("收回", ("前台",), effect=Effect.CLOSE, state="已收回"), void("前台")),
    papers=(
        Paper("登记", "A5横向", (Row((Cell("unit", 12), Cell("guest", 12))),), copies=False),
        Paper(
            "证", "卡片",
            (Photo("face"), Row((Cell("guest", 24),)), Row((Cell("unit", 24),))),
            copies=False, modes=("card", "laser"), back=(Text("用后交回。", label="须知"),),
        ),
    ),
    register=("@number", "guest", "@state"),
)  # fmt: skip


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    folder = demo_folder(tmp_path)
    opened = open_session(
        folder, "1003", demo.password_of("1003"), clock=at(NOW), forms=(*ALL_FORMS, PASS),
        check=False,
    )  # fmt: skip
    yield opened
    opened.close()


@pytest.fixture
def number(session: Session) -> str:
    """A pass with a blue photograph."""
    body = io.BytesIO()
    Image.new("RGB", (500, 700), (40, 90, 200)).save(body, "JPEG")
    face = attachments.keep(session, body.getvalue(), "照片.jpg")
    values = {"unit": "3-1202", "guest": "罗师傅", "face": face}
    return records.issue(session, "KP", values).record.number


@pytest.fixture
def page(qtbot: QtBot, session: Session, number: str) -> RecordPage:
    made = RecordPage(session)
    shown(qtbot, made)
    made.show_record(number)
    return made


def tabs(page: Any) -> list[str]:
    """The words of the tabs that are there."""
    return [one.text() for one in page.paper.findChildren(QWidget) if not one.isHidden()
            and one.objectName().startswith(("copy_", "paper_")) and hasattr(one, "isCheckable")]


def on_paper(page: Any) -> str:
    """The words of all pages of the PDF that is shown."""
    pdf = page.paper.preview._pdf
    if not pdf:
        return ""
    read = PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(one.extract_text().split()) for one in read)


def logged_words(page: RecordPage) -> str:
    """What the log of prints on the page says."""
    logs = [one for one in page.findChildren(QWidget, "prints") if one.isVisible()]
    return " ".join(one.text() for log in logs for one in log.findChildren(QLabel))


def trouble(page: Any) -> str:
    label = page.paper.findChild(QLabel, "paper_trouble")
    return str(label.text()) if label.isVisible() else ""


def test_a_page_that_cannot_be_drawn_is_not_passed_over(qtbot: QtBot, page: RecordPage) -> None:
    """An error of the program's own goes where all of them go; the last page stays."""
    qtbot.waitUntil(lambda: "来访证" in on_paper(page))

    def broken(copy: int) -> Document:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        page.paper.show_pages(broken)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError and "来访证" in on_paper(page)


def test_another_paper_and_its_other_side_are_looked_at(qtbot: QtBot, page: RecordPage) -> None:
    qtbot.waitUntil(lambda: "来访证" in on_paper(page) and "用后交回" not in on_paper(page))
    assert tabs(page) == ["登记", "证"]
    assert button(page, "print_again").accessibleName() == "打印登记"
    key(qtbot, Key.Key_F7, Held.ControlModifier)
    assert tabs(page) == ["登记", "证", "正面", "背面"]
    assert button(page, "print_again").accessibleName() == "打印证"
    qtbot.waitUntil(lambda: "用后交回" in on_paper(page))
    front = page.paper.preview.image
    across = front.width() / front.height()
    assert across == pytest.approx(85.6 / 54, abs=0.02)
    blue = front.pixelColor(front.width() // 6, front.height() // 2)
    assert blue.blue() > 150 and blue.red() < 80, "the photograph is on the live page"
    key(qtbot, Key.Key_F7)
    qtbot.waitUntil(lambda: page.paper.preview.image != front)
    assert page.paper.copy == 2
    back = page.paper.preview.image
    assert back.pixelColor(back.width() // 6, back.height() // 2).name() == "#ffffff"
    key(qtbot, Key.Key_F7, Held.ControlModifier)
    qtbot.waitUntil(lambda: "用后交回" not in on_paper(page))
    assert tabs(page) == ["登记", "证"]


def test_a_page_that_is_shown_anew_keeps_the_paper_looked_at(
    qtbot: QtBot, page: RecordPage
) -> None:
    key(qtbot, Key.Key_F7, Held.ControlModifier)
    page.refresh()
    assert tabs(page) == ["登记", "证", "正面", "背面"]
    assert button(page, "print_again").accessibleName() == "打印证"


def test_the_paper_looked_at_is_printed_and_logged_by_itself(
    qtbot: QtBot, session: Session, page: RecordPage, number: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    file = tmp_path / "证.pdf"
    monkeypatch.setattr(dialogs, "choose_new_file", lambda *asked, **more: file)
    key(qtbot, Key.Key_F7, Held.ControlModifier)
    page.prints.save_pdf()
    record = records.load(session, number)
    assert record is not None
    assert [(one.paper_name, one.nth) for one in prints.log(session, record)] == [("证", 1)]
    (sheet,) = sheets(file)
    assert sheet.size == (210, 297) and "向后对折" in sheet.text
    assert sheet.codes == (record.code,)
    assert button(page, "print_again").accessibleName() == "补打证"
    key(qtbot, Key.Key_F7, Held.ControlModifier)
    assert button(page, "print_again").accessibleName() == "打印登记"
    qtbot.waitUntil(lambda: "证　已存文件" in logged_words(page))
    assert "联" not in logged_words(page)


@pytest.mark.parametrize(
    ("queue", "size", "count"), [("card", (86, 54), 2), ("laser", (210, 297), 1)]
)
def test_a_card_printer_gets_a_card_and_another_a_sheet(
    qtbot: QtBot, session: Session, page: RecordPage, number: str, cups: Server,
    queue: str, size: tuple[int, int], count: int,
) -> None:  # fmt: skip
    printer.choose(session, queue)
    record = records.load(session, number)
    assert record is not None
    with qtbot.waitSignal(page.prints._press.followed, timeout=20_000):
        page.prints.print_paper("证")
    (one,) = prints.log(session, record)
    assert one.outcome == prints.PRINTED
    came = cups.out / f"{one.job}.pdf"
    assert [sheet.size for sheet in sheets(came)] == [size] * count
    assert decoded(picture(came.read_bytes(), 0)) == [record.code]


def test_a_reprint_on_other_paper_repeats_the_stored_card(
    session: Session, number: str, tmp_path: Path
) -> None:
    from views import printouts

    record = records.load(session, number)
    assert record is not None
    first = printouts.prepare(session, record, paper_name="证", mode="card")
    again = printouts.prepare(session, record, paper_name="证", mode="laser", again="卡坏了")
    assert (first.pages, again.pages) == (2, 1)
    assert (first.size, again.size) == ((85.6, 54.0), (210.0, 297.0))
    log = prints.log(session, record)
    assert log[0].paper == log[1].paper, "one stored description"
    words = "".join(PdfReader(io.BytesIO(again.pdf)).pages[0].extract_text().split())
    assert words.count("补打第1次") == 2 and "补打" not in PdfReader(
        io.BytesIO(first.pdf)
    ).pages[0].extract_text()
    assert len(first.images) == len(again.images) == 1


@pytest.fixture
def entry(qtbot: QtBot, session: Session) -> Iterator[IssuePage]:
    made = IssuePage(session)
    shown(qtbot, made)
    yield made
    made.draft.rest()


def test_characters_without_a_glyph_are_named_before_anything_is_printed(
    qtbot: QtBot, entry: IssuePage
) -> None:
    entry.start("KP")
    type_in(qtbot, "3-1202", "罗\U000323af师傅")
    qtbot.waitUntil(lambda: "\U000323af" in trouble(entry))
    assert trouble(entry) == "“\U000323af”这个字打不出来：来访人，纸上是〓，请手写补上"
    assert button(entry, "save_and_print").isEnabled(), "it is no refusal"
    assert entry.form is not None
    entry.form.set_values({"unit": "3-1202", "guest": "罗师傅"})
    entry.refresh()
    qtbot.waitUntil(lambda: trouble(entry) == "")


def test_a_printer_that_would_refuse_is_said_before_anything_is_printed(
    qtbot: QtBot, session: Session, entry: IssuePage, cups: Server
) -> None:
    printer.choose(session, "letter")
    entry.start("KP")
    qtbot.waitUntil(lambda: "没有 210×148 毫米的纸" in trouble(entry))
    key(qtbot, Key.Key_F7, Held.ControlModifier)
    qtbot.waitUntil(lambda: "没有 210×297 毫米的纸" in trouble(entry))
    printer.choose(session, "stopped")
    entry.refresh()
    qtbot.waitUntil(lambda: "已暂停：缺纸" in trouble(entry))
    printer.choose(session, "laser")
    entry.refresh()
    qtbot.waitUntil(lambda: trouble(entry) == "")
    printer.choose(session, printer.TO_FILE)
    entry.refresh()
    assert trouble(entry) == ""


def test_a_draft_shows_the_photograph(qtbot: QtBot, session: Session, entry: IssuePage) -> None:
    body = io.BytesIO()
    Image.new("RGB", (500, 700), (40, 90, 200)).save(body, "JPEG")
    face = attachments.keep(session, body.getvalue(), "照片.jpg")
    entry.start("KP", {"unit": "3-1202", "guest": "罗师傅", "face": face})
    key(qtbot, Key.Key_F7, Held.ControlModifier)

    def blue() -> bool:
        image = entry.paper.preview.image
        if image.isNull() or image.width() < image.height():
            return False
        found = image.pixelColor(image.width() // 6, image.height() // 2)
        return found.blue() > 150 and found.red() < 80

    qtbot.waitUntil(blue)
    assert "草稿" in on_paper(entry)


def test_a_form_of_one_paper_has_no_tabs_for_papers(qtbot: QtBot, session: Session) -> None:
    made = RecordPage(session)
    shown(qtbot, made)
    made.show_record(issued(session))
    assert [one[:1] for one in tabs(made)] == ["①", "②", "③"]
    assert button(made, "print_again").accessibleName() == "打印全部"
