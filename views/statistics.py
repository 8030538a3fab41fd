"""统计报表: the reports at the left, one of a period at the right as bars and as a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from db import statistics
from db.errors import Environment, Refused
from db.session import Session
from db.statistics import Behind, Report
from db.statistics.report import COUNT, PERCENT, TEXT, Column, words
from forms import periods
from ui import dialogs
from ui.bar_chart import Bar, BarChart
from ui.parts import Banner, Card, EmptyState, KeyButton, label
from ui.period import Period
from ui.table import Column as Look
from ui.table import ListTable, Row, RowsModel
from views import office_papers, office_print, reading, statistics_files, statistics_print
from views.daybook_list import BookList, SumLine
from views.daybook_rows import Table
from views.newest import Newest
from views.page import Page

LIST_PX = 190
LATE_MS = 300
HIGH_PX, MANY, FEW = 620, 8, 4
"""From which height (px) how many bars are drawn."""
NOTHING = "这段时间没有可统计的。换一段日子看看。"
READING = "正在算…"
LEFT = "还有 {:,} 张以前的单正在补计，数字会再变；补完自动更新。"
PX = {TEXT: 96, COUNT: 64, PERCENT: 66}
_MONEY_PX = 92


class StatisticsPage(Page):
    """Enter on a report goes to its rows, Enter on a row to the records behind it."""

    title = "统计报表"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.entries = statistics.entries(session)
        self.name = self.entries[0].name
        self.report: Report | None = None
        self.list: BookList
        self._newest = Newest(session, self)
        self._build()
        self.names.go(0)
        self.refresh()

    def entered(self) -> None:
        """Focus in the list of reports; on with the days of today."""
        self.period.renew()
        self.names.setFocus()

    def refresh(self) -> None:
        """Read again beside the window; the newest answer counts."""
        name, days = self.name, self.period.days
        self._late.start()
        self._newest.ask(
            lambda session: statistics.read(session, name, days), self._arrived, self._failed
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window leaves fewer bars, for the table under them."""
        super().resizeEvent(event)
        self.chart.draw_at_most(MANY if self.height() >= HIGH_PX else FEW)

    # ---- out of the window

    def export(self) -> None:
        """Write the report to an Excel sheet with a chart."""
        self._write("导出表格", ".xlsx", "Excel (*.xlsx)")

    def save(self) -> None:
        """Write the report as it is printed."""
        self._write("存为 PDF", ".pdf", "PDF (*.pdf)")

    def print_out(self) -> None:
        """Print the report; save it where there is no printer."""
        report = self.report
        if report is None:
            return
        office_print.begin(
            self, self.session, office_papers.how(self.session, statistics_print.KEY),
            lambda session, how: statistics_print.print_out(session, report, how),
            lambda sent: self.notice.emit(f"{report.name}{sent.words}", "good"), self.save,
            self._failed, writes=True,
        )  # fmt: skip

    def _write(self, title: str, ending: str, pattern: str) -> None:
        report = self.report
        if report is None:
            return
        name = f"{report.name} {periods.words(report.days)}{ending}"
        file = dialogs.choose_new_file(self, title, name, pattern)
        if file is None:
            return
        out = file if file.suffix.lower() == ending else Path(f"{file}{ending}")
        reading.ask(
            self, self.session, lambda session: statistics_files.write(session, report, out),
            lambda many: self.notice.emit(f"{report.name}已写入 {out.name}", "good"),
            self._failed, writes=True,
        )  # fmt: skip

    # ---- showing

    def _chosen(self, row: Row | None) -> None:
        if row is not None and row[-1] != self.name:
            self.name = str(row[-1])
            self.refresh()

    def _open(self, row: Row) -> None:
        """The records behind a row, in their register."""
        behind, report = row[-1], self.report
        if not isinstance(behind, Behind) or report is None:
            self.notice.emit("这一行没有可以列出来的单。", "info")
            return

        def found(among: object) -> None:
            self.records_requested.emit(behind.code, among)

        days = report.days
        reading.ask(
            self, self.session, lambda session: statistics.among(session, behind, days), found,
            self._failed,
        )  # fmt: skip

    def _arrived(self, report: Report) -> None:
        self._late.stop()
        differs = self.report is None or self.report.columns != report.columns
        self.report = report
        self._title.setText(report.name)
        previous = report.previous
        self.against.setText(f"上期：{periods.words(previous)}" if previous else "")
        self._left.say(LEFT.format(report.left) if report.left else "", "warn")
        if report.left:
            QTimer.singleShot(2000, self, self.refresh)
        if differs:
            self._new_list(report.columns)
        self._show_rows(report)
        self.chart.show_bars(
            [
                Bar(report.name_of(row), words(report.look, row.cells[report.main]),
                    _length(row.cells[report.main]), _length(row.before),
                    "bad" if row.missed else "accent")
                for row in report.rows
            ],
            100.0 if report.look == PERCENT else None, report.columns[report.main].label,
            "上期" if report.previous else "",
        )  # fmt: skip
        self._notes.setText("　".join(report.notes))

    def _show_rows(self, report: Report) -> None:
        at = self.list.currentIndex().row()
        looks = [column.look for column in report.columns]
        rows = [
            (*(words(*pair) for pair in zip(looks, row.cells, strict=True)), row.behind)
            for row in report.rows
        ]
        total = tuple(words(*pair) for pair in zip(looks, report.total, strict=bool(report.total)))
        total = tuple("" if one == "—" else one for one in total)
        self.list.book.set_rows(rows)
        self.foot.show_sum(self.list, total)
        self.list.fit(total)
        if rows:
            self.list.go(max(0, at))
        self._empty.say(NOTHING)
        self._stack.setCurrentWidget(self.list if rows else self._empty)

    def _new_list(self, columns: tuple[Column, ...]) -> None:
        had = hasattr(self, "list") and self.list.hasFocus()
        if hasattr(self, "list"):
            self._stack.removeWidget(self.list)
            self.list.deleteLater()
        wide = max(at for at, one in enumerate(columns) if one.look == TEXT)
        self.list = BookList(Table(tuple(
            (one.label, max(PX.get(one.look, _MONEY_PX), 13 * len(one.label) + 18),
             "wide" if at == wide else "text" if one.look == TEXT else "figure")
            for at, one in enumerate(columns)
        ), (), ()), self._card)  # fmt: skip
        self.list.setObjectName("statistics_rows")
        self.list.setAccessibleName(self.name)
        self.list.opened.connect(self._open)
        self._stack.addWidget(self.list)
        if had:
            self.list.setFocus()

    def _failed(self, error: Exception) -> None:
        self._late.stop()
        if not isinstance(error, (Refused, Environment)):
            raise error
        if self.report is None:
            self._empty.say(f"没有读出来，单据都在。{error}")
        self.notice.emit(str(error), "bad")

    # ---- building

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 14, 16, 14)
        page.setSpacing(8)
        self.period = Period(
            "statistics", periods.NAMES, periods.MONTH, lambda: self.session.now().date(), self,
            keyed=True, ever=True,
        )
        self.period.changed.connect(self.refresh)
        page.addLayout(self._title_row())
        page.addWidget(self.period, 0, Qt.AlignmentFlag.AlignLeft)
        self._left = Banner(parent=self)
        self._left.setObjectName("statistics_left")
        page.addWidget(self._left)
        sides = QHBoxLayout()
        sides.setSpacing(14)
        sides.addWidget(self._names())
        sides.addWidget(self._report(), 1)
        page.addLayout(sides, 1)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(LATE_MS)
        self._late.timeout.connect(lambda: self._notes.setText(READING))

    def _names(self) -> Card:
        card = Card(parent=self)
        card.setFixedWidth(LIST_PX)
        card.rows.setContentsMargins(1, 4, 1, 4)
        model = RowsModel([
            Look("group", "类别", 52, "second", sortable=False),
            Look("name", "报表", 120, stretch=True, sortable=False),
        ])  # fmt: skip
        groups: set[str] = set()
        rows = []
        for one in self.entries:
            rows.append(("" if one.group in groups else one.group, one.name, one.name))
            groups.add(one.group)
        model.set_rows(rows)
        self.names = ListTable(model, card)
        model.setParent(self.names)
        self.names.setObjectName("statistics_names")
        self.names.setAccessibleName("报表")
        self.names.horizontalHeader().hide()
        self.names.current.connect(self._chosen)
        self.names.opened.connect(lambda row: self.list.setFocus())
        card.rows.addWidget(self.names)
        return card

    def _report(self) -> Card:
        self._card = Card(parent=self)
        self._card.rows.setContentsMargins(1, 4, 1, 6)
        self.chart = BarChart(self._card)
        self.chart.setObjectName("statistics_chart")
        self._card.rows.addWidget(self.chart)
        self._empty = EmptyState("", parent=self)
        self._empty.setObjectName("nothing")
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._card.rows.addLayout(self._stack, 1)
        self.foot = SumLine(self)
        self._card.rows.addWidget(self.foot)
        self._notes = label("", "small", self._card)
        self._notes.setObjectName("statistics_notes")
        self._notes.setWordWrap(True)
        self._notes.setContentsMargins(12, 2, 12, 2)
        self._card.rows.addWidget(self._notes)
        self._new_list((Column("", TEXT),))
        self._stack.setCurrentWidget(self._empty)
        return self._card

    def _title_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._title = label(self.title, "title", self)
        self._title.setObjectName("statistics_title")
        row.addWidget(self._title)
        row.addSpacing(8)
        self.against = label("", "small", self)
        self.against.setObjectName("statistics_against")
        row.addWidget(self.against)
        row.addSpacing(8)
        row.addWidget(label("回车看是哪些单", "small", self))
        row.addStretch()
        if not self.session.may("export"):
            return row
        buttons: list[tuple[str, str, str, Callable[[], object]]] = [
            ("export_statistics", "导出表格", "Ctrl+E", self.export),
            ("save_statistics", "存为 PDF", "Ctrl+Shift+E", self.save),
            ("print_statistics", "打印", "Ctrl+P", self.print_out),
        ]
        for name, said, key, pressed in buttons:
            button = KeyButton(said, key, "", self)
            button.setObjectName(name)
            button.clicked.connect(lambda checked=False, pressed=pressed: pressed())
            row.addWidget(button)
        return row


def _length(value: str | int | float | None) -> float | None:
    return None if value is None or isinstance(value, str) else float(value)
