"""check, backup and restore from outside, over sound, damaged and lost stores."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

from db import second_place
from db.clock import FixedClock, instant
from db.session import open_session
from tests.command_line.desk import NOW, Desk

ADMIN: dict[str, Any] = {"staff": "9001"}
SOUND = {"file": "ok", "journal": "ok", "standing": "ok", "search": "ok"}


def flip(file: Path, at: int) -> None:
    """Change one bit of a file."""
    content = bytearray(file.read_bytes())
    content[at] ^= 0x10
    file.write_bytes(content)


def test_check_of_a_sound_store_says_ok_four_times(signed: Desk) -> None:
    """Quick and full, after work was done."""
    assert signed.run("check", **ADMIN).done == SOUND
    assert signed.run("check", "--full", **ADMIN).done == SOUND


def test_one_changed_bit_anywhere_is_found_by_the_full_check(signed: Desk, tmp_path: Path) -> None:
    """In the head, at several places in the middle and in the last page: status 3, the answer
    keeps its four keys and says what is wrong."""
    size = (signed.folder / "store.db").stat().st_size
    for place in (5, size // 5, size // 2, size * 4 // 5, size - 9):
        copy = signed.copied(tmp_path / f"bit {place}")
        flip(copy.folder / "store.db", place)
        found = copy.run("check", "--full", **ADMIN)
        assert found.status == 3 and set(found.json) == set(SOUND), place
        assert "损坏" in found.json["file"] and found.json["journal"] != "ok", place


def test_a_shortened_store_is_found(signed: Desk) -> None:
    """Cut off at half: damage, never a bug."""
    os.truncate(signed.folder / "store.db", (signed.folder / "store.db").stat().st_size // 2)
    found = signed.run("check", "--full", **ADMIN)
    assert found.status == 3 and "损坏" in found.json["file"]
    assert "恢复" in signed.run("issue", "FX", "-", given={}).environment


def test_a_backup_restores_over_a_damaged_store_and_numbers_run_on(
    signed: Desk, tmp_path: Path
) -> None:
    """What was in the backup is back to the letter; the damaged files lie aside; the next number
    follows the last one restored; the journal knows of the restore."""
    made = signed.run("backup", "--to", str(tmp_path / "U 盘"), **ADMIN).done
    assert made["records"] == 1 and made["verified"] is True
    before = signed.run("show", "FX-2026-000001").done
    assert Path(made["file"]).parent == tmp_path / "U 盘"
    flip(signed.folder / "store.db", (signed.folder / "store.db").stat().st_size // 2)
    signed.run("check", "--full", **ADMIN)
    restored = signed.run("restore", made["file"], **ADMIN).done
    assert restored["records"] == 1 and restored["verified"] is True
    assert signed.run("show", "FX-2026-000001").done == before
    assert signed.run("check", "--full", **ADMIN).done == SOUND
    assert signed.issue()["number"] == "FX-2026-000002"
    assert list(signed.folder.glob("replaced-*/store.db"))
    assert signed.run("gate", before["code"], staff="2001").done["verdict"] == "可以放行"


def test_a_backup_restores_where_everything_was_lost(signed: Desk, tmp_path: Path) -> None:
    """A new computer: an empty folder and the backup file are enough."""
    made = signed.run("backup", "--to", str(tmp_path / "u"), **ADMIN).done
    fresh = Desk(tmp_path / "新 电脑" / "数据")
    fresh.folder.parent.mkdir()
    assert fresh.run("restore", made["file"], **ADMIN).done["records"] == 1
    assert fresh.run("check", "--full", **ADMIN).done == SOUND
    assert fresh.issue()["number"] == "FX-2026-000002"


def test_work_after_the_backup_is_not_in_it_but_lies_aside(signed: Desk, tmp_path: Path) -> None:
    """Restoring an old state is told by the number of records and loses no file."""
    made = signed.run("backup", "--to", str(tmp_path / "u"), **ADMIN).done
    signed.issue()
    assert signed.run("restore", made["file"], **ADMIN).done["records"] == 1
    assert "没有" in signed.run("show", "FX-2026-000002").refused[""]
    aside = next(signed.folder.glob("replaced-*"))
    assert Desk(aside).run("show", "FX-2026-000002").status == 0


def test_a_restore_that_cannot_be_is_refused_and_changes_nothing(
    signed: Desk, tmp_path: Path
) -> None:
    """A changed backup, a file that is none, none at all, a wrong password, somebody without the
    right: the store goes on as before."""
    made = Path(signed.run("backup", "--to", str(tmp_path / "u"), **ADMIN).done["file"])
    content = made.read_bytes()
    broken, short, none = (tmp_path / name for name in ("broken", "short", "none"))
    broken.write_bytes(content)
    flip(broken, len(content) // 2)
    short.write_bytes(content[: len(content) // 2])
    none.write_text("kein Backup")
    for file in (broken, short, none, tmp_path / "fehlt", tmp_path):
        assert signed.run("restore", str(file), **ADMIN).environment, file
    assert signed.run("restore", str(made), staff="9001", password="wrong").environment
    assert signed.run("restore", str(made), staff="2001").status == 2
    assert signed.run("show", "FX-2026-000001").status == 0
    assert not list(signed.folder.glob("replaced-*")) + list(signed.folder.glob("restoring-*"))


def test_a_backup_made_beside_goes_to_the_data_folder_and_is_thinned(desk: Desk) -> None:
    """Of a day more than two days ago the last one stays."""
    for moment in ("17T08:00", "17T18:00", "21T08:00", "21T18:00"):
        desk.run("backup", now=f"2026-11-{moment}").done
    kept = sorted(file.name for file in (desk.folder / "backups").iterdir())
    assert kept == [f"qiantai-202611{at}.qtbak" for at in ("17-180000", "21-080000", "21-180000")]


def test_a_rehearsal_says_that_the_newest_backup_would_do(signed: Desk) -> None:
    """Nothing but the journal is changed; who may not back up may not rehearse."""
    assert "还没有备份" in signed.run("rehearse", **ADMIN).refused[""]
    made = signed.run("backup", **ADMIN).done
    assert signed.run("rehearse", **ADMIN).done == made
    assert signed.run("rehearse", staff="1003").done == made
    assert "须由" in signed.run("rehearse", staff="2001").refused[""]
    assert signed.run("check", "--full", **ADMIN).done == SOUND


def test_a_rehearsal_finds_a_bad_backup(signed: Desk) -> None:
    """Status 3 and which file; the present data are not touched."""
    made = Path(signed.run("backup", **ADMIN).done["file"])
    flip(made, made.stat().st_size // 2)
    said = signed.run("rehearse", **ADMIN).environment
    assert made.name in said and "没有通过" in said
    assert signed.run("check", "--full", **ADMIN).done == SOUND


def test_restoring_makes_a_safety_copy_of_a_sound_store_first(signed: Desk, tmp_path: Path) -> None:
    """It restores again what was there before; a damaged store makes none."""
    made = signed.run("backup", "--to", str(tmp_path / "u"), **ADMIN).done
    signed.issue()
    signed.run("restore", made["file"], **ADMIN).done
    (safe,) = (signed.folder / "backups").iterdir()
    assert signed.run("restore", str(safe), **ADMIN).done["records"] == 2
    flip(signed.folder / "store.db", (signed.folder / "store.db").stat().st_size // 2)
    there = set((signed.folder / "backups").iterdir())
    signed.run("restore", made["file"], **ADMIN).done
    assert set((signed.folder / "backups").iterdir()) == there


def test_a_second_place_gets_its_copy_or_is_said_to_be_away(signed: Desk, tmp_path: Path) -> None:
    """Away is no failure: the backup beside the data was made."""
    stick = tmp_path / "U 盘"
    stick.mkdir()
    clock = FixedClock(instant(datetime.fromisoformat(NOW)))
    session = open_session(signed.folder, "9001", "demo9001", clock=clock)
    second_place.choose(session, stick)
    session.close()
    made = signed.run("backup", **ADMIN).done
    assert made["second"] == f"已抄到 {stick}"
    assert (stick / Path(made["file"]).name).read_bytes() == Path(made["file"]).read_bytes()
    stick.rename(tmp_path / "away")
    away = signed.run("backup", **ADMIN).done
    assert away["second"] == f"不在（{stick}）" and away["verified"]
