"""A process that shows a window and says when it was painted and idle: run by test_start.py.

`first_paint.py program FOLDER STAFF` is the program itself up to its log-in page, then the shell
after log-in; `first_paint.py baseline` a bare PySide6 window with a sidebar and a table. One line
of JSON: instants of the machine's monotonic clock in ns, resident memory in KiB.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QListWidget, QMainWindow, QSplitter, QTableView

Index = QModelIndex
TELL: dict[str, int] = {}


class FirstPaint(QObject):
    """Calls `then` when the window system has nothing more to do after a widget was painted."""

    def __init__(self, wanted: Callable[[QObject], bool], then: Callable[[], None]) -> None:
        super().__init__()
        self.wanted, self.then, self.seen = wanted, then, False
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first paint event, then for the first idle moment."""
        if not self.seen and event.type() == QEvent.Type.Paint and self.wanted(watched):
            self.seen = True
            app = QApplication.instance()
            assert app is not None
            app.removeEventFilter(self)
            QTimer.singleShot(0, self.then)
        return False


def memory() -> int:
    """Resident memory of this process, KiB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0])


def finish() -> None:
    """Say everything and end at once."""
    print(json.dumps(TELL), flush=True)
    os._exit(0)


class Rows(QAbstractTableModel):
    """A thousand rows of ten columns."""

    def rowCount(self, parent: Any = Index()) -> int:
        """1000."""
        return 1000

    def columnCount(self, parent: Any = Index()) -> int:
        """10."""
        return 10

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A few Chinese words."""
        if role == Qt.ItemDataRole.DisplayRole:
            return f"物品放行条 {index.row()}-{index.column()}"
        return None


def baseline() -> None:
    """Sidebar, toolbar, table."""
    app = QApplication([])
    window = QMainWindow()
    window.setWindowTitle("基准")
    window.addToolBar("工具").addAction("新建")
    side = QListWidget()
    side.addItems(["待办", "开单", "门岗", "登记", "员工", "备份", "设置"])
    rows = QTableView()
    model = Rows()
    rows.setModel(model)
    split = QSplitter()
    split.addWidget(side)
    split.addWidget(rows)
    window.setCentralWidget(split)
    window.resize(1366, 768)

    def idle() -> None:
        TELL.update(idle=time.monotonic_ns(), kib=memory())
        finish()

    watch = FirstPaint(lambda watched: True, idle)
    window.show()
    app.exec()
    del watch


def program(folder: Path, staff: str) -> None:
    """The program as main.py starts it, log-in page, then the first page after log-in."""
    watches: list[FirstPaint] = []

    def at_login() -> None:
        TELL.update(idle=time.monotonic_ns(), kib=memory())
        window: Any
        (window,) = [one for one in QApplication.topLevelWidgets() if hasattr(one, "sheet")]
        window.sheet.fill(staff, f"demo{staff}")
        TELL["submit"] = time.monotonic_ns()
        watches.append(FirstPaint(lambda watched: watched is window.shell, at_work))
        window.sheet.submit()

    def at_work() -> None:
        TELL.update(work=time.monotonic_ns())
        QTimer.singleShot(1000, settled)

    def settled() -> None:
        TELL.update(kib_work=memory())
        finish()

    from views import app

    made = app._application()
    watches.append(FirstPaint(lambda watched: True, at_login))
    app.run(folder)
    del made


if __name__ == "__main__":
    if sys.argv[1] == "baseline":
        baseline()
    else:
        program(Path(sys.argv[2]), sys.argv[3])
