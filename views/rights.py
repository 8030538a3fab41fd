"""Who may do what (权限): the whole table, a column for each role; changed by two persons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from db import matrix, permitting, rights, staff
from db.errors import Environment, Refused
from db.matrix import Group, Matrix
from db.session import Member, Session
from forms.roles import ADMINISTRATOR, ROLES
from ui import dialogs
from ui.line import Line
from ui.parts import Card, EmptyState, KeyButton, label
from ui.tick_grid import Line as GridLine
from ui.tick_grid import TickGrid, TicksModel
from ui.typed import matching
from views import reading, rights_sheet, second
from views.page import Page

People = dict[str, tuple[str, tuple[str, ...]]]
"""Name and roles by number."""
NOTHING = "没有符合筛选的权限，请改筛选文字。"
READY = "方向键移动，空格打勾；改过的格子变色，保存时由第二人复核"
NEVER = "系统管理员只管账号和备份，这一项不能给"


class RightsPage(Page):
    """The table, a filter over it, and under it why a person may do what the cursor is at."""

    title = "权限"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.known: Matrix | None = None
        self._busy = False
        self._people: dict[str, tuple[str, tuple[str, ...]]] = {}
        self.model = TicksModel(ROLES, self)
        self.model.turned.connect(self._tell_changed)
        self.grid = TickGrid(self.model, self)
        self.grid.setObjectName("rights_grid")
        self.grid.setAccessibleName("权限表")
        self.grid.moved.connect(lambda row, column: self._tell_why())
        self.grid.refused.connect(lambda row, column: self.notice.emit(NEVER, "info"))
        self._lay_out()
        self._read()

    def entered(self) -> None:
        """Focus in the table."""
        self.grid.setFocus(Qt.FocusReason.TabFocusReason)

    def refresh(self) -> None:
        """Read again, unless ticks were changed: those stay."""
        if not self.model.changed:
            self._read()

    def leave(self) -> bool:
        """Changed ticks that were not saved are asked about."""
        if not self.model.changed:
            return True
        words = f"改了 {len(self.model.changed)} 项，还没有保存。离开就不算了。"
        return dialogs.confirm(self, "不保存就离开？", words, yes="不保存，离开", danger=True)

    def save(self) -> None:
        """Write what was changed; a second person is asked for."""
        if not self.model.changed:
            self.notice.emit("没有改动，不用保存", "info")
        elif not self._busy:
            self._write(self.model.changed, None)

    def discard(self) -> None:
        """The table as it is kept."""
        if self.known is not None:
            self.model.fill(self.known.held, self.model.never)
            self._read()

    def export(self) -> None:
        """The table as a workbook or on paper, where the person says."""
        out = dialogs.choose_new_file(
            self, "导出权限表", "权限表.xlsx", "表格 (*.xlsx);;PDF (*.pdf)"
        )
        if out is not None:
            reading.ask(
                self, self.session, lambda session: rights_sheet.write(session, out),
                lambda lines: self.notice.emit(f"已导出 {lines} 项：{out}", "good"), self._failed,
                writes=True,
            )  # fmt: skip

    # ---- reading and writing

    def _read(self) -> None:
        def ask(session: Session) -> tuple[Matrix, People]:
            people = {
                str(one["no"]): (str(one["name"]), rights.roles_of(session.store, str(one["no"])))
                for one in staff.everybody(session)
            }
            return matrix.read(session), people

        reading.ask(self, self.session, ask, self._arrived, self._failed)

    def _arrived(self, found: tuple[Matrix, People]) -> None:
        self.known, self._people = found
        never = {
            (action, ADMINISTRATOR) for action in self.known.held
            if permitting.barred(self.session.forms, action)
        }  # fmt: skip
        if not self.model.changed:
            self.model.fill(self.known.held, never)
        if not self.model.lines:
            self._fill()

    def _write(self, wanted: dict[str, frozenset[str]], approver: Member | None) -> None:
        self._busy = True
        seen = {action: self.model.before[action] for action in wanted}

        def failed(error: Exception) -> None:
            self._busy = False
            if approver is None and second.needed(error):
                second.ask(self, self.session, error, lambda who: self._write(wanted, who))
            else:
                self._failed(error)

        reading.ask(
            self, self.session, lambda session: matrix.save(session, wanted, seen, approver),
            self._saved, failed, writes=True,
        )  # fmt: skip

    def _saved(self, changed: list[str]) -> None:
        self._busy = False
        self.model.fill(self.model.ticks, self.model.never)
        self.notice.emit(f"改了 {len(changed)} 项权限，马上生效，已记入日志", "good")
        self._read()

    def _failed(self, error: Exception) -> None:
        self._busy = False
        if not isinstance(error, (Refused, Environment)):
            raise error
        self.notice.emit(str(error), "bad")

    # ---- what is seen

    def _fill(self) -> None:
        """The lines that go with the filter, under their headings."""
        lines: list[GridLine] = []
        typed = self.filter.text().strip()
        for group in self.known.groups if self.known else ():
            mine = [one for one in group.lines if _fits(typed, group, one[1])]
            if mine:
                code = f"　{group.code}" if group.code else ""
                lines.append(GridLine("", f"{group.title}{code}"))
                lines += [GridLine(action, words) for action, words in mine]
        self.model.show_lines(lines)
        self.grid.setVisible(bool(lines))
        self._empty.setVisible(not lines)
        if lines:
            self.grid.setCurrentIndex(self.model.index(1, 1))

    def _tell_changed(self) -> None:
        many = len(self.model.changed)
        self.state.setText(f"改了 {many} 项，还没有保存" if many else READY)
        self.discard_button.setVisible(bool(many))
        if many:
            self.notice.emit("", "")  # of an earlier save, which now is not all there is
        self._tell_why()

    def _tell_why(self) -> None:
        """Why the person asked about, or the role under the cursor, may or may not."""
        index = self.grid.currentIndex()
        line = self.model.lines[index.row()] if index.isValid() else None
        no = self._asked_about()
        self.model.mark(self._people[no][1] if no else ())
        if line is None or not line.key:
            self.why.setText("")
        elif no:
            self.why.setText(matrix.why(self.session, no, line.key))
        else:
            self.why.setText(self._of_role(line.key, index.column()))

    def _of_role(self, action: str, column: int) -> str:
        words = permitting.named(self.session.forms, action)
        if column < 1:
            holders = "、".join(sorted(self.model.ticks[action], key=ROLES.index)) or "没有人"
            return f"能{words}的岗位：{holders}"
        role = self.model.names[column - 1]
        has = role in self.model.ticks[action]
        usual = self.known is not None and role in self.known.defaults[action]
        origin = "与程序原来的一样" if has == usual else "是本单位改的"
        return f"{role}{'能' if has else '不能'}{words}，{origin}。"

    def _asked_about(self) -> str:
        typed = self.person.text().strip()
        return next(
            (
                no for no, (name, _) in self._people.items()
                if typed and typed in (no, name, f"{no} {name}")
            ),
            "",
        )  # fmt: skip

    # ---- building

    def _lay_out(self) -> None:
        self.filter = self._box("rights_filter", "找权限：如 放行、押金　Ctrl F", 240)
        self.filter.textChanged.connect(lambda words: self._fill())
        self.filter.step.connect(lambda by: self.entered())
        self.filter.vertical.connect(lambda by: self.entered())
        self.person = self._box("rights_person", "为什么谁能：工号或姓名　Ctrl P", 240)
        self.person.suggest = lambda text: matching(
            text, tuple(f"{no} {name}" for no, (name, _) in self._people.items())
        )
        self.person.textChanged.connect(lambda words: self._tell_why())
        self.person.step.connect(lambda by: self.entered())
        QShortcut(QKeySequence("Ctrl+F"), self, lambda: self._into(self.filter))
        QShortcut(QKeySequence("Ctrl+P"), self, lambda: self._into(self.person))
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (label(self.title, "title", self), self.filter, self.person):
            head.addWidget(widget)
        head.addStretch()
        self.save_button = self._button("save_rights", "保存", "Ctrl+S", self.save, "primary")
        self.discard_button = self._button("discard_rights", "放弃改动", "Ctrl+R", self.discard)
        export = self._button("export_rights", "导出", "Ctrl+E", self.export)
        for button in (self.discard_button, export, self.save_button):
            head.addWidget(button)
        self.discard_button.setVisible(False)
        self._empty = EmptyState(NOTHING, parent=self)
        self._empty.setVisible(False)
        card = Card(parent=self)
        card.rows.setContentsMargins(1, 1, 1, 8)
        card.rows.addWidget(self.grid, 1)
        card.rows.addWidget(self._empty, 1)
        self.why = label("", "", self)
        self.why.setObjectName("why")
        self.why.setWordWrap(True)
        self.why.setMinimumHeight(22)
        self.state = label(READY, "second", self)
        self.state.setObjectName("rights_state")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 14, 16, 10)
        rows.setSpacing(8)
        rows.addLayout(head)
        rows.addWidget(card, 1)
        rows.addWidget(self.why)
        rows.addWidget(self.state)

    def _box(self, name: str, words: str, width: int) -> Line:
        box = Line(self)
        box.setObjectName(name)
        box.setPlaceholderText(words)
        box.setAccessibleName(words)
        box.setFixedWidth(width)
        return box

    def _button(
        self, name: str, words: str, key: str, pressed: Callable[[], None], role: str = ""
    ) -> KeyButton:
        button = KeyButton(words, key, role, self)
        button.setObjectName(name)
        button.clicked.connect(lambda checked=False: pressed())
        return button

    def _into(self, box: Line) -> None:
        box.setFocus()
        box.selectAll()


def _fits(typed: str, group: Group, words: str) -> bool:
    """Whether every word typed stands in the title, the code or the line."""
    whole = f"{group.title} {group.code} {words}".casefold()
    return all(one in whole for one in typed.casefold().split())
