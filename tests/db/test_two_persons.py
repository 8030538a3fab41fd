"""What takes two beside money: many records out at once, and a restore that loses something."""

from __future__ import annotations

from pathlib import Path

import peewee
import pytest

from db import backup, keys, office, restoring, setup, staff
from db.approving import NEEDED, NotKnown
from db.clock import FixedClock
from db.errors import Refused
from db.listing import Sieve
from db.records import issue
from db.session import open_session
from forms.settings import EXPORT_ROWS
from tests.db.demo_desk import DESK, DIRECTOR, FX, Desk
from views import register_files

NOW = 1_795_228_920_000
ADMIN, CLERK, CHECKER = "1000", "1001", "1002"
SECRET = "yu-ye-{}"


def test_more_than_so_many_records_go_out_with_a_second_person(
    desk: Desk, tmp_path: Path
) -> None:
    """Nothing is written before; then both names are in the journal."""
    for _ in range(3):
        desk.issue("FX", FX)
    office.change(desk.at("9001"), EXPORT_ROWS.key, 2)
    session, out = desk.at(), tmp_path / "登记本.xlsx"
    for second in (None, session.member, desk.at("2001").member):
        with pytest.raises(Refused) as refused:
            register_files.write(session, Sieve("FX"), out, second=second)
        assert set(refused.value.problems) == {NEEDED} and not out.exists()
    director = desk.at(DIRECTOR).member
    assert register_files.write(session, Sieve("FX"), out, second=director) == 3
    ((by, body),) = session.store.rows("SELECT by, body FROM journal WHERE action = 'export.bulk'")
    assert by == DESK and f'"second":"{DIRECTOR}"' in body and '"rows":3' in body
    assert session.store.rows("SELECT what, maker, checker, spent FROM approval") == [
        ("export.bulk", DESK, DIRECTOR, 1)
    ]


def test_few_records_need_nobody(desk: Desk, tmp_path: Path) -> None:
    desk.issue("FX", FX)
    assert register_files.write(desk.at(), Sieve("FX"), tmp_path / "登记本.xlsx") == 1
    with pytest.raises(peewee.DatabaseError, match="第二人"):
        with desk.at().store.write():
            desk.at().journal("export.bulk", "FX", {"rows": 9})


def test_a_restore_that_loses_records_takes_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a real office; by the rights and passwords that the backup knows. One alone is enough
    where nothing is lost, and for whoever has the sealed code."""
    monkeypatch.setattr(keys, "_STRONG", keys._WEAK)
    folder, clock = tmp_path / "数据", FixedClock(NOW)
    made = setup.create(folder, "测试园", SECRET.format(ADMIN), clock=clock)
    for no, role in ((CLERK, "前台"), (CHECKER, "主任")):
        staff.add(made.session, no, "赵虚构", (role,), SECRET.format(no), own=True)
    saved = backup.make(made.session.store, made.session.keys, NOW).file
    made.session.close()

    def restore(second: str | None, password: str = "") -> None:
        pair = (second, password or SECRET.format(second)) if second else None
        restoring.restore(saved, folder, ADMIN, SECRET.format(ADMIN), NOW, second=pair)

    restore(None)
    clerk = open_session(folder, CLERK, SECRET.format(CLERK), clock=clock, check=False)
    issue(clerk, "FX", {**FX, "unit": "1-101"})
    clerk.close()
    for second, words in ((None, "会少掉 1 张单"), (ADMIN, "不能是本人"), (CLERK, "不能复核")):
        with pytest.raises(Refused, match=words) as refused:
            restore(second)
        assert set(refused.value.problems) == {NEEDED}
    with pytest.raises(NotKnown, match="复核人的工号或密码不对"):
        restore(CHECKER, "falsch-77")
    again = open_session(folder, CLERK, SECRET.format(CLERK), clock=clock, check=False)
    assert again.store.value("SELECT count(*) FROM record") == 1
    again.close()
    restore(CHECKER)
    after = open_session(folder, ADMIN, SECRET.format(ADMIN), clock=clock, check=False)
    assert after.store.value("SELECT count(*) FROM record") == 0
    told = after.store.value(
        "SELECT body FROM journal WHERE action = 'restore' ORDER BY seq DESC LIMIT 1"
    )
    assert f'"second":"{CHECKER}"' in told
    issue(after.acting_as(clerk.member), "FX", {**FX, "unit": "1-101"})
    after.close()
    restoring.restore(saved, folder, None, made.recovery, NOW)
