"""Restore a backup: which one, whose password, what it replaces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal

from db import backup
from db.clock import local
from db.container import SUFFIX, Manifest
from db.errors import Environment, Refused
from ui import background, dialogs
from ui.table import ROW_PX, Column, ListTable, Row, RowsModel
from views.boxes import Box, chain
from views.sheet import Sheet, button, row

COLUMNS = (
    Column("when", "做备份的时间", 150),
    Column("records", "单据", 80, "figure"),
    Column("file", "文件", 200, "second", stretch=True),
)


@dataclass(frozen=True)
class Listed:
    """A backup in the list; `trouble` where it cannot be used."""

    file: Path
    manifest: Manifest | None
    trouble: str = ""


@dataclass(frozen=True)
class Wanted:
    """What is to be restored: file, staff number (None with the recovery code), secret."""

    file: Path
    staff: str | None
    secret: str


def listed(files: Sequence[Path]) -> list[Listed]:
    """What the backups say about themselves, newest first. For a thread."""
    found = []
    for file in sorted(files, reverse=True):
        try:
            found.append(Listed(file, backup.inspect(file)))
        except Environment as error:
            found.append(Listed(file, None, str(error)))
    return found


class RestorePage(Sheet):
    """The backups of the data folder, or any file; number and password, or the recovery code.

    Signals: wanted(Wanted): everything was given and confirmed; left: turned away.
    """

    wanted = Signal(object)
    left = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "恢复备份",
            "选一个备份，用做备份时的工号和密码（或恢复码）打开它。现有的数据移到旁边的文件夹，不会删除。",
            width=560,
        )
        self.folder = folder
        self._make_list()
        self.staff = Box("staff", "工号", self, code=True, hint="用恢复码时不填")
        self.secret = Box("password", "密码或恢复码", self, secret=True)
        boxes = row()
        for at, box in enumerate((self.staff, self.secret)):
            boxes.insertWidget(at, box, 1 + at)
        self.rows.addLayout(boxes)
        self.go = button(self, "restore_now", "恢复", self.submit, "Return", "primary")
        file = button(self, "choose_file", "从别处选文件…", self.choose_file)
        away = button(self, "back", "返回", self.left.emit, "Esc")
        self.rows.addLayout(row(self.go, file, away))
        self.foot()
        chain((self.staff, self.secret), self.submit)
        background.start(
            self,
            lambda: listed(list((folder / backup.FOLDER).glob(f"*{SUFFIX}"))),
            self._show,
        )

    def entered(self) -> None:
        """Focus in the list: the newest is chosen."""
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def choose_file(self) -> None:
        """A backup from a memory stick or another folder."""
        file = dialogs.choose_file(self, "选择备份文件", f"前台通备份 (*{SUFFIX})")
        if file is not None:
            background.start(self, lambda: listed([file]), self._add_first)

    def submit(self) -> None:
        """Ask whether this is meant, then hand it to the window."""
        current = self.list.current_row()
        chosen: Listed | None = current[3] if current else None
        self.secret.say("" if self.secret.text() else "请填写密码或恢复码")
        self.say("" if chosen else "请先选一个备份")
        if not self.go.isEnabled() or chosen is None or not self.secret.text():
            return
        if chosen.manifest is None:
            self.say(chosen.trouble)
            return
        made = f"{local(chosen.manifest.made_at):%Y年%m月%d日 %H:%M}"
        words = (
            f"将换成 {made} 的备份，里面有 {chosen.manifest.records} 张单。此后开的单不在里面。\n"
            "现有的数据会移到旁边的“replaced-…”文件夹，不删除。"
        )
        if dialogs.confirm(self, "恢复这个备份？", words, yes="恢复", danger=True):
            self._busy(True)
            self.wanted.emit(Wanted(chosen.file, self.staff.text() or None, self.secret.text()))

    def fail(self, error: Exception) -> None:
        """It was not restored: say why; nothing was changed."""
        self._busy(False)
        if isinstance(error, Refused):
            self.secret.say("；".join(error.problems.values()))
        elif isinstance(error, Environment) and error.kind == "key":
            self.secret.say(str(error))
        else:
            self.say(f"没有恢复，现有的数据没有改动。{error}")
        self.secret.line.selectAll()
        self.secret.line.setFocus(Qt.FocusReason.TabFocusReason)

    def _busy(self, on: bool) -> None:
        self.go.setEnabled(not on)
        self.bar.setVisible(on)
        self.say("正在检查备份并恢复，请不要关机…" if on else "", "accent")

    def _make_list(self) -> None:
        self.model = RowsModel(COLUMNS, self)
        self.list = ListTable(self.model, self.card)
        self.list.setObjectName("backups")
        self.list.setMinimumHeight(5 * ROW_PX)
        self.list.opened.connect(lambda chosen: self.staff.line.setFocus())
        self.rows.addWidget(self.list)

    def _show(self, found: list[Listed]) -> None:
        self.model.set_rows([_cells(one) for one in found] + self.model.rows)
        self.list.go(0)
        if not self.model.rows:
            self.say("这个文件夹里还没有备份，可从别处选文件。", "accent")

    def _add_first(self, found: list[Listed]) -> None:
        self.say("")
        self._show(found)


def _cells(one: Listed) -> Row:
    when = f"{local(one.manifest.made_at):%Y-%m-%d %H:%M}" if one.manifest else "不能用"
    records = f"{one.manifest.records} 张" if one.manifest else ""
    return when, records, one.file.name, one
