"""What stops issuing, money and the gate until somebody who answers for it confirms: a clock that
was set back, a store that is older than the head of its journal kept outside it."""

from __future__ import annotations

from dataclasses import dataclass

from db import anchors, journal, outside, rights, timekeeping
from db.errors import Refused
from db.session import Member, Session
from forms.acts import MOVES, Act, Effect

CLOCK, DATA = "clock", "data"
RIGHTS = {CLOCK: "clock", DATA: "restore"}
"""What each asks of who confirms it."""
_STOPPED = "先不开单、不收退钱、不放行。"


@dataclass(frozen=True)
class Halt:
    """One reason: `kind` is `CLOCK` or `DATA`, `words` what it is and how to mend it."""

    kind: str
    words: str


def halts(session: Session) -> list[Halt]:
    """All reasons there are now; quick, asked before every issue and by the window's watch."""
    found = []
    if (last := timekeeping.set_back(session)) is not None:
        found.append(Halt(CLOCK, _clock_words(session, last)))
    if (lost := anchors.lost(session.store)) is not None:
        present = anchors.head_of(session.store)
        found.append(Halt(DATA, (
            f"数据比留存的日志头旧：留存的是第 {lost.seq} 条，这份数据到第 {present.seq} 条，"
            f"可能被换回了旧文件。{_STOPPED}请{_who(session, DATA)}用最近的备份恢复；"
            "查明原因、就要用这份的，由他用密码确认。"
        )))  # fmt: skip
    return found


def require_none(session: Session) -> None:
    """Refused while there is a reason to stop."""
    if found := halts(session):
        raise Refused({"": "".join(one.words for one in found)})


def stops(act: Act) -> bool:
    """Whether an act rests on the clock or makes numbers: it moves money, lets out at the gate, or
    makes other records."""
    return act.effect in MOVES or act.effect is Effect.RELEASE or bool(act.remakes)


def confirm(session: Session, kind: str, who: Member) -> None:
    """Somebody already identified answers for going on; journalled with both clocks, or both heads.
    Refused without the right, or where there is nothing to confirm."""
    there = session.acting_as(who)
    there.require(RIGHTS[kind], "确认电脑的时间" if kind == CLOCK else "确认用这份数据")
    with session.store.write():
        if kind not in {one.kind for one in halts(session)}:
            raise Refused({"": "没有什么要确认的"})
        if kind == CLOCK:
            last = timekeeping.set_back(session)
            there.journal(timekeeping.CONFIRMED, None, {"last": last, "clock": session.clock.now()})
        else:
            _go_on(there)


def _go_on(session: Session) -> None:
    store = session.store
    left = outside.left_behind(store, store.folder, session.keys.store_id)
    body = {anchors.LEFT: left, "present": journal.head(store).words}
    session.journal("data.confirm", None, body)


def _clock_words(session: Session, last: int) -> str:
    before, now = session.local(last), session.now()
    early = int((before - now).total_seconds() // 60)
    hours, minutes = divmod(early, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "天"), (hours, "小时"), (minutes, "分钟"))
    long = " ".join(f"{number} {unit}" for number, unit in parts if number)
    return (
        f"电脑的时间（{now:%m-%d %H:%M}）比日志里最近一次办理（{before:%m-%d %H:%M}）早了 {long}，"
        f"可能被拨回。{_STOPPED}请校准电脑的时间；现在的时间没有错的，"
        f"请{_who(session, CLOCK)}用密码确认。"
    )


def _who(session: Session, kind: str) -> str:
    return "、".join(rights.holders(session.store, RIGHTS[kind])) or "系统管理员授权的人"
