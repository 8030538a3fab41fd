"""An error at each single write, sync, truncation, file made, renamed or taken away.

The shim of tests/db/fault_shim.py lets one call after the other fail while a slip is issued, paid,
closed, backed up. Each time it is refused in words that help and nothing of it is there, or it is
saved; never is something called saved that is not; and the same program goes on when the disk does.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from functools import partial

from tests.db import fault_shim
from tests.torture import error_worker, offices
from tests.torture.faults import Family, FaultClass, Piece, Trial
from tests.torture.nursery import Nursery
from tests.torture.offices import Told
from tests.torture.powercuts import needs


@functools.cache
def nursery() -> Nursery:
    """One for each process."""
    return Nursery.opened(error_worker.__name__, fault_shim.environment())


def failing(what: str, how: str, piece: Piece, *, mode: str = "true") -> Iterator[Trial]:
    """Steps of one kind, each with one call that fails; in the end a look at all that was told."""
    folder = piece.folder / "数据"
    dek = offices.copied(folder, what) if what != "restore" else b""
    asked = [str(folder), what, how, mode, piece.first, piece.count, piece.whole]
    said = [json.loads(line) for line in nursery().all(json.dumps(asked))]
    if faults := [one["fault"] for one in said if isinstance(one, dict) and "fault" in one]:
        raise RuntimeError(faults[0])
    if what == "restore":
        yield from said
        return
    *trials, last = said
    yield from trials[:-1]
    told = Told([tuple(line) for line in last["told"]])
    yield trials[-1] or told.wrong(folder, dek, 0)


def steps(what: str, how: str, name: str, short: int, long: int) -> FaultClass:
    """Steps of one kind on a disk that fails in one way."""
    return FaultClass(name, partial(failing, what, how), short, long, needs=needs)


FAMILY = Family("errors", "磁盘出错（每一次写入、落盘）", (
    steps("issue", "EIO", "开单，这一次读写出错", 90, 200),
    steps("issue", "ENOSPC", "开单，盘满", 30, 200),
    steps("issue", "half", "开单，只写了一半，盘满", 30, 200),
    steps("issue", "broken", "开单，盘坏了", 30, 200),
    steps("act", "EIO", "办手续，这一次读写出错", 15, 300),
    steps("pay", "EIO", "收款，这一次读写出错", 15, 400),
    steps("pay", "half", "收款，只写了一半，盘满", 15, 400),
    steps("close", "EIO", "日结，这一次读写出错", 15, 400),
    steps("close", "ENOSPC", "日结，盘满", 15, 400),
    steps("backup", "EIO", "备份，这一次读写出错", 10, 480),
    steps("backup", "ENOSPC", "备份，盘满", 10, 480),
    steps("password", "EIO", "改密码，这一次读写出错", 8, 200),
    steps("password", "half", "改密码，只写了一半，盘满", 8, 200),
    steps("restore", "EIO", "恢复，这一次读写出错", 4, 480),
    steps("restore", "ENOSPC", "恢复，盘满", 4, 480),
    FaultClass("对照：提交前就说存好了", partial(failing, "issue", "EIO", mode="early"), 15, 60,
               control=0.5, needs=needs),
))  # fmt: skip
