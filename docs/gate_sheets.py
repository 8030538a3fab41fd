"""The pictures of a gate's own computer for the contact sheets: first time, log-in, verdicts, what
goes to the stick, a pack that is over."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

import make_pictures as pictures
from db import records
from db.clock import FixedClock
from db.gates import computers, joining, making, merging, opening
from db.session import Session
from views.post_window import PostWindow
from views.shell import Shell

Shot = Callable[[str, QWidget | None], None]
DAY_MS = 86_400_000


def gates(shell: Shell, session: Session, shot: Shot) -> None:
    """The office's page, then the window at the gate."""
    office(shell, session, _signed(session), shot)
    post(session, _signed(session), shot)


def _signed(session: Session) -> str:
    """The number of a new slip that may leave."""
    number = records.issue(session, "FX", pictures.SLIP).record.number
    records.act(pictures.as_member(session, "1002"), number, "值班主任签字")
    records.act(pictures.as_member(session, "1001"), number, "主任盖章")
    return number


def post(session: Session, good: str, shot: Shot) -> None:
    """The window from the first guard's first time to the day the pack is over; `good`: the number
    of a slip that may leave."""
    _, code = computers.add(pictures.as_member(session, "9001"), "东门")
    stick, own = Path(tempfile.mkdtemp()), Path(tempfile.mkdtemp())
    making.make(pictures.as_member(session, "1003"), "东门", stick)
    window = _opened(session, own, stick, 0)
    page: Any = window.layers.currentWidget()
    page.code.line.setText(code[:-1] + ("A" if code[-1] != "A" else "B"))
    page.staff.line.setText("2001")
    page.password.line.setText("东门夜班88")
    page.submit()
    pictures.wait(page.enter.isEnabled)
    shot("门岗第二台：门岗码抄错", window)
    page.code.line.setText(code)
    page.submit()
    pictures.wait(lambda: window.desk is not None)
    shot("门岗第二台：等待", window)
    desk: Any = window.desk
    for name, scanned in (("可以放行", good), ("做包以后开的", "FX-2026-999999")):
        desk.judge(scanned)
        shot(f"门岗第二台：{name}", window)
    desk.judge(good)
    for line, count in zip(desk.tally().lines, pictures.SLIP["goods"], strict=True):  # type: ignore
        line.setText(str(count["quantity"]))
    desk.release()
    shot("门岗第二台：已放行", window)
    desk.judge(good)
    window.give_back()
    pictures.wait(lambda: "已存到" in window.banner._words.text())
    shot("门岗第二台：放行过，记录存到U盘", window)
    window.change_guard()
    shot("门岗第二台：换人", window)
    window.close()
    late = _opened(session, own, stick, 4 * DAY_MS)
    login: Any = late.layers.currentWidget()
    login.staff.line.setText("2001")
    login.password.line.setText("东门夜班88")
    login.submit()
    pictures.wait(lambda: late.desk is not None)
    assert late.desk is not None
    late.desk.judge(good)
    shot("门岗第二台：包已过期", late)
    late.close()


def office(shell: Shell, session: Session, good: str, shot: Shot) -> None:
    """The office's page: no gate yet, one, its pack, and a release that was made twice."""
    page: Any = shell.go("gates")
    shot("门岗电脑：还没有", None)
    _, code = computers.add(pictures.as_member(session, "9001"), "西门")
    stick, own = Path(tempfile.mkdtemp()), Path(tempfile.mkdtemp())
    page.refresh()
    page._ask(lambda one: making.make(one, "西门", stick), page._packed, "正在做门岗包…")
    pictures.wait(lambda: not page._busy)
    shot("门岗电脑：包做好了", None)
    (file,) = stick.iterdir()
    joining.join(own, file, code, "2001", "西门夜班88")
    there = opening.open_post(own, stick, "2001", "西门夜班88", session.clock)
    counts = {"counts": [line["quantity"] for line in pictures.SLIP["goods"]]}  # type: ignore
    there.act(good, "放行", counts)
    records.act(pictures.as_member(session, "2001"), good, "放行", counts)
    (back,) = there.give_back(stick)
    page._ask(lambda one: merging.merge(one, back), page._merged, "正在并回放行记录…")
    pictures.wait(lambda: not page._busy)
    shot("门岗电脑：两处都放行过", None)


def _opened(session: Session, own: Path, stick: Path, later_ms: int) -> PostWindow:
    window = PostWindow(own, stick, FixedClock(session.clock.now() + later_ms))
    window.resize(*pictures.SIZE)
    window.show()
    window.begin()
    return window
