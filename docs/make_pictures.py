"""Takes pictures of the real window on a fictional estate; needs no display.

    python docs/make_pictures.py [FOLDER]                those of the README, into docs/pictures
    python docs/make_pictures.py --form CODE [FOLDER]    one form with its example values, shown to
                                                         users or not, into contact-sheets

The clock stands, so the same program gives the same pictures.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QEvent, Qt, QThread  # noqa: E402
from PySide6.QtGui import QColor, QImage, QPainter  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget  # noqa: E402

from db import demo, demo_days, records  # noqa: E402
from db.clock import FixedClock, instant  # noqa: E402
from db.example import example  # noqa: E402
from db.filed import Subject  # noqa: E402
from db.session import Session, member  # noqa: E402
from forms import DECLARED, FORMS  # noqa: E402
from forms.form import Form  # noqa: E402
from ui import theme  # noqa: E402
from ui.preview import PagePreview, render  # noqa: E402
from views import printouts  # noqa: E402
from views.shell import Shell  # noqa: E402
from views.window import Window  # noqa: E402
from tests.db.ripened import basis_of  # noqa: E402

NOW = datetime(2026, 11, 21, 10, 42)
SIZE = (1366, 768)
Widget = TypeVar("Widget", bound=QWidget)
PATIENCE_SECONDS = 60.0
STILL_SECONDS = 0.8
SLIP = {
    "unit": "3-1202",
    "applicant": "租户",
    "reason": "搬家",
    "carrier": "张三丰",
    "carrier_id": {"kind": "护照", "number": "E12345678"},
    "phone": "13800138000",
    "plate": "粤BD12345",
    "consent": "电话确认",
    "consent_at": "2026-11-21T10:31",
    "goods": [
        {"name": "双门冰箱", "spec": "海尔 BCD-215", "measure": "台", "quantity": 1},
        {"name": "滚筒洗衣机", "spec": "小天鹅 8 kg", "measure": "台", "quantity": 1},
        {"name": "实木餐桌（带四把椅子）", "spec": "1.4 m", "measure": "套", "quantity": 1},
        {"name": "纸箱（衣物、书籍）", "spec": "60×40×50 cm", "measure": "个", "quantity": 12},
    ],
}


def breathe() -> None:
    """One turn of the event loop; what asked to be deleted goes, as in a loop that really runs."""
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QThread.msleep(5)


def wait(holds: Callable[[], Any]) -> None:
    """Let the window work until something holds; RuntimeError if it does not come."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        breathe()
        if time.monotonic() > end:
            raise RuntimeError("the window did not get there")


def seen(widget: QWidget, kind: type[Widget]) -> list[Widget]:
    """The parts of that kind that stand on the screen now."""
    return [one for one in widget.findChildren(kind) if one.isVisible()]


def settle() -> None:
    """Let previews and other work beside the window arrive."""
    end = time.monotonic() + STILL_SECONDS
    while time.monotonic() < end:
        breathe()


def log_in(window: Window, no: str) -> Shell:
    """Type number and password on the log-in page, as a person would."""
    for name, words in (("staff", no), ("password", demo.password_of(no))):
        box = next(
            one for one in window.findChildren(QLineEdit)
            if one.isVisible() and name in (one.objectName(), one.parentWidget().objectName())
        )  # fmt: skip
        box.setFocus()
        box.selectAll()
        QTest.keyClicks(box, words)
        QTest.keyClick(box, Qt.Key.Key_Return)
    wait(lambda: window.shell and window.layers.currentWidget() is window.shell)
    assert window.shell is not None
    return window.shell


def take(widget: QWidget, file: Path) -> None:
    """What is seen, once it is still."""
    settle()
    widget.grab().save(str(file))


def as_member(session: Session, no: str) -> Session:
    """Another of the demo's staff at the same desk."""
    return session.acting_as(member(session.store, no))


def slip_picture(session: Session, number: str, file: Path) -> None:
    """The pages of its papers one below the other."""
    record = records.load(session, number)
    assert record is not None
    outs = [
        printouts.prepare(session, record, paper_name=paper.name) for paper in record.form.papers
    ]
    pages = [render(out.pdf, page, 900) for out in outs for page in range(out.pages)]
    gap = 16
    height = sum(page.height() for page in pages) + gap * (len(pages) + 1)
    sheet = QImage(900 + 2 * gap, height, QImage.Format.Format_RGB32)
    sheet.fill(QColor("#D9DCE1"))
    painter = QPainter(sheet)
    y = gap
    for page in pages:
        painter.drawImage(gap, y, page)
        y += page.height() + gap
    painter.end()
    sheet.save(str(file))


@contextmanager
def opened(forms: tuple[Form, ...]) -> Iterator[Window]:
    """The window with those forms on a demo estate with some slips, before log-in."""
    app = QApplication(sys.argv[:1])
    clock = FixedClock(instant(NOW))
    with tempfile.TemporaryDirectory(prefix="qiantai-pictures-") as data:
        made = demo.create(Path(data), "demo", clock=clock, forms=forms)
        demo_days.fill(made.session)
        made.session.close()
        window = Window(Path(data), clock, forms, roster=demo.roster())
        theme.apply(app, "light")
        window.resize(*SIZE)
        window.show()
        window.begin()
        yield window
        window.put_away()


def for_the_readme(folder: Path) -> None:
    """FX from log-in to the gate, and what the desk sees of the whole."""
    with opened(FORMS) as window:
        take(window, folder / "login.png")
        shell = log_in(window, "1003")
        wait(lambda: bool(shell.page("work").items))
        wait(lambda: not any(one.text().startswith("正在看") for one in shell.findChildren(QLabel)))
        take(window, folder / "work.png")
        unit = window.session.store.value(
            "SELECT u.label FROM standing s JOIN unit u ON u.id = s.unit_id WHERE s.ended = 0"
            " GROUP BY u.id ORDER BY count(*) DESC, u.id LIMIT 1"
        )
        shell.opening.file(Subject("unit", str(unit)))
        wait(lambda: bool(shell.page("file").found))
        take(window, folder / "file.png")
        shell.issue("FX", SLIP)
        wait(lambda: any(not one.image.isNull() for one in seen(shell, PagePreview)))
        take(window, folder / "issue.png")
        session = window.session
        assert session is not None
        number = records.issue(session, "FX", SLIP).record.number
        records.act(as_member(session, "1002"), number, "值班主任签字")
        shell.show_record(number)
        take(window, folder / "record.png")
        slip_picture(session, number, folder / "slip.png")
        shell.go("register")
        take(window, folder / "register.png")
        report = shell.go("statistics")
        report.names.go([one.name for one in report.entries].index("报修类别"))
        settle()
        take(window, folder / "statistics.png")
        records.act(as_member(session, "1001"), number, "主任盖章")
        gate = shell.go("gate")
        assert gate is not None
        box = next(one for one in gate.findChildren(QLineEdit) if one.isVisible())
        QTest.keyClicks(box, number)
        QTest.keyClick(box, Qt.Key.Key_Return)
        take(window, folder / "gate.png")


def of_form(form: Form, folder: Path) -> None:
    """Entry empty and filled, the record, its paper and its line in the register; first made is a
    record for it to hang on, where it must."""
    roster = demo.roster()
    no = next(one["staff"] for one in roster if set(one["roles"]) & set(form.issued_by))
    with opened(FORMS if form in FORMS else (*FORMS, form)) as window:
        shell = log_in(window, no)
        shell.issue(form.code)
        take(window, folder / f"{form.code}-empty.png")
        session = window.session
        assert session is not None
        basis_of(session, form)
        values = example(session, form.code)
        shell.issue(form.code, values)
        take(window, folder / f"{form.code}-issue.png")
        number = records.issue(session, form.code, values).record.number
        shell.show_record(number)
        take(window, folder / f"{form.code}-record.png")
        slip_picture(session, number, folder / f"{form.code}-paper.png")
        register: Any = shell.go("register")
        register.filters.which.choose(form.title)
        take(window, folder / f"{form.code}-register.png")


def main() -> None:
    """Read the command line and take what it asks for."""
    asked = argparse.ArgumentParser(description="Takes pictures of the window.")
    asked.add_argument("--form", metavar="CODE", choices=[form.code for form in DECLARED])
    asked.add_argument("folder", metavar="FOLDER", type=Path, nargs="?")
    options = asked.parse_args()
    usual = ROOT / ("contact-sheets" if options.form else "docs/pictures")
    folder = options.folder or usual
    folder.mkdir(parents=True, exist_ok=True)
    if options.form:
        of_form(next(form for form in DECLARED if form.code == options.form), folder)
    else:
        for_the_readme(folder)
    print("\n".join(str(file) for file in sorted(folder.glob("*.png"))))


if __name__ == "__main__":
    main()
