"""Which paper of which form is printed in which way of this computer."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedLayout, QVBoxLayout, QWidget

from db.session import Session
from printing.profiles import OFFICE, WAYS, Profiles
from ui.line import Line
from ui.parts import EmptyState, label
from ui.table import ROW_PX, Column, ListTable, Mark, Row, RowsModel
from ui.typed import matching

OTHERS, PLAIN = "其他都用", "平常的"
LIKE_OTHERS = "照其他的"
NOTHING = "没有符合的单据或纸，请改筛选文字。"
COLUMNS = (
    Column("form", "单据", 190, stretch=True, sortable=False),
    Column("paper", "纸", 150, sortable=False),
    Column("size", "大小", 96, "second", sortable=False),
    Column("way", "另定的方式", 190, "mark", sortable=False),
    Column("verb", "", 50, "verb", sortable=False),
)


class UsedSheet(QWidget):
    """The papers of the forms in use; Enter chooses a way. Signal chosen(key, name of the way, ""
    as all others)."""

    chosen = Signal(str, str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.ways = Profiles()
        self.filter = Line(self)
        self.filter.setObjectName("used_filter")
        self.filter.setAccessibleName("找单据")
        self.filter.setPlaceholderText("找单据：如 放行　Ctrl F")
        self.filter.textChanged.connect(lambda words: self._fill())
        self.filter.step.connect(lambda by: self.enter())
        self.filter.vertical.connect(lambda by: self.enter())
        QShortcut(QKeySequence("Ctrl+F"), self, self._to_filter)
        self.model = RowsModel(COLUMNS, self)
        self.table = ListTable(self.model, self)
        self.table.setObjectName("used_list")
        self.table.setAccessibleName("哪种单用哪种方式")
        self.table.opened.connect(self.offer)
        self._empty = EmptyState(NOTHING, parent=self)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        above = QHBoxLayout()
        above.addWidget(self.filter, 1)
        above.addWidget(label("↑↓ 选择　回车改　选了就存", "small", self))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(above)
        rows.addLayout(self._stack, 1)

    def show_ways(self, ways: Profiles) -> None:
        """The table as it is now, the cursor where it was."""
        self.ways = ways
        self._fill()

    def enter(self) -> None:
        """Focus in the table."""
        self.table.setFocus()

    def offer(self, row: Row) -> None:
        """The ways to choose from, under the row; digits and arrows choose."""
        menu = QMenu(self)
        menu.setObjectName("ways")
        key, now = str(row[-2]), str(row[-1])
        plain = PLAIN if not key else LIKE_OTHERS
        for place, name in enumerate((*self.ways.known, ""), 1):
            words = name or plain
            words = words.replace("&", "&&")
            action = menu.addAction(f"&{place}　{words}" if place < 10 else f"　　{words}")
            action.setCheckable(True)
            action.setChecked(name == now)
            action.triggered.connect(lambda on=False, name=name: self.chosen.emit(key, name))
            if name == now:
                menu.setActiveAction(action)
        left = sum(self.table.columnWidth(at) for at in range(3))
        down = self.table.rowViewportPosition(self.table.currentIndex().row()) + ROW_PX
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.table.viewport().mapToGlobal(QPoint(left, down)))

    def _fill(self) -> None:
        typed = self.filter.text().strip()
        before = self.table.currentIndex().row()
        rows = [row for row in self._rows() if not typed or matching(typed, (row[0], row[1]))]
        self.model.set_rows(rows)
        self.table.go(max(0, before))
        self._stack.setCurrentWidget(self.table if rows else self._empty)

    def _rows(self) -> Iterator[Row]:
        """Whatever is not named first, papers that are no record's, the others as in the menu."""
        others = self.ways.used.get("", "")
        others = others if others in self.ways.known else ""
        yield (OTHERS, "", "", Mark(others, "accent") if others else PLAIN, "改", "", others)
        for key, title in OFFICE.items():
            name = self.ways.name_of(key, "")
            mark = Mark(name, "accent") if name and key in self.ways.used else Mark("")
            way = self.ways.known.get(name)
            if way is not None and not way.is_sheet_fed:
                mark = Mark(f"{name}（放不下）", "warn")
            yield (title, "", "A4", mark, "改", key, name if key in self.ways.used else "")
        for form in self.session.forms.values():
            for paper in form.papers:
                key = f"{form.code} {paper.name}"
                name = self.ways.name_of(form.code, paper.name)
                own = key in self.ways.used or form.code in self.ways.used
                way = self.ways.known.get(name)
                mark = Mark(name, "accent") if name and own else Mark("")
                if way is not None and way.mode and way.mode not in paper.ways:
                    usual = WAYS.get(paper.modes[0], "")
                    mark = Mark(f"{name}（照{usual}）", "warn")
                yield (f"{form.code} {form.title}", paper.name, paper.size.replace("横向", " 横向"),
                       mark, "改", key, name if own else "")  # fmt: skip

    def _to_filter(self) -> None:
        self.filter.setFocus()
        self.filter.selectAll()
