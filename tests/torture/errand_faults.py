"""Photos, the gate without the store, imports and destructions: killed, cut off, on a failing disk.

The same three ways of harm as in kills.py, powercuts.py and errors.py, each with a control.
"""

from __future__ import annotations

from functools import partial

from tests.torture import errors, kills, powercuts
from tests.torture.disk import LOST, RUBBISH, SECTORS, TORN
from tests.torture.faults import Family, FaultClass

KILLS = Family("errand-kills", "照片、门岗、导入、销毁：途中被杀", (
    kills.steps("photo", "收照片、开单", 3, 80),
    kills.steps("album", "收照片、备份", 2, 80),
    kills.steps("gate", "门岗包、放行、带回", 3, 80),
    kills.steps("import", "导入", 2, 80),
    kills.steps("destroy", "销毁", 2, 80),
    FaultClass("对照：没有落盘的日志丢了", partial(kills.at_work, "photo", after=kills.lie), 3, 20,
               control=0.5, needs=kills.needs),
))  # fmt: skip
POWER = Family("errand-power", "照片、门岗、导入、销毁：断电", (
    powercuts.other("album", SECTORS, "收照片、备份，扇区各自丢", 4, 400),
    powercuts.other("album", LOST, "收照片、备份，未落盘的全丢", 3, 400),
    powercuts.other("gate", SECTORS, "门岗包、放行、带回，扇区各自丢", 4, 400),
    powercuts.other("gate", LOST, "门岗包、放行、带回，未落盘的全丢", 3, 400),
    powercuts.other("gate", TORN, "门岗包、放行、带回，最后一次写只写了一半", 3, 400),
    powercuts.other("import", SECTORS, "导入，扇区各自丢", 4, 400),
    powercuts.other("import", RUBBISH, "导入，扇区成乱码", 3, 400),
    powercuts.other("destroy", SECTORS, "销毁，扇区各自丢", 4, 400),
    powercuts.other("destroy", RUBBISH, "销毁，扇区成乱码", 3, 400),
    powercuts.control("off", SECTORS, "对照：收照片，不等落盘（OFF）", 0.3, "photo", 10),
))  # fmt: skip
ERRORS = Family("errand-errors", "照片、门岗、导入、销毁：磁盘出错", (
    errors.steps("photo", "EIO", "收照片、开单，这一次读写出错", 6, 400),
    errors.steps("photo", "half", "收照片、开单，只写了一半，盘满", 4, 400),
    errors.steps("album", "EIO", "收照片、备份，这一次读写出错", 4, 400),
    errors.steps("album", "ENOSPC", "收照片、备份，盘满", 4, 400),
    errors.steps("gate", "EIO", "门岗包、放行、带回，这一次读写出错", 4, 400),
    errors.steps("gate", "half", "门岗包、放行、带回，只写了一半，盘满", 4, 400),
    errors.steps("import", "EIO", "导入，这一次读写出错", 4, 400),
    errors.steps("import", "ENOSPC", "导入，盘满", 4, 400),
    errors.steps("destroy", "EIO", "销毁，这一次读写出错", 4, 400),
    errors.steps("destroy", "ENOSPC", "销毁，盘满", 4, 400),
    FaultClass("对照：提交前就说存好了",
               partial(errors.failing, "photo", "EIO", mode="early"), 6, 60, control=0.5,
               needs=errors.needs),
))  # fmt: skip
