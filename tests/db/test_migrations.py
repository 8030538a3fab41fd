"""Schema steps: whole or not at all, even with kill -9 at every statement."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from db import migrations
from db.errors import Environment
from db.store import Store, check_file
from tests.db.made_office import Office

ROOT = Path(__file__).parents[2]
NOW = len(migrations.STEPS)
SECOND = (
    "CREATE TABLE extra (a INTEGER PRIMARY KEY) STRICT",
    "INSERT INTO extra VALUES (1)",
    "ALTER TABLE unit ADD COLUMN floor TEXT",
)
UPGRADE = """
import os, signal, sys
from pathlib import Path
from db import migrations
from db.store import Store

class Deadly(tuple):
    def __iter__(self):
        for index, statement in enumerate(super().__iter__()):
            if index == int(sys.argv[3]):
                os.kill(os.getpid(), signal.SIGKILL)
            yield statement
        if int(sys.argv[3]) == len(self):
            os.kill(os.getpid(), signal.SIGKILL)

migrations.STEPS = (*migrations.STEPS, Deadly(sys.argv[4:]))
Store.open(Path(sys.argv[1]), bytes.fromhex(sys.argv[2])).close()
"""


@pytest.mark.parametrize("deadly", range(len(SECOND) + 1))
def test_a_killed_upgrade_leaves_the_old_schema(
    office: Office, deadly: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before each statement and before the commit; the next start does it all."""
    office.issue(1)
    office.store.close()
    killed = subprocess.run(
        [sys.executable, "-c", UPGRADE, str(office.folder), office.dek.hex(), str(deadly),
         *SECOND], cwd=ROOT, check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    store = Store.open(office.folder, office.dek)
    assert store.schema() == NOW and check_file(store, full=True) == "ok"
    assert store.rows("SELECT * FROM sqlite_master WHERE name = 'extra'") == []
    assert store.value("SELECT count(*) FROM record") == 1
    store.close()
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, SECOND))
    store = Store.open(office.folder, office.dek)
    assert store.schema() == NOW + 1 and store.rows("SELECT * FROM extra") == [(1,)]
    store.close()


def test_a_step_with_a_mistake_changes_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error comes through and the file still opens with the old program."""
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, (*SECOND, "CREATE NONSENSE")))
    with pytest.raises(Exception, match="syntax error"):
        Store.open(office.folder, office.dek)
    monkeypatch.undo()
    store = Store.open(office.folder, office.dek)
    assert store.rows("SELECT name FROM sqlite_master WHERE name = 'extra'") == []
    store.close()


def test_a_reader_does_not_upgrade(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """It asks for the window to do it."""
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, SECOND))
    with pytest.raises(Environment, match="旧版本的格式") as old:
        Store.open(office.folder, office.dek, readonly=True)
    assert old.value.kind == "schema" and office.store.schema() == NOW


def test_a_killed_creation_is_told(tmp_path: Path) -> None:
    """A store that was never finished is not taken for a good one."""
    script = UPGRADE.replace("Store.open", "Store.create")
    script = script.replace("(*migrations.STEPS, Deadly(sys.argv[4:]))", "(Deadly(sys.argv[4:]),)")
    killed = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path), bytes(32).hex(), "1", *SECOND],
        cwd=ROOT, check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    with pytest.raises(Environment) as unfinished:
        Store.open(tmp_path, bytes(32))
    assert unfinished.value.kind == "damage"
