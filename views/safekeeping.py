"""Backups of a window at work: every half hour, after a close and a handover, in both places; while
nobody sits at the desk the full check of each week and the rehearsal of each month. Everything long
runs in a thread; the status bar says how it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from db import anchors, backup, closings, handing_over, journal, rehearsal, second_place, upkeep
from db.errors import Environment, Refused
from db.journal import Head
from db.second_place import Place
from db.session import Session
from ui import background
from views import reading
from views.checkup import Checkup
from views.status_bar import StatusBar, unsaved_since_backup

Answer = TypeVar("Answer")
HALF_HOUR_MS = 30 * 60_000
STAGE_MS = 100
AWAY_MS = 15_000


@dataclass(frozen=True)
class Kept:
    """How the backups stand: what the newest holds, when it was made (UTC ms), the second place."""

    head: Head
    made_at: int
    place: Place | None


def keep(session: Session, anyway: bool) -> Kept:
    """See that both places have a backup of everything; `anyway` makes one though nothing was
    written since the last. For a thread with a session of its own. Raises Environment."""
    store, keys, clock = session.store, session.keys, session.clock
    with background.yielding():
        make = backup.make if anyway else backup.up_to_date
        manifest = backup.inspect(make(store, keys, clock.now(), zone=clock.zone).file)
        place = second_place.bring(store, keys.store_id, clock.now(), clock.zone)
    return Kept(manifest.head, manifest.made_at, place)


class Safekeeping(QObject):
    """Keeps the backups of one session. Signal said(words, tone): for people."""

    said = Signal(str, str)

    def __init__(self, session: Session, status: StatusBar, parent: QObject) -> None:
        super().__init__(parent)
        self.session = session
        self.status = status
        self._saved: Head | None = None
        self._busy = self._rehearsing = self._failed = False
        self._stage = ""
        self._ended = Event()
        self.checkup = Checkup(session, status, self._ended, self.said, self)
        self._closes = (0, 0) if session.store.readonly else self._over()
        self.half_hours = QTimer(self)
        self.half_hours.setInterval(HALF_HOUR_MS)
        self.half_hours.timeout.connect(self.keep)
        self.away = QTimer(self)
        self.away.setSingleShot(True)
        self.away.setInterval(AWAY_MS)
        self.away.timeout.connect(self._look_at_the_second_place)
        self._stages = QTimer(self)
        self._stages.setInterval(STAGE_MS)
        self._stages.timeout.connect(self._show_stage)

    def begin(self) -> None:
        """How it stands, after the first paint; a backup where there is none of today, or where
        the newest is of what a restore left behind."""
        store = self.session.store
        newest = self._show(backup.newest(store.folder, self.session.clock.now()))
        if store.readonly:
            return
        self.half_hours.start()
        if backup.due(store.folder, self.session.clock.now()):
            self.keep(anyway=True)
        elif newest is not None and not anchors.holds(store, newest):
            self._ask(
                lambda session: anchors.has_left(session.store, newest),
                lambda left: self.keep() if left else None, lambda error: None,
            )
        self._look_at_the_second_place()
        self._remind()
        self.checkup.show()

    def rest(self) -> None:
        """Nobody sits at the desk: what is due of check and rehearsal, one after the other."""
        if not self.session.store.readonly:
            self.checkup.rest(then=self._rehearse_by_itself)

    def end(self) -> None:
        """The session ends: no timer goes on."""
        self.half_hours.stop()
        self.away.stop()
        self._stages.stop()
        self._ended.set()

    def look(self) -> None:
        """Once a second: a close of the books, or a shift taken over, wherever it was made, is
        backed up."""
        if not self.session.store.readonly:
            closes = self._over()
            if closes != self._closes:
                self._closes = closes
                self.keep()

    def _over(self) -> tuple[int, int]:
        """Numbers that grow with every close and with every handover that is over."""
        store, forms = self.session.store, tuple(self.session.forms.values())
        return closings.newest(store), handing_over.taken_over(store, forms)

    def by_hand(self) -> None:
        """A backup now, of whoever may."""
        if not self.session.may("backup"):
            self.said.emit("备份由系统管理员、前台或主任做；每半小时、结账后和关窗时也会自动做。", "warn")
            return
        self.keep(anyway=True)

    def keep(self, anyway: bool = False) -> None:
        """A backup in both places, unless nothing was written since the last one."""
        if self._busy:
            return
        self._busy = True
        self.status.show_backing_up()
        self._ask(lambda session: keep(session, anyway), self._kept, self._not_kept)

    def unsaved(self) -> bool:
        """Whether anything was written since the newest backup."""
        head = journal.head(self.session.store)
        if self._saved is not None:
            return head != self._saved
        return unsaved_since_backup(self.session.store.folder, head)

    def rehearse(self) -> None:
        """Try the newest backup out, beside the work."""
        if self._rehearsing:
            return
        if not self.session.may("backup"):
            self.said.emit("演练恢复由系统管理员、前台或主任做。", "warn")
            return
        self._begin_rehearsal(lambda session: rehearsal.rehearse(session, self._at))

    def _rehearse_by_itself(self) -> None:
        if not self._rehearsing and upkeep.rehearsal_due(
            self.session.store, self.session.clock.now()
        ):
            self._begin_rehearsal(upkeep.rehearse)

    def _begin_rehearsal(self, rehearse: Callable[[Session], backup.Made | None]) -> None:
        self._rehearsing = True
        self._stage = "开始"
        self._show_stage()
        self._stages.start()

        def job(session: Session) -> backup.Made | None:
            with background.yielding():
                return rehearse(session)

        self._ask(job, self._rehearsed, self._not_rehearsed)

    def choose_place(self, folder: Path | None) -> None:
        """From now on also there, or no longer."""

        def job(session: Session) -> bool:
            second_place.choose(session, folder)
            return folder is not None and second_place.on_the_same_disk(session, folder)

        self._ask(job, lambda same: self._place_chosen(folder, same), self._place_not_chosen)

    def _place_chosen(self, folder: Path | None, same: bool) -> None:
        if folder is None:
            self.said.emit("以后不再另备一份。", "warn")
        elif same:
            words = f"以后也备到 {folder}。它和数据在同一个盘上，盘坏了两处都没有，最好换一个盘。"
            self.said.emit(words, "warn")
        else:
            self.said.emit(f"以后也备到 {folder}。", "good")
        self._look_at_the_second_place()

    def _place_not_chosen(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self.said.emit("；".join(error.problems.values()), "bad")
        elif isinstance(error, Environment):
            self.said.emit(f"没有改。{error}", "bad")
        else:
            raise error

    def _kept(self, kept: Kept) -> None:
        self._busy = False
        self._saved = kept.head
        self.status.show_backup(self._wall(kept.made_at), self.session.now())
        self._show_place(kept.place)
        if self._failed:
            self._failed = False
            self.said.emit("备份做好了，已校验。", "good")
        if kept.place is not None and kept.place.trouble:
            self.said.emit(f"这里的备份好了，第二处没有抄成。{kept.place.trouble}", "warn")

    def _not_kept(self, error: Exception) -> None:
        self._busy = False
        self._failed = True
        self.status.show_backup_failed()
        if not isinstance(error, Environment):
            raise error
        self.said.emit(f"备份没有做成。{error}", "bad")

    def _at(self, stage: str) -> None:
        """In the thread: how far it is."""
        self._stage = stage

    def _show_stage(self) -> None:
        self.status.show_rehearsal(f"正在演练恢复：{self._stage}…", "accent")

    def _rehearsed(self, made: backup.Made | None) -> None:
        self._end_rehearsal()
        if made is None:
            return
        self.said.emit(f"演练恢复通过：{made.file.name} 打得开，{made.records} 张单都在，账也对。", "good")

    def _not_rehearsed(self, error: Exception) -> None:
        self._end_rehearsal()
        if isinstance(error, Refused):
            self.said.emit("；".join(error.problems.values()), "warn")
        elif isinstance(error, Environment):
            self.said.emit(str(error), "bad")
        else:
            raise error

    def _end_rehearsal(self) -> None:
        self._rehearsing = False
        self._stages.stop()
        self._remind()

    def _remind(self) -> None:
        """Say in the status bar that a rehearsal failed or is due, to those who may do it."""
        store, may = self.session.store, self.session.may("backup")
        if may and rehearsal.trouble(store) is not None:
            self.status.show_rehearsal("恢复演练没有通过", "bad")
        elif may and rehearsal.due(store, self.session.clock.now()):
            self.status.show_rehearsal("该演练恢复了", "warn")
        else:
            self.status.show_rehearsal("", "warn")

    def _look_at_the_second_place(self) -> None:
        """A stick that is slow to answer does not hold the window; one that is there is filled,
        one that is not is looked for again."""
        now = self.session.clock.now()
        self._ask(
            lambda session: second_place.look(session.store, session.keys.store_id, now),
            self._place_found, lambda error: self.away.start(),
        )  # fmt: skip

    def _place_found(self, place: Place | None) -> None:
        self._show_place(place)
        if place is not None and place.there:
            self.keep()

    def _show_place(self, place: Place | None) -> None:
        may = self.session.may("settings")
        self.away.stop()
        if place is not None and not place.there:
            self.away.start()
        if place is None:
            self.status.show_place("没有第二处备份" if may else "", "")
            return
        seen = self._wall(place.seen).strftime("%m-%d") if place.seen else ""
        if place.trouble:
            self.status.show_place("第二处没有抄成", "bad")
        elif place.overdue:
            words = f"第二处 {seen} 后没有抄过，请插盘" if seen else "第二处还没有抄过，请插盘"
            self.status.show_place(words, "warn")
        elif place.there:
            self.status.show_place("第二处已抄" if seen else "第二处在", "good")
        else:
            self.status.show_place(f"第二处不在{f'，{seen} 抄过' if seen else ''}", "")

    def _ask(
        self,
        job: Callable[[Session], Answer],
        done: Callable[[Answer], object],
        failed: Callable[[Exception], object],
    ) -> None:
        """In a thread; its answer is for nobody once the session has ended."""
        reading.ask(
            self, self.session, job,
            lambda answer: None if self._ended.is_set() else done(answer),
            lambda error: None if self._ended.is_set() else failed(error),
            writes=True,
        )  # fmt: skip

    def _show(self, newest: Path | None) -> Head | None:
        """Say when the newest was made; where the journal stood in it."""
        made_at = head = None
        if newest is not None:
            try:
                manifest = backup.inspect(newest)
                made_at, head = self._wall(manifest.made_at), manifest.head
            except Environment as error:
                self.said.emit(str(error), "bad")
        self.status.show_backup(made_at, self.session.now())
        return head

    def _wall(self, ms: int) -> datetime:
        return self.session.local(ms)
