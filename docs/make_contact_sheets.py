"""Renders every page of the window in its states, and the slip's copies, as contact sheets.

    python docs/make_contact_sheets.py [FOLDER]

FOLDER is contact-sheets by default. One sheet each for light, dark and 200 %; one for the paper.
It needs no display. Look at them before every release: alignment, wording, contrast, clipping.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent))

import access_sheets  # noqa: E402
import backup_sheets  # noqa: E402
import cashier_sheets  # noqa: E402
import consignment_sheets  # noqa: E402
import daybook_sheets  # noqa: E402
import destruction_sheets  # noqa: E402
import dossier_sheets  # noqa: E402
import duty_sheets  # noqa: E402
import estate_sheets  # noqa: E402
import journal_sheets  # noqa: E402
import printers_sheets  # noqa: E402
import prints_sheets  # noqa: E402
import rights_sheets  # noqa: E402
import settings_sheets  # noqa: E402
import statistics_sheets  # noqa: E402
import shift_sheets  # noqa: E402
import file_sheets  # noqa: E402
import template_sheets  # noqa: E402
import gate_sheets  # noqa: E402
import make_pictures as pictures  # noqa: E402
from PySide6.QtCore import Qt  # noqa: E402
from PySide6.QtGui import QColor, QFont, QImage, QPainter  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget  # noqa: E402

from db import demo, demo_days, records  # noqa: E402
from db.clock import FixedClock, instant  # noqa: E402
from db.errors import Environment  # noqa: E402
from db.session import Session  # noqa: E402
from forms import FORMS  # noqa: E402
from ui import dialogs, theme  # noqa: E402
from ui.preview import render  # noqa: E402
from views import printouts  # noqa: E402
from views.price_card import ADD, CHANGE  # noqa: E402
from views.shell import Shell  # noqa: E402
from views.trouble import TroublePage  # noqa: E402
from views.window import Window  # noqa: E402

WAYS = {"light": ("light", "1"), "dark": ("dark", "1"), "large": ("light", "2")}
TILE, CAPTION, GAP, ACROSS = 900, 34, 18, 2
WRONG = {
    "unit": "3-9999",
    "applicant": "租户",
    "carrier_id": "44030119900307123",
    "phone": "1380013",
    "goods": [{"name": "双门冰箱", "quantity": 0}, {"spec": "没有名称"}],
}
LONG = {
    "unit": "5栋2单元1801",
    "applicant": "装修负责人",
    "carrier": "阿卜杜拉·买买提江·艾力·司马光明𠮷",
    "carrier_id": {"kind": "港澳居民来往内地通行证", "number": "H12345678"},
    "phone": "+85291234567",
    "plate": "粤ZA123港",
    "consent": "书面委托",
    "goods": [
        {"name": f"实木餐桌连同四把带扶手的椅子第 {n} 套", "spec": "140×80×75 cm，胡桃木",
         "measure": "套", "quantity": n}
        for n in range(1, 15)
    ],
}  # fmt: skip

Shot = Callable[[str, QWidget | None], None]


def scenes(window: Window, shot: Shot) -> None:
    """Drive the window through everything a person can see, taking a picture each time."""
    shot("登录", None)
    _log_in_wrongly(window)
    shot("登录：密码不对", None)
    window.show_restore()
    shot("恢复备份", None)
    window.show_login()
    shell = pictures.log_in(window, "1003")
    session = window.session
    assert session is not None
    shell.go("work")
    shot("工作台", None)
    _entry(shell, shot)
    number = _record(window, shell, session, shot)
    _register(shell, shot)
    dossier_sheets.dossiers(shell, session, shot)
    consignment_sheets.sending(shell, session, Path(tempfile.mkdtemp()), shot)
    shift_sheets.handover(shell, shot)
    backup_sheets.lamps(shell, shot)
    estate_sheets.estates(shell, session, shot)
    file_sheets.files(shell, session, shot)
    printers_sheets.printers(shell, shot)
    prints_sheets.batches(shell, shot)
    _type(shell, "search", "3-1202", enter=False)
    shot("查找", None)
    _type(shell, "search", "", enter=False)
    shell.toggle_help()
    shot("快捷键", None)
    shell.toggle_help()
    _gate(shell, session, number, shot)
    gate_sheets.gates(shell, session, shot)
    window.lock()
    shot("锁屏", None)
    shell = pictures.log_in(window, "9001")
    page = shell.go("staff")
    shot("员工", None)
    assert page is not None
    page.add()  # type: ignore[attr-defined]
    page.submit()  # type: ignore[attr-defined]
    shot("员工：添加，未填", None)
    rights_sheets.rights(shell, shot)
    journal_sheets.journal(shell, shot)
    settings_sheets.settings(shell, shot)
    template_sheets.templates(shell, shot)
    window.lock()
    shell = pictures.log_in(window, "1010")
    _prices(shell, shot)
    cashier_sheets.cashier(shell, shot)
    daybook_sheets.daybook(shell, shot)
    duty_sheets.duties(shell, shot)
    statistics_sheets.statistics(shell, shot)
    window.lock()
    shell = pictures.log_in(window, "4005")
    shell.go("work")
    shot("工作台：没有待办", None)
    destruction_sheets.orders(shell.session, shot)


def _register(shell: Shell, shot: Shot) -> None:
    page: Any = shell.go("register")
    page.filters.choose_period("全部")
    shot("登记本", None)
    page.model.wanted.disconnect()
    page.model.begin(20_000, [])
    page.progress.start(20_000)
    page.progress.advance(7_400)
    page.progress.setVisible(True)
    shot("登记本：行还没到，正在写文件", None)
    page.progress.finish()
    _type(shell, "text_filter", "没有这样的东西")
    shot("登记本：没有结果", None)
    page._failed(Environment("disk", "读写磁盘出错，请检查磁盘是否接好、是否损坏，再试一次。"))
    shot("登记本：读不出来", None)
    _type(shell, "text_filter", "")


def _prices(shell: Shell, shot: Shot) -> None:
    page: Any = shell.go("prices")
    shot("价目表", None)
    page.begin(CHANGE)
    page.card.amount.line.setText("三十")
    page.card.submit()
    pictures.wait(lambda: not page._busy)
    page.card.since.line.setText("今天")
    shot("价目表：改价有错，今天起", None)
    page.begin(ADD)
    shot("价目表：添加", None)
    page.show_board()
    page.board.day.line.setText("12-1")
    shot("价目表：柜台公示", None)
    page.show_board()
    _type(shell, "price_filter", "没有这样的东西", enter=False)
    shot("价目表：没有结果", None)
    _type(shell, "price_filter", "", enter=False)


def _entry(shell: Shell, shot: Shot) -> None:
    shell.issue("FX")
    shot("开单：空白", None)
    page = shell.page("issue")
    for name, values in (("有错", WRONG), ("很长", LONG)):
        shell.issue("FX", values)
        pictures.settle()
        if name == "有错":
            page.save(and_print=False)  # type: ignore[attr-defined]
        shot(f"开单：{name}", None)
    shell.issue("FX", pictures.SLIP)
    shot("开单：填好", None)


def _record(window: Window, shell: Shell, session: Session, shot: Shot) -> str:
    number = records.issue(session, "FX", pictures.SLIP).record.number
    shell.show_record(number)
    shot("单据：刚开", None)
    page = shell.page("record")
    page.begin("值班主任签字")  # type: ignore[attr-defined]
    shot("单据：当面签字", None)
    page.begin("作废")  # type: ignore[attr-defined]
    shot("单据：作废", None)
    other = records.issue(session, "FX", LONG).record.number
    records.act(session, other, "作废", {"why": "物品写错，另开新单"})
    shell.show_record(other)
    shot("单据：已作废，很长", None)
    for no, name in (("1002", "值班主任签字"), ("1001", "主任盖章")):
        records.act(pictures.as_member(session, no), number, name)
    shell.show_record(number)
    shot("单据：待放行", None)
    return number


def _gate(shell: Shell, session: Session, number: str, shot: Shot) -> None:
    page: Any = shell.go("gate").desk
    shot("门岗：等待", None)
    for name, text in (("可以放行", number), ("查无此单", "FX-2026-999999")):
        page.code.setText(text)
        page.look()
        shot(f"门岗：{name}", None)
    page.code.setText(number)
    page.look()
    for line in page.tally().lines:
        line.setText("2")
    shot("门岗：数量不符", None)
    counts = [line["quantity"] for line in pictures.SLIP["goods"]]  # type: ignore[index]
    guard = pictures.as_member(session, "2001")
    records.act(guard, number, "放行", {"counts": counts})
    page.code.setText(number)
    page.look()
    shot("门岗：已放行过", None)


def _log_in_wrongly(window: Window) -> None:
    page: Any = window.sheet
    page.fill("1003", "wrong")
    page.submit()
    pictures.wait(lambda: page.log_in.isEnabled())


def _type(shell: Shell, name: str, text: str, *, enter: bool = True) -> None:
    box = next(
        one for one in shell.findChildren(QLineEdit)
        if one.isVisible() and name in (one.objectName(), one.parentWidget().objectName())
    )  # fmt: skip
    box.setFocus()
    box.setText("")
    QTest.keyClicks(box, text) if text.isascii() else box.setText(text)
    if enter:
        QTest.keyClick(box, Qt.Key.Key_Return)


def sheets_of_trouble(window: Window, shot: Shot) -> None:
    """Pages before log-in that need a store of another kind."""
    shot("第一天：单位", None)
    access_sheets.first_password(window, shot)
    access_sheets.rekey(window, shot)
    window.show_trouble(
        Environment("damage", "数据文件已损坏，读不出来。请用最近的备份恢复，不要删除文件。")
    )
    assert isinstance(window.sheet, TroublePage)
    shot("打不开", None)
    backup_sheets.damage(window, shot)


def one_way(name: str, folder: Path) -> None:
    """All states of all pages in one theme and size, on one sheet."""
    app = QApplication(sys.argv[:1])
    # Nobody is there to answer: every question is answered yes.
    dialogs.confirm = lambda *words, **options: True  # type: ignore[assignment]
    clock = FixedClock(instant(pictures.NOW))
    taken: list[tuple[str, QImage]] = []

    def shot(caption: str, widget: QWidget | None) -> None:
        pictures.settle()
        picture = (widget or window).grab().toImage()
        picture.setDevicePixelRatio(1)
        taken.append((caption, picture))

    with tempfile.TemporaryDirectory(prefix="qiantai-sheets-") as data:
        made = demo.create(Path(data, "demo"), "demo", clock=clock)
        demo_days.fill(made.session)
        made.session.close()
        for part, drive in (("none", sheets_of_trouble), ("demo", scenes)):
            roster = demo.roster() if part == "demo" else ()
            window = Window(Path(data, part), clock, FORMS, roster=roster)
            theme.apply(app, WAYS[name][0])
            window.resize(*pictures.SIZE)
            window.show()
            window.begin()
            drive(window, shot)
            window.put_away()
    for number, sheet in enumerate(joined(taken), 1):
        sheet.save(str(folder / f"{name}-{number}.png"))


def joined(taken: list[tuple[str, QImage]], per_sheet: int = 6) -> Iterator[QImage]:
    """Pictures with their captions, some on a sheet."""
    for at in range(0, len(taken), per_sheet):
        some = taken[at : at + per_sheet]
        high = max(TILE * one.height() // one.width() for _, one in some) + CAPTION
        rows = math.ceil(len(some) / ACROSS)
        size = ACROSS * (TILE + GAP) + GAP, rows * (high + GAP) + GAP
        sheet = QImage(*size, QImage.Format.Format_RGB32)
        sheet.fill(QColor("#8A9099"))
        painter = QPainter(sheet)
        font = QFont(QApplication.font())
        font.setPixelSize(20)
        painter.setFont(font)
        painter.setPen(QColor("#FFFFFF"))
        for place, (caption, picture) in enumerate(some):
            x = GAP + place % ACROSS * (TILE + GAP)
            y = GAP + place // ACROSS * (high + GAP)
            painter.drawText(x, y + 22, caption)
            smooth = Qt.TransformationMode.SmoothTransformation
            painter.drawImage(x, y + CAPTION, picture.scaledToWidth(TILE, smooth))
        painter.end()
        yield sheet


def paper(folder: Path) -> None:
    """The slip: three copies, one running on, one voided, one reprinted."""
    app = QApplication(sys.argv[:1])
    taken: list[tuple[str, QImage]] = []
    with tempfile.TemporaryDirectory(prefix="qiantai-sheets-") as data:
        made = demo.create(Path(data), "demo", clock=FixedClock(instant(pictures.NOW)))
        desk = pictures.as_member(made.session, "1003")
        for name, values, again in (
            ("三联", pictures.SLIP, None), ("续页", LONG, None), ("补打", pictures.SLIP, "卡纸"),
        ):  # fmt: skip
            record = records.issue(desk, "FX", values).record
            pdf = printouts.prepare(desk, record).pdf
            if again:
                records.act(desk, record.number, "作废", {"why": "写错"})
                record = records.issue(desk, "FX", values).record
                printouts.prepare(desk, record)
                pdf = printouts.prepare(desk, record, again=again).pdf
            import pypdfium2

            pages = len(pypdfium2.PdfDocument(pdf))
            taken += [(f"{name} {n + 1}/{pages}", render(pdf, n, 1400)) for n in range(pages)]
        demo_days.fill(made.session)
        till = pictures.as_member(made.session, "1010")
        for name, number in cashier_sheets.receipts(till):
            receipt = records.load(till, number)
            assert receipt is not None
            pdf = printouts.prepare(till, receipt).pdf
            pages = len(pypdfium2.PdfDocument(pdf))
            taken += [(f"{name} {n + 1}/{pages}", render(pdf, n, 1400)) for n in range(pages)]
        taken += every_paper(desk)
        made.session.close()
    for at, sheet in enumerate(joined(taken), 1):
        sheet.save(str(folder / f"paper-{at}.png"))
    app.quit()


def every_paper(session: Session) -> Iterator[tuple[str, QImage]]:
    """The first page of every paper of every form, of the record with which most was done."""
    from printing.pdf import draw

    for form in FORMS:
        row = session.store.value(
            "SELECT r.id FROM record r JOIN act a ON a.record_id = r.id WHERE r.code = ?"
            " GROUP BY r.id ORDER BY max(a.name = '作废'), count(*) DESC LIMIT 1", (form.code,),
        )
        for paper in form.papers:
            record = records.read(session, row)
            pages = printouts.document(session, record, paper)
            pdf = draw(pages, printouts.images(session, pages.images))
            yield f"{form.title}：{paper.name}", render(pdf, 0, 1400)


def main(folder: Path) -> None:
    """All sheets; each way in a process of its own, because the scale is fixed at the start."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*WAYS, "paper"):
        scale = WAYS.get(name, ("", "1"))[1]
        done = subprocess.run(
            [sys.executable, __file__, str(folder), name],
            env={**os.environ, "QT_SCALE_FACTOR": scale},
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{name}: {done.returncode}")
    print("\n".join(str(file) for file in sorted(folder.glob("*.png"))))


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("contact-sheets")
    if len(sys.argv) > 2:
        paper(target) if sys.argv[2] == "paper" else one_way(sys.argv[2], target)
    else:
        main(target)
