"""Two entries of one person made one: find the other entry, choose what stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from db import estate
from db.estate import Entry, Resident
from db.find import Hit, look
from db.session import Session
from forms.facts import Facts
from forms.fields import Field, Kind
from ui.form import FormWidget
from ui.line import Line
from ui.parts import KeyButton, label
from ui.table import Column, Row, RowsModel
from views.estate_rows import Rows
from views.panel import Panel
from views.searching import Searching

CALLED = {"name": "姓名", "phone": "电话", "document": "证件", "note": "备注"}
COLUMNS = (
    Column("name", "姓名", 120, sortable=False),
    Column("phone", "电话", 130, sortable=False),
    Column("document", "证件", 200, "second", sortable=False),
    Column("homes", "住处", 200, "second", stretch=True, sortable=False),
)
MOST = 8
NOBODY = "没有同名或同电话的另一条登记。可在上面打姓名、拼音、电话找。"
THIS, THAT = "这条", "那条"
ASK = "两条不一样的，选留哪一个；没选上的记在改动记录里"
SAME = "两条没有互相矛盾的地方"


class JoinPanel(Panel):
    """The other entries; Enter chooses one, then what stays is asked, then it is done.

    Signals: submitted(Entry, wins by key); closed.
    """

    submitted = Signal(object, dict)

    def __init__(
        self, session: Session, seen: Resident, facts: Facts, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self.setObjectName("join_panel")
        self.session, self.seen, self._facts = session, seen, facts
        self.other: Entry | None = None
        self.form: FormWidget | None = None
        self.rows.addWidget(label(f"{seen.name}（{seen.role}）与哪一条登记是同一人？", "heading", self))
        self.box = Line(self)
        self.box.setObjectName("other")
        self.box.setAccessibleName("另一条登记")
        self.box.setPlaceholderText("姓名、拼音、电话、房号")
        self.rows.addWidget(self.box)
        self.found = Rows(RowsModel(COLUMNS, self), "others", "可能是同一人的登记", NOBODY)
        self.rows.addWidget(self.found)
        self.asked = label("", "second", self)
        self.asked.setVisible(False)
        self.rows.addWidget(self.asked)
        self._foot()
        self.searching = Searching(self, session, self._searched)
        self.box.textChanged.connect(self._look)
        self.box.vertical.connect(self._move)
        self.box.step.connect(lambda by: self._take(self.found.list.current_row()))
        self.found.list.opened.connect(self._take)
        self._look("")

    def start(self) -> None:
        """Focus where one searches; Down goes through those found already."""
        self.box.setFocus(Qt.FocusReason.TabFocusReason)

    def submit(self) -> None:
        """Ask for the two to be made one."""
        if self.other is not None and self.form is not None and self.save.isEnabled():
            ids = {THIS: self.seen.id, THAT: self.other.id}
            values = self.form.values()
            self.submitted.emit(
                self.other, {key: ids[str(word).partition("：")[0]] for key, word in values.items()}
            )

    def busy(self, on: bool) -> None:
        """It is being written."""
        self.save.setEnabled(not on and self.other is not None)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """What is wrong, beside what has to be chosen."""
        if self.form is not None:
            self.form.show_problems(problems)

    def _foot(self) -> None:
        self.save = KeyButton("并成一人", "Ctrl+S", "primary", self)
        self.save.setObjectName("save")
        self.save.setEnabled(False)
        self.save.clicked.connect(self.submit)
        away = KeyButton("取消", "Esc", parent=self, answers=False)
        away.setObjectName("cancel")
        away.clicked.connect(self.closed)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.save)
        foot.addWidget(away)
        foot.addWidget(label("住处和车辆都归到这一条；可以撤销", "small", self))
        foot.addStretch()
        self.rows.addLayout(foot)

    def _look(self, words: str) -> None:
        if words.strip():
            self.searching.ask(lambda session: look(session, words, MOST))
        else:
            self.searching.forget()
            self._show(estate.alike(self.session, self.seen, MOST))

    def _searched(self, hits: Sequence[Hit]) -> None:
        ids = [int(hit.id) for hit in hits if hit.kind == "person"]
        found = (estate.entry(self.session, one) for one in ids if one != self.seen.id)
        self._show([one for one in found if one is not None])

    def _show(self, found: Sequence[Entry]) -> None:
        self.found.show_rows([
            (one.words["name"], one.words.get("phone", ""), one.words.get("document", ""),
             "、".join(one.homes), one, one.id) for one in found
        ], 5)  # fmt: skip

    def _move(self, by: int) -> None:
        self.found.list.go(self.found.list.currentIndex().row() + by)

    def _take(self, row: Row | None) -> None:
        """An entry was chosen: ask for what differs."""
        if row is None:
            return
        self.other = row[4]
        fields = self._choices(row[4])
        if self.form is not None:
            self.rows.removeWidget(self.form)
            self.form.setVisible(False)
            self.form.deleteLater()
        self.form = FormWidget(fields, lambda: self._facts, self)
        self.form.finished.connect(self.submit)
        self.rows.insertWidget(self.rows.indexOf(self.asked) + 1, self.form)
        self.asked.setText(f"与 {row[0]}（{row[3] or '没有住处'}）：{ASK if fields else SAME}")
        self.asked.setVisible(True)
        self.save.setEnabled(True)
        if fields:
            self.form.enter()
        else:
            self.save.setFocus(Qt.FocusReason.TabFocusReason)

    def _choices(self, other: Entry) -> list[Field]:
        mine = estate.entry(self.session, self.seen.id)
        if mine is None:
            return []
        return [
            Field(
                key, CALLED[key], Kind.CHOICE, required=True,
                hint="　".join(f"{n} {words}" for n, words in enumerate(both, 1)),
                width=3 if key == "note" else 1, choices=both,
            )
            for key in estate.differing(mine.kept, other.kept)
            for both in [(f"{THIS}：{mine.words[key]}", f"{THAT}：{other.words[key]}")]
        ]  # fmt: skip
