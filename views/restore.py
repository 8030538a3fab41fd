"""Restore a backup: which one, whose password, what it replaces."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal

from db import backup, restoring
from db.clock import Clock, local
from db.container import SUFFIX
from db.approving import NEEDED, NotKnown
from db.errors import Environment, Refused
from db.beyond import UNREAD, Loss, Unread
from ui import background, dialogs
from ui.table import ROW_PX, ListTable, RowsModel
from views.backup_list import COLUMNS, Listed, cells, examined, listed
from views.boxes import Box, chain
from views.sheet import Sheet, button, row


@dataclass(frozen=True)
class Wanted:
    """What is to be restored: file, staff number (None with the recovery code), secret; whether
    without the photos that are not beside it; number and password of who approves it; whether it
    was said that the present store cannot be read, as it has another key."""

    file: Path
    staff: str | None
    secret: str
    without_photos: bool = False
    second: tuple[str, str] | None = None
    unread: bool = False


class RestorePage(Sheet):
    """The backups of the data folder, or any file; number and password, or the recovery code.

    Signals: wanted(Wanted): everything was given and confirmed; left: turned away.
    """

    wanted = Signal(object)
    left = Signal()

    def __init__(self, folder: Path, clock: Clock) -> None:
        super().__init__(
            "恢复备份",
            "选一个备份，用做备份时的工号和密码（或恢复码）打开它。现有的数据先备份一份，再移到旁边的文件夹，不会删除。",
            width=640,
        )
        self.folder = folder
        self.clock = clock
        self._make_list()
        self.staff = Box("staff", "工号", self, code=True, hint="用恢复码时不填")
        self.secret = Box("password", "密码或恢复码", self, secret=True)
        boxes = row()
        for at, box in enumerate((self.staff, self.secret)):
            boxes.insertWidget(at, box, 1 + at, Qt.AlignmentFlag.AlignTop)
        self.rows.addLayout(boxes)
        self.second = Box("second_staff", "复核人工号", self, code=True, hint="会少掉单据的要两个人")
        self.second_secret = Box("second_password", "复核人密码", self, secret=True)
        boxes = row()
        for at, box in enumerate((self.second, self.second_secret)):
            boxes.insertWidget(at, box, 1 + at, Qt.AlignmentFlag.AlignTop)
            box.setVisible(False)
        self.rows.addLayout(boxes)
        self.go = button(self, "restore_now", "恢复", self.submit, "Return", "primary")
        file = button(self, "choose_file", "从别处选文件…", self.choose_file, "Ctrl+O")
        away = button(self, "back", "返回", self.left.emit, "Esc")
        self.rows.addLayout(row(self.go, file, away))
        self.foot()
        chain((self.staff, self.secret), self.submit)
        chain((self.second, self.second_secret), self.submit)
        background.start(
            self,
            lambda: listed((folder / backup.FOLDER).glob(f"*{SUFFIX}"), folder / backup.FOLDER),
            self._show,
        )

    def entered(self) -> None:
        """Focus in the list: the newest is chosen."""
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def choose_file(self) -> None:
        """A backup from a memory stick or another folder."""
        file = dialogs.choose_file(self, "选择备份文件", f"前台通备份 (*{SUFFIX})")
        if file is not None:
            usual = self.folder / backup.FOLDER
            background.start(self, lambda: listed([file], usual), self._add_first)

    def submit(self) -> None:
        """Find out what would be lost, ask whether this is meant, then hand it to the window."""
        current = self.list.current_row()
        chosen: Listed | None = current[-1] if current else None
        for box in (self.secret, self.second, self.second_secret):
            box.say("")
        self.secret.say("" if self.secret.text() else "请填写密码或恢复码")
        self.say("" if chosen else "请先选一个备份")
        if not self.go.isEnabled() or chosen is None or not self.secret.text():
            return
        if chosen.manifest is None or chosen.whole is False:
            self.say(chosen.trouble)
            return
        wanted = Wanted(
            chosen.file, self.staff.text() or None, self.secret.text(), chosen.lacking > 0,
            (self.second.text(), self.second_secret.text()) if self.second.text() else None,
        )
        folder, now = self.folder, self.clock.now()
        self._busy(True, "正在看恢复会少掉什么…")
        background.start(
            self,
            lambda: restoring.loss(wanted.file, folder, wanted.staff, wanted.secret, now),
            lambda lost: self._ask(chosen, wanted, lost),
            self._not_opened,
        )

    def _ask(self, chosen: Listed, wanted: Wanted, lost: Loss | Unread | None) -> None:
        assert chosen.manifest is not None
        made = f"{local(chosen.manifest.made_at):%Y年%m月%d日 %H:%M}"
        words = (
            f"将换成 {made} 的备份，里面有 {chosen.manifest.records:,} 张单。\n{told(lost)}"
        )
        if lost is not None:
            words += "\n现有的数据会移到旁边的“replaced-…”文件夹，不删除。"
        if chosen.lacking:
            words += (
                f"\n它的 {chosen.lacking} 份照片或扫描件不在旁边，恢复以后没有内容；"
                "要有，请先把做备份的地方的“qiantai-…-photos”文件夹拷到它旁边。"
            )
        self._busy(False)
        if dialogs.confirm(self, "恢复这个备份？", words, yes="恢复", danger=True):
            self._busy(True)
            unread = isinstance(lost, Unread) and lost.other_key
            self.wanted.emit(replace(wanted, unread=unread))

    def _not_opened(self, error: Exception) -> None:
        if not isinstance(error, (Environment, Refused)):
            self._busy(False)
            raise error
        self.fail(error)

    def fail(self, error: Exception) -> None:
        """It was not restored: say why; nothing was changed."""
        self._busy(False)
        if isinstance(error, Refused) and NEEDED in error.problems:
            for box in (self.second, self.second_secret):
                box.setVisible(True)
            _point_at(self.second, str(error))
            return
        if isinstance(error, NotKnown):
            _point_at(self.second_secret, str(error))
            return
        if isinstance(error, Refused):
            self.secret.say("；".join(error.problems.values()))
        elif isinstance(error, Environment) and error.kind == "key":
            self.secret.say(str(error))
        else:
            self.say(f"没有恢复，现有的数据没有改动。{error}")
        _point_at(self.secret)

    def _busy(self, on: bool, words: str = "正在检查备份并恢复，请不要关机…") -> None:
        self.go.setEnabled(not on)
        self.bar.setVisible(on)
        self.say(words if on else "", "accent")

    def _make_list(self) -> None:
        self.model = RowsModel(COLUMNS, self)
        self.list = ListTable(self.model, self.card)
        self.list.setObjectName("backups")
        self.list.setMinimumHeight(5 * ROW_PX)
        self.list.opened.connect(lambda chosen: self.staff.line.setFocus())
        self.rows.addWidget(self.list)

    def _show(self, found: list[Listed]) -> None:
        usual = self.folder / backup.FOLDER
        self.model.set_rows([cells(one, usual) for one in found] + self.model.rows)
        self.list.go(0)
        if not self.model.rows:
            self.say("这个文件夹里还没有备份，可从别处选文件。", "accent")
        self._examine([one for one in found if one.whole is None])

    def _examine(self, left: list[Listed]) -> None:
        """Read the files to their ends, one after the other."""
        if left:
            background.start(
                self, lambda: examined(left[0]), lambda one: self._examined(one, left[1:])
            )

    def _examined(self, one: Listed, left: list[Listed]) -> None:
        usual, at = self.folder / backup.FOLDER, self.list.currentIndex().row()
        rows = [
            cells(one, usual) if row[-1].file == one.file else row for row in self.model.rows
        ]
        self.model.set_rows(rows)
        self.list.go(at)
        self._examine(left)

    def _add_first(self, found: list[Listed]) -> None:
        self.say("")
        self._show(found)


def _point_at(box: Box, words: str = "") -> None:
    """Where to go on, and why; what stands there is ready to be typed over."""
    if words:
        box.say(words)
    box.line.selectAll()
    box.line.setFocus(Qt.FocusReason.TabFocusReason)


def told(lost: Loss | Unread | None) -> str:
    """What restoring would set aside, for people."""
    if lost is None:
        return "这里现在没有数据，没有什么会被换掉。"
    if isinstance(lost, Unread):
        return _unread(lost)
    if not lost.follows:
        return f"现有的 {lost.records:,} 张单、{lost.acts:,} 项手续不是接着它记的，都不在里面。"
    if not lost.entries:
        nowhere = (
            f"留存的日志头还记着它以后的 {lost.missing:,} 笔，哪里也没有了：请照外面的纸补录，那些号会再给一次。"
        )
        return "现有的数据里没有它以外的内容。" + (nowhere if lost.missing else "")
    until = f"{local(lost.until):%m月%d日 %H:%M}"
    if lost.records or lost.acts:
        return (
            f"此后开的 {lost.records:,} 张单、办的 {lost.acts:,} 项手续不在里面，"
            f"最后一笔是 {until}。"
        )
    return f"此后没有开单、办手续；别的改动（如员工、设置）不在里面，最后一笔是 {until}。"


def _unread(lost: Unread) -> str:
    """What can be said without having read it, and what cannot."""
    words = UNREAD if lost.other_key else (
        "做它以后写的不在里面，现有的数据读不出来，算不出有几张单。"
    )
    told = []
    if lost.entries is not None:
        told.append(f"照旁边留存的日志头，至少缺 {lost.entries:,} 笔")
    if lost.written is not None:
        told.append(f"现有的数据最后一次写入是 {local(lost.written):%m月%d日 %H:%M}")
    return words + (f"{'；'.join(told)}。" if told else "")
