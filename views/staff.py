"""The staff page: who works here, in which roles; add, change, reset, retire."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from db import drill, leaving, own_passwords, rights, setup, staff
from db.errors import Environment, Refused
from db.session import Member, Session
from db.store import Store
from forms.roles import DESKS, RIGHTS, ROLES
from ui import dialogs, theme
from ui.line import ENTER
from ui.parts import Card, KeyButton, label
from ui.table import Column, ListTable, Row, RowsModel
from ui.tick_box import TickBox
from views import reading, second
from views.boxes import Box, chain, show_problems
from views.page import Page
from views.rekey import AFTER_A_LEAVER, WORDS

COLUMNS = (
    Column("no", "工号", 90),
    Column("name", "姓名", 120),
    Column("roles", "岗位", 240, stretch=True),
    Column("since", "添加日期", 110, "second"),
)
ACROSS = 4
PASSWORD_HINT = "至少 8 位，数字、字母、符号至少两种；请当面告诉本人，他第一次登录时改成自己的"


class Roles(QWidget):
    """A check box for every role, by desk, and what else than forms those ticked may do; Space
    ticks, Tab and arrows move, Enter goes on.

    Signal finished: Enter.
    """

    finished = Signal()

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("roles")
        self._store = store
        self.boxes: dict[str, list[TickBox]] = {role: [] for role in ROLES}
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        for desk, roles in DESKS.items():
            rows.addWidget(label(desk, "small", self))
            grid = QGridLayout()
            grid.setVerticalSpacing(0)
            for at, role in enumerate(roles):
                grid.addWidget(self._box(role), at // ACROSS, at % ACROSS)
            for column in range(ACROSS):
                grid.setColumnStretch(column, 1)
            rows.addLayout(grid)
        self.rights = label("", "small", self)
        self.rights.setObjectName("rights")
        self.rights.setWordWrap(True)
        rows.addWidget(self.rights)
        self.message = label("", "message", self)
        self.message.setVisible(False)
        rows.addWidget(self.message)
        self._say_rights()

    def _say_rights(self) -> None:
        """What else than forms and their steps the roles ticked may do."""
        told = [RIGHTS[one] for one in rights.of_no_form(self._store, self.chosen())]
        self.rights.setText(f"单据以外可以：{'、'.join(told)}" if told else "单据以外什么也不能")

    def chosen(self) -> tuple[str, ...]:
        """The roles ticked, in the order of the desks."""
        return tuple(role for role, boxes in self.boxes.items() if boxes[0].isChecked())

    def choose(self, roles: Sequence[str]) -> None:
        """Tick exactly these."""
        for role, boxes in self.boxes.items():
            boxes[0].setChecked(role in roles)

    def say(self, words: str) -> None:
        """A message under the boxes."""
        theme.mark(self.message, "tone", "bad" if words else None)
        self.message.setText(words)
        self.message.setVisible(bool(words))

    def enter(self) -> None:
        """Take the focus at the first role."""
        next(iter(self.boxes.values()))[0].setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, which the check boxes do not want."""
        if event.key() in ENTER:
            self.finished.emit()
        else:
            super().keyPressEvent(event)

    def _box(self, role: str) -> TickBox:
        """A role of several desks has a box at each; they go together."""
        box = TickBox(role, self)
        box.setObjectName(f"role_{role}")
        for other in self.boxes[role]:
            box.toggled.connect(other.setChecked)
            other.toggled.connect(box.setChecked)
        self.boxes[role].append(box)
        if box is self.boxes[role][0]:
            box.toggled.connect(lambda ticked: self._say_rights())
        return box


Job = Callable[[Session, Member | None], object]
"""What is written, on a session of its own (a new password takes 0.15 seconds), with the second
person once one has approved it."""


@dataclass(frozen=True)
class Task:
    """What the card at the right does: its title, button, and what the button writes.

    job: reads the boxes and gives what is to be written.
    """

    title: str
    verb: str
    job: Callable[[], Job]
    done: str


class StaffPage(Page):
    """The list at the left, the card for one person at the right."""

    title = "员工"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._row: Row | None = None
        self._task: Task | None = None
        self._busy = False
        self.model = RowsModel(COLUMNS, self)
        self.list = ListTable(self.model, self)
        self.list.setObjectName("staff_list")
        self.list.current.connect(self._show)
        self.list.opened.connect(lambda row: self.change_roles())
        sides = QHBoxLayout()
        sides.setSpacing(14)
        sides.addWidget(self._list_card(), 1)
        sides.addWidget(self._person_card())
        rows = QVBoxLayout(self)
        rows.setContentsMargins(16, 14, 16, 14)
        rows.setSpacing(10)
        rows.addLayout(self._head())
        rows.addLayout(sides, 1)
        self._read()
        self._idle()

    def entered(self) -> None:
        """Focus in the list."""
        self.list.setFocus(Qt.FocusReason.TabFocusReason)
        if self.list.current_row() is None:
            self.list.go(0)

    def refresh(self) -> None:
        """Read the list again; what is being typed stays."""
        self._read()

    def add(self) -> None:
        """An empty card for somebody new, with a proposed first password."""
        self._begin(Task("添加员工", "添加", self._add, "已添加"), roles=True, secret=True)
        self.no.line.clear()
        self.name.line.clear()
        self.roles.choose(())
        self.password.line.setText(setup.generated_password())
        self.no.line.setFocus(Qt.FocusReason.TabFocusReason)

    def change_roles(self) -> None:
        """Tick other roles for whoever is chosen."""
        if self._row is not None:
            self._begin(Task("改岗位", "保存岗位", self._change, "岗位已改"), roles=True)
            self.roles.enter()

    def reset_password(self) -> None:
        """Another first password for whoever is chosen."""
        if self._row is not None:
            self._begin(Task("重设密码", "设好新密码", self._reset, "新密码已设好"), secret=True)
            self.password.line.setText(setup.generated_password())
            self.password.line.setFocus(Qt.FocusReason.TabFocusReason)
            self.password.line.selectAll()

    def retire(self, typed: str = "", wrong: str = "") -> None:
        """Whoever is chosen leaves: asked once, because the number is never used again. typed,
        wrong: who was to take over before and what stood against it."""
        if self._row is None:
            return
        no, name = str(self._row[0]), str(self._row[1])
        words = f"{name}（{no}）不能再登录，工号不再给别人用；办过的单和签名都保留。"
        left, to = leaving.in_hand(self.session, no).words, ""
        if left:
            words += f"\n{left}。草稿交给接手的人；手上的单由接手的人照各单的手续办。"
            asked = dialogs.ask_line(
                self, "办理离职？", words, "接手的人的工号", yes="办理离职", typed=typed, wrong=wrong
            )
            if asked is None:
                return
            to = asked
        elif not dialogs.confirm(self, "办理离职？", words, yes="办理离职", danger=True):
            return
        self._run(
            lambda session, second: staff.retire(session, no, to), f"{name}已办离职",
            then=lambda: self.rekey(AFTER_A_LEAVER.format(name)),
            against=(lambda why: self.retire(to, str(why))) if left else None,
        )  # fmt: skip

    def rekey(self, why: str = "") -> None:
        """Offer a new data key; whoever takes it needs a second person, then the window is left."""
        yes, no = "换数据钥匙…", "以后再说" if why else "取消"
        if dialogs.confirm(self, "要换数据钥匙吗？", why + WORDS, yes=yes, no=no):
            words = "换数据钥匙须第二人复核"
            second.SecondPerson(self, self.session, words, self.rekey_asked.emit).open()

    def drill(self, typed: str = "", wrong: str = "") -> None:
        """Type the recovery code from the paper: it must open the data; nothing is changed. typed,
        wrong: what was typed before and what stood against it."""
        words = "请照纸上的恢复码打一遍。只试打不打得开，什么也不改；做过的日子记入日志，一年一次。"
        code = dialogs.ask_line(
            self, "演练恢复码", words, "恢复码", yes="试一试", typed=typed, wrong=wrong, wide=True
        )
        if code is not None:
            self._run(
                lambda session, second: drill.drill(session, code),
                "恢复码打得开数据，已记入日志。请把纸封好放回原处",
                against=lambda why: self.drill(code, str(why)),
            )

    def submit(self) -> None:
        """Do what the card says."""
        if self._task is not None:
            given = self.password.text() if self.password.isVisible() else ""
            told = f"。首次密码是 {given}，请当面告诉本人" if given else ""
            self._run(self._task.job(), self._task.done + told)

    def cancel(self) -> None:
        """Back to the list; nothing was written."""
        self._idle()
        self.entered()

    def _run(
        self, job: Job, done: str, approver: Member | None = None,
        then: Callable[[], object] = lambda: None,
        against: Callable[[Exception], object] | None = None,
    ) -> None:
        """Write it beside the window; asked twice, it runs once. Where it takes two, the second
        person is asked for and it runs again in both names. then: what comes after it; against:
        what comes of what stood against it in place of its words on the page."""
        if self._busy:
            return
        self._busy = True
        wrote = self.no.text()
        self._clear_messages()

        def failed(error: Exception) -> None:
            self._busy = False
            if approver is None and second.needed(error):
                second.ask(self, self.session, error, lambda who: self._run(
                    job, done, who, then, against
                ))
            elif against is not None and isinstance(error, (Refused, Environment)):
                against(error)
            else:
                self._failed(error)

        def written(answer: object) -> None:
            self._done(done, wrote)
            then()

        reading.ask(
            self, self.session, lambda session: job(session, approver), written, failed,
            writes=True,
        )  # fmt: skip

    def _done(self, words: str, no: str) -> None:
        self._busy = False
        self.notice.emit(words, "good")
        self._idle()
        self._read()
        self._choose(no)
        self.entered()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self._refused(error)
        elif isinstance(error, Environment):
            self.notice.emit(str(error), "bad")
        else:
            raise error

    def _refused(self, refused: Refused) -> None:
        self.roles.say(refused.problems.get("roles", ""))
        rest = show_problems(self._boxes(), refused.problems)
        for box in self._boxes():
            if box.line.hasFocus():
                self._area.ensureWidgetVisible(box)
        if rest and rest != refused.problems.get("roles"):
            self.notice.emit(rest, "bad")
        elif "roles" in refused.problems and not self.roles.isVisible():
            self.notice.emit(refused.problems["roles"], "bad")

    def _add(self) -> Job:
        no, name, password = self.no.text(), self.name.text(), self.password.text()
        roles = self.roles.chosen()
        return lambda session, second: staff.add(session, no, name, roles, password)

    def _change(self) -> Job:
        no, roles = self.no.text(), self.roles.chosen()
        return lambda session, second: staff.change_roles(session, no, roles, second)

    def _reset(self) -> Job:
        no, password = self.no.text(), self.password.text()
        return lambda session, second: own_passwords.change(session, no, password, second)

    def _after_roles(self) -> None:
        if self.password.isVisible():
            self.password.line.setFocus(Qt.FocusReason.TabFocusReason)
            self._area.ensureWidgetVisible(self.password)
        else:
            self.submit()

    def _read(self) -> None:
        kept = str(self._row[0]) if self._row else ""
        rows = [self._cells(one) for one in staff.everybody(self.session)]
        if [row[:4] for row in rows] == [row[:4] for row in self.model.rows]:
            return
        self.model.set_rows(rows)
        self.list.go(0)
        self._choose(kept)

    def _choose(self, no: str) -> None:
        """The cursor at somebody, if he is in the list."""
        numbers = [row[0] for row in self.model.rows]
        if no in numbers:
            self.list.go(numbers.index(no))

    def _cells(self, one: dict[str, Any]) -> Row:
        since = self.session.local(one["created_at"])
        return one["no"], one["name"], "、".join(one["roles"]), f"{since:%Y-%m-%d}", one["roles"]

    def _show(self, row: Row | None) -> None:
        self._row = row
        if self._task is None or row is None:
            self._idle()
        elif self._task.title != "添加员工":
            self._idle()

    def _begin(self, task: Task, *, roles: bool = False, secret: bool = False) -> None:
        self._fill()
        self._task = task
        new = task.title == "添加员工"
        self.heading.setText(task.title)
        for box in (self.no, self.name):
            box.line.setReadOnly(not new)
            box.line.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if new else Qt.FocusPolicy.NoFocus
            )
        self.roles.setVisible(roles)
        self.roles.setEnabled(True)
        self.password.setVisible(secret)
        self.save.say(task.verb)
        for button in (self.save, self.away):
            button.setVisible(True)
        self._clear_messages()

    def _idle(self) -> None:
        """The card shows the person chosen and changes nothing."""
        self._task = None
        self._fill()
        self.heading.setText("员工资料")
        for box in (self.no, self.name):
            box.line.setReadOnly(True)
            box.line.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.password.line.clear()
        self.password.setVisible(False)
        self.roles.setVisible(True)
        self.roles.setEnabled(False)
        for button in (self.save, self.away):
            button.setVisible(False)
        self._clear_messages()

    def _fill(self) -> None:
        no, name, roles = (self._row[0], self._row[1], self._row[4]) if self._row else ("", "", ())
        self.no.line.setText(no)
        self.name.line.setText(name)
        self.roles.choose(roles)

    def _clear_messages(self) -> None:
        for box in self._boxes():
            box.say("")
        self.roles.say("")

    def _boxes(self) -> tuple[Box, ...]:
        return self.no, self.name, self.password

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label("员工", "title", self))
        head.addWidget(label("离职的人不能登录，办过的单都保留", "second", self))
        head.addStretch()
        for name, words, key, pressed in (
            ("add", "添加", "Insert", self.add),
            ("change_roles", "改岗位", "Ctrl+E", self.change_roles),
            ("reset_password", "重设密码", "Ctrl+R", self.reset_password),
            ("retire", "办理离职", "Ctrl+Delete", self.retire),
            ("drill", "演练恢复码", "Ctrl+D", self.drill),
            ("rekey", "换数据钥匙", "Ctrl+Shift+R", self.rekey),
        ):
            button = KeyButton(words, key, parent=self)
            button.setObjectName(name)
            button.clicked.connect(lambda checked=False, pressed=pressed: pressed())
            head.addWidget(button)
        return head

    def _list_card(self) -> Card:
        card = Card(parent=self)
        card.rows.setContentsMargins(1, 1, 1, 8)
        card.rows.addWidget(self.list)
        return card

    def _person_card(self) -> Card:
        card = Card(parent=self)
        card.setFixedWidth(500)
        self.heading = label("", "heading", card)
        self.no = Box("staff", "工号", card, code=True)
        self.name = Box("name", "姓名", card)
        self.roles = Roles(self.session.store, card)
        self.password = Box("password", "首次密码", card, code=True, hint=PASSWORD_HINT)
        self.save = KeyButton("", "Ctrl+S", "primary", card)
        self.save.setObjectName("save")
        self.save.clicked.connect(self.submit)
        self.away = KeyButton("取消", "Esc", parent=card)
        self.away.setObjectName("cancel")
        self.away.clicked.connect(self.cancel)
        chain((self.no, self.name), self.roles.enter)
        chain((self.password,), self.submit)
        self.roles.finished.connect(self._after_roles)
        area = QScrollArea(card)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget(area)
        inside.setProperty("role", "page")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        who = QHBoxLayout()
        who.addWidget(self.no, 2)
        who.addWidget(self.name, 3)
        rows.addLayout(who)
        rows.addWidget(self.roles)
        rows.addWidget(self.password)
        rows.addStretch()
        area.setWidget(inside)
        self._area = area
        buttons = QHBoxLayout()
        buttons.addWidget(self.save)
        buttons.addWidget(self.away)
        buttons.addStretch()
        card.rows.addWidget(self.heading)
        card.rows.addWidget(area, 1)
        card.rows.addLayout(buttons)
        return card
