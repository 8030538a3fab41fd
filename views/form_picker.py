"""Which form: typed by name, by pinyin initials or by number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from db import drafts
from db.session import Session
from forms.form import Form
from ui.choice import initials
from ui.line import Line
from ui.parts import Card, label
from ui.table import Column, ListTable, Mark, RowsModel
from views.page import Page

COLUMNS = (
    Column("place", "", 44, "second"),
    Column("title", "单据", 200),
    Column("code", "代码", 80, "second"),
    Column("half", "", 80, "mark"),
    Column("about", "", 300, "second", stretch=True),
)
HALF = "没写完"


def matching(forms: Sequence[Form], typed: str) -> list[tuple[int, Form]]:
    """The forms meant by the words, with their numbers in the menu; all for none.

    typed: part of the name or code, pinyin initials (wpftt), or the number in the list.
    """
    wanted = typed.strip().lower()
    numbered = list(enumerate(forms, 1))
    if wanted.isdecimal():
        return [(at, form) for at, form in numbered if str(at) == wanted]
    return [
        (at, form)
        for at, form in numbered
        if wanted in form.title.lower()
        or form.code.lower().startswith(wanted)
        or initials(form.title).startswith(wanted)
    ]


class FormPicker(Page):
    """A box and the forms it means; arrows and Enter choose.

    Signal picked(code).
    """

    title = "开单"
    picked = Signal(str)

    def __init__(self, session: Session, forms: Sequence[Form]) -> None:
        super().__init__(session)
        self._forms = tuple(forms)
        self._half: list[str] = []
        self.box = Line(self)
        self.box.setObjectName("form_name")
        self.box.setPlaceholderText("名称、拼音首字母或序号")
        self.box.textChanged.connect(self._filter)
        self.box.step.connect(lambda by: self._take())
        self.box.vertical.connect(self._move)
        self.model = RowsModel(COLUMNS, self)
        self.list = ListTable(self.model, self)
        self.list.setObjectName("forms")
        self.list.opened.connect(lambda row: self.picked.emit(row[2]))
        head = QHBoxLayout()
        head.addWidget(label("开单", "title", self))
        head.addWidget(label("↑↓ 选择　回车打开", "small", self))
        head.addStretch()
        card = Card(parent=self)
        card.rows.addWidget(self.box)
        card.rows.addWidget(self.list, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 14, 16, 14)
        rows.setSpacing(10)
        rows.addLayout(head)
        rows.addWidget(card, 1)
        self._filter("")

    def entered(self) -> None:
        """An empty box with the focus; what was left half written is marked."""
        self._half = drafts.codes(self.session)
        self.box.clear()
        self._filter("")
        self.box.setFocus(Qt.FocusReason.TabFocusReason)

    def _filter(self, typed: str) -> None:
        found = matching(self._forms, typed)
        self.model.set_rows([
            (str(at), form.title, form.code,
             Mark(HALF, "warn") if form.code in self._half else None, form.about)
            for at, form in found
        ])  # fmt: skip
        self.list.go(0)

    def _move(self, by: int) -> None:
        self.list.go(self.list.currentIndex().row() + by)

    def _take(self) -> None:
        row = self.list.current_row()
        if row is not None:
            self.picked.emit(row[2])
