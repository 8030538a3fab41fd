"""The estate page 房产: find a unit, see who lives there, change it by hand, undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from db import estate
from db.errors import Environment, Refused
from db.estate import Changed, Entry, Place
from db.filed import UNIT, Subject
from db.find import Hit
from db.session import Session
from forms.facts import Facts
from forms.values import unit
from ui.parts import Banner, EmptyState
from views import estate_tasks, reading
from views.drafting import DraftKeeper
from views.estate_join import JoinPanel
from views.estate_list import UnitList
from views.estate_panel import Task, TaskPanel
from views.estate_unit import UnitView
from views.page import Page

DRAFT = "@estate"
"""Under which what is half typed is kept; the code of no form."""
UNDO_KEY = "Ctrl+Z"
CHOOSE = "在左边选一户，这里显示住户、车辆、管理费、在办的单和改动记录。"
Write = Callable[[Session], Changed]


class EstatePage(Page):
    """The list at the left, one unit at the right, what is being typed above it."""

    title = "房产"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.label = ""
        self.panel: TaskPanel | JoinPanel | None = None
        self.draft = DraftKeeper(
            session, self._half_typed, lambda words: self.notice.emit(words, "bad"), self
        )
        self._half: dict[str, dict[str, Any]] = self.draft.begin(DRAFT)
        self._facts: Facts = estate.facts(session)
        self._asked = 0
        self._point: Hit | None = None
        self._undo: Changed | None = None
        self._busy = False
        self._compare_anew = False
        self._entering = False
        may = session.may("estate")
        self.units = UnitList(self, may)
        self.units.chosen.connect(self.show_unit)
        self.units.opened.connect(self._enter_unit)
        self.units.add.clicked.connect(lambda checked=False: self.begin("add_unit"))
        self.units.imports.clicked.connect(
            lambda checked=False: self.place_requested.emit("import")
        )
        self.view = UnitView(session, may, self)
        self.view.verb.connect(self.begin)
        self.view.record_opened.connect(self.record_opened)
        self.view.hide()
        self.nothing = EmptyState(CHOOSE, parent=self)
        self.told = Banner(parent=self)
        self.told.setObjectName("told_change")
        self.told.pressed.connect(self.undo)
        QShortcut(QKeySequence(UNDO_KEY), self, self.undo)
        self._lay_out()

    def entered(self) -> None:
        """Focus in what is being typed, else in the search box."""
        if self.panel is not None:
            self.panel.start()
        else:
            self.units.enter()

    def refresh(self) -> None:
        """Read again what is shown; what is being typed stays, and is compared when written."""
        self.units.refresh()
        self._read()

    def open_unit(self, label: str, hit: Hit | None = None) -> None:
        """Show a unit that was found elsewhere, the cursor on the person or vehicle found."""
        self._point = hit if hit is not None and hit.kind != "unit" else None
        self.units.show_unit(label)
        self._go(label)
        self._enter_unit()

    def show_unit(self, label: str, hit: Hit | None = None) -> None:
        """Show the unit of that label, the cursor on the person or vehicle that was found."""
        if hit is not None or label != self.label:
            self._point = hit
        self._go(label)

    def keep(self) -> bool:
        """What is half typed is kept, also over a crash."""
        return self.draft.keep()

    def begin(self, verb: str) -> None:
        """Start what a button says."""
        place, one, car = self.view.place, self.view.resident(), self.view.car()
        if self._busy:
            return
        if verb == "add_unit":
            self._open_task(estate_tasks.new_unit())
        elif place is None:
            return
        elif verb == "file":
            self.file_requested.emit(Subject(UNIT, place.unit.label))
        elif verb == "issue":
            self.unit_form_requested.emit(place.unit.label)
        elif verb == "mend_unit":
            self._open_task(estate_tasks.change_unit(place.unit))
        elif verb == "remove_unit":
            self._run(partial(_remove_unit, place))
        elif verb == "move_in":
            self._open_task(estate_tasks.move_in(self.session, place.unit))
        elif verb == "add_vehicle":
            self._open_task(estate_tasks.vehicle(self.session, place.unit, None))
        elif verb == "mend" and one is not None:
            self._open_task(estate_tasks.change_resident(self.session, one))
        elif verb == "move_out" and one is not None:
            self._open_task(estate_tasks.move_out(one))
        elif verb == "join" and one is not None:
            self._drop_panel()
            panel = JoinPanel(self.session, one, self._facts, self)
            panel.submitted.connect(self._join)
            self._put(panel)
        elif verb == "mend_vehicle" and car is not None:
            self._open_task(estate_tasks.vehicle(self.session, place.unit, car))
        elif verb == "remove_vehicle" and car is not None:
            self._run(lambda session: estate.remove_vehicle(session, car, place.unit))

    def undo(self) -> None:
        """Take back the change just made."""
        if self._undo is not None and not self._busy:
            change, self._undo = self._undo.id, None
            self._run(lambda session: estate.undo(session, change))

    def close_panel(self) -> None:
        """Away with what is being typed, which is kept for the next time; the focus to the unit."""
        self._drop_panel()
        self._enter_unit() if self.label else self.units.enter()

    def _drop_panel(self) -> None:
        panel, self.panel = self.panel, None
        if panel is None:
            return
        if isinstance(panel, TaskPanel) and panel.touched:
            self._half[panel.task.key] = estate_tasks.half_done(panel.task, panel.typed())
            self.draft.keep()
        self._above.removeWidget(panel)
        panel.setVisible(False)
        panel.deleteLater()

    def _half_typed(self) -> dict[str, Any]:
        """By task, what is typed and not written."""
        panel, half = self.panel, dict(self._half)
        if isinstance(panel, TaskPanel) and panel.touched:
            half[panel.task.key] = estate_tasks.half_done(panel.task, panel.typed())
        return half

    def _go(self, label: str) -> None:
        if label != self.label:
            self._drop_panel()
            self.label = label
            self._say("")
        self._read()

    def _read(self) -> None:
        """Read the unit beside the window; the newest answer counts."""
        if not self.label:
            return
        self._asked += 1
        asked, wanted = self._asked, self.label

        def read(session: Session) -> tuple[Place, Facts]:
            return estate.opened(session, wanted), estate.facts(session)

        reading.ask(
            self, self.session, read, lambda found: self._arrived(asked, *found),
            lambda error: self._gone(asked, error),
        )  # fmt: skip

    def _arrived(self, asked: int, place: Place, facts: Facts) -> None:
        if asked != self._asked:
            return
        self._facts = facts
        self.nothing.hide()
        self.view.show()
        self.view.show_place(place)
        if any(one.phone and "*" not in one.phone for one in place.residents):
            self.shown_whole.emit(f"unit {place.unit.label}")
        if self._compare_anew and isinstance(self.panel, TaskPanel):
            # It was said that somebody changed it, and it is shown: now it may be written.
            self.panel.task.seen = estate_tasks.again(self.panel.task.seen, place)
        self._compare_anew = False
        if self._entering:
            self._enter_unit()
        if self._point is not None:
            self.view.point_at(self._point.kind, self._point.id)
            self._point = None

    def _gone(self, asked: int, error: Exception) -> None:
        """The unit is no longer there, or it cannot be read."""
        if not isinstance(error, Refused | Environment):
            raise error
        if asked == self._asked:
            self._show_nothing(str(error) if isinstance(error, Environment) else CHOOSE)

    def _show_nothing(self, words: str = CHOOSE) -> None:
        self.label = ""
        self.view.hide()
        self.view.place = None
        self.nothing.say(words)
        self.nothing.show()
        self.units.enter()

    def _enter_unit(self) -> None:
        """Focus in the unit, once it is the one that is shown."""
        shown = self.view.place is not None and self.view.place.unit.label == self.label
        self._entering = not shown
        if self.panel is None and shown:
            self.view.enter()

    def _open_task(self, task: Task) -> None:
        self._drop_panel()
        if task.key in self._half:
            task = estate_tasks.went_on(task, self._half[task.key])
        panel = TaskPanel(task, self._facts, self)
        panel.submitted.connect(self._submit)
        panel.form.edited.connect(self.draft.edited)
        self._put(panel)

    def _put(self, panel: TaskPanel | JoinPanel) -> None:
        self.panel = panel
        panel.closed.connect(self.close_panel)
        self._say("")
        self._above.addWidget(panel)
        panel.show()
        panel.start()

    def _submit(self, typed: Mapping[str, Any]) -> None:
        assert isinstance(self.panel, TaskPanel)
        task = self.panel.task
        self._run(lambda session: task.write(session, task.seen, typed))

    def _join(self, other: Entry, wins: Mapping[str, int]) -> None:
        assert isinstance(self.panel, JoinPanel)
        seen = self.panel.seen
        self._run(lambda session: estate.join(session, seen, other.kept, wins))

    def _run(self, write: Write) -> None:
        """Write beside the window; asked twice, it is written once."""
        if self._busy:
            return
        self._busy = True
        if self.panel is not None:
            self.panel.busy(True)
        reading.ask(self, self.session, write, self._done, self._failed, writes=True)

    def _done(self, changed: Changed) -> None:
        self._busy = False
        if self.panel is not None:
            panel = self.panel
            self.close_panel()
            if isinstance(panel, TaskPanel):
                self._half.pop(panel.task.key, None)
                self.draft.keep()
        undone = changed.act.startswith("撤销")
        self._undo = None if undone else changed
        name = unit.pretty(changed.label) if changed.label else ""
        self._say(f"{name}　{changed.act}，存好了。{changed.more}", "" if undone else "撤销")
        self.units.refresh()
        if changed.label and changed.label != self.label:
            self.units.show_unit(changed.label)
            self.label = changed.label
            self._entering = True
        self._read()

    def _failed(self, error: Exception) -> None:
        self._busy = False
        if self.panel is not None:
            self.panel.busy(False)
        if isinstance(error, Environment):
            self.notice.emit(str(error), "bad")
        elif not isinstance(error, Refused):
            raise error
        elif self.panel is None:
            self.notice.emit(str(error), "bad")
        elif isinstance(self.panel, JoinPanel) and "" in error.problems:
            # What was to be chosen from is no longer so: begin again from what there is now.
            self.close_panel()
            self.notice.emit(str(error), "warn")
            self._read()
        else:
            self.panel.show_problems(error.problems)
            self._compare_anew = "" in error.problems
            self._read()

    def _say(self, words: str, verb: str = "") -> None:
        if not words:
            self._undo = None
        self.told.say(words, "good", f"{verb}　Ctrl Z" if verb else "")

    def _lay_out(self) -> None:
        self._above = QVBoxLayout()
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(self.told)
        right.addLayout(self._above)
        right.addWidget(self.view, 1)
        right.addWidget(self.nothing, 1)
        sides = QHBoxLayout(self)
        sides.setContentsMargins(16, 14, 16, 14)
        sides.setSpacing(14)
        sides.addWidget(self.units, 3)
        sides.addLayout(right, 8)


def _remove_unit(place: Place, session: Session) -> Changed:
    return estate.remove_unit(session, place.unit)
