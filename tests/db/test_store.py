"""Opening, writing, two connections, and what each refusal says."""

import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import peewee
import pytest

from db import journal, lock
from db.errors import Environment
from db.sqlite_errors import environment
from db.store import Store, check_file
from tests.db.made_office import Office

ROOT = Path(__file__).parents[2]
WRITER = """
import sys
from pathlib import Path
from db import journal
from db.store import Store
store = Store.open(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
for n in range(40):
    with store.write():
        journal.append(store, n, None, "note", None, {"writer": sys.argv[3]})
store.close()
"""


ENDLESS = WRITER.replace("range(40)", "range(10**9)").replace(
    "\nstore.close()", "\n    print(n + 1, flush=True)\nstore.close()"
)


def command(office: Office, script: str, *more: str) -> list[str]:
    """A second process on the same store."""
    return [sys.executable, "-c", script, str(office.folder), office.dek.hex(), *more]


@pytest.mark.parametrize("readonly", [False, True])
def test_every_connection_has_every_pragma(office: Office, readonly: bool) -> None:
    """The freeze triggers, durability and privacy hang on them."""
    store = Store.open(office.folder, office.dek, readonly=readonly)
    wanted = {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1,
        "secure_delete": 1, "temp_store": 2, "trusted_schema": 0, "busy_timeout": 5000,
        "cache_size": -16000, "cipher_log_level": "NONE", "query_only": int(readonly),
    }
    assert {name: store.value(f"PRAGMA {name}") for name in wanted} == wanted
    store.close()


def test_nothing_readable_stands_in_the_files(office: Office) -> None:
    """Neither in the store nor in its -wal; only the owner may read it."""
    office.issue(1, name="欧阳虚构")
    content = b"".join(path.read_bytes() for path in office.folder.glob("store.db*"))
    assert (office.folder / "store.db-wal").stat().st_size > 0
    for text in ("欧阳虚构", "CREATE TABLE", "SQLite format", "FX-2026"):
        assert text.encode() not in content
    assert stat.S_IMODE((office.folder / "store.db").stat().st_mode) == 0o600


def test_a_failed_block_leaves_nothing(office: Office) -> None:
    """All or nothing, also nested; the caller's own error comes through unchanged."""
    with pytest.raises(ZeroDivisionError), office.store.write() as db:
        with office.store.write():
            db.execute_sql("INSERT INTO permission VALUES ('前台', 'issue')")
        assert 1 // 0
    assert office.store.rows("SELECT * FROM permission WHERE role = '前台'") == []


def test_opening_never_makes_a_file(tmp_path: Path, office: Office) -> None:
    """A wrong folder is told, not filled."""
    with pytest.raises(Environment, match="没有找到数据文件") as missing:
        Store.open(tmp_path, office.dek)
    assert missing.value.kind == "missing"
    assert not (tmp_path / "store.db").exists()


def test_an_existing_store_is_never_made_again(office: Office) -> None:
    """And stays as it is."""
    office.issue(1)
    with pytest.raises(Environment, match="已有数据") as there:
        Store.create(office.folder, office.dek)
    assert there.value.kind == "exists"
    assert office.store.value("SELECT count(*) FROM record") == 1


@pytest.mark.parametrize("wrong", ["key", "text", "empty", "plain"])
def test_what_is_not_our_store_is_told(office: Office, wrong: str) -> None:
    """Another key, another kind of file, an empty one, an unencrypted database."""
    office.store.close()
    path, dek = office.folder / "store.db", office.dek
    if wrong == "key":
        dek = bytes(32)
    elif wrong == "text":
        path.write_text("会议记录\n" * 5000, encoding="utf-8")
    elif wrong == "empty":
        path.write_bytes(b"")
    else:
        path.unlink()
        with sqlite3.connect(path) as plain:
            plain.execute("CREATE TABLE t(a)")
        plain.close()
    before = path.read_bytes()
    with pytest.raises(Environment, match="不是一对" if wrong == "key" else "请用最近的备份恢复") as damage:
        Store.open(office.folder, dek)
    assert damage.value.kind == "damage"
    assert path.read_bytes() == before


def test_a_database_without_our_schema_is_not_ours(tmp_path: Path) -> None:
    """The right key alone is not enough; nothing is migrated into it."""
    store = Store.create(tmp_path, bytes(32))
    with store.write() as db:
        db.execute_sql("PRAGMA user_version = 0")
    store.close()
    with pytest.raises(Environment, match="不是前台通的数据文件"):
        Store.open(tmp_path, bytes(32))


def test_a_newer_schema_is_left_alone(office: Office) -> None:
    """The user is asked to install the newer program."""
    with office.store.write() as db:
        db.execute_sql("PRAGMA user_version = 999")
    with pytest.raises(Environment, match="更新版本") as newer:
        Store.open(office.folder, office.dek)
    assert newer.value.kind == "schema"
    assert office.store.schema() == 999


def test_a_reader_reads_beside_and_cannot_write(office: Office) -> None:
    """A second connection in a worker."""
    reader = Store.open(office.folder, office.dek, readonly=True)
    office.issue(1)
    assert reader.value("SELECT count(*) FROM record") == 1
    with pytest.raises(RuntimeError), reader.write():
        pytest.fail("writing")
    with pytest.raises(peewee.OperationalError, match="readonly"):
        reader.db.execute_sql("INSERT INTO permission VALUES ('前台', 'issue')")
    reader.close()


def test_a_connection_stays_in_its_thread(office: Office) -> None:
    """Another thread has to open its own."""
    caught: list[Exception] = []

    def use() -> None:
        try:
            office.store.value("SELECT 1")
        except Exception as error:
            caught.append(error)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert [type(error) for error in caught] == [peewee.InterfaceError]


def test_data_version_moves_only_by_others(office: Office) -> None:
    """The window watches it to see what the command line did."""
    other = Store.open(office.folder, office.dek)
    before = other.data_version()
    with other.write() as db:
        db.execute_sql("INSERT INTO permission VALUES ('前台', 'issue')")
    assert other.data_version() == before
    office.issue(1)
    assert other.data_version() != before
    other.close()


def test_waiting_too_long_is_told_as_busy(office: Office) -> None:
    """The other writer is named as the cause, not SQLite's words."""
    other = Store.open(office.folder, office.dek)
    other.db.execute_sql("PRAGMA busy_timeout = 20")
    with office.store.write(), pytest.raises(Environment, match="正在写数据") as busy:
        with other.write():
            pytest.fail("two writers")
    assert busy.value.kind == "lock"
    with other.write() as db:
        db.execute_sql("INSERT INTO permission VALUES ('前台', 'issue')")
    other.close()


def test_two_processes_write_one_chain(office: Office) -> None:
    """Read-then-write of the last journal row never collides."""
    writers = [subprocess.Popen(command(office, WRITER, name), cwd=ROOT) for name in "ab"]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert office.store.value("SELECT count(*) FROM journal") == 80
    assert journal.verify(office.store) is None


@pytest.mark.parametrize("acknowledged", [1, 7, 50, 200])
def test_what_was_acknowledged_survives_kill_9(office: Office, acknowledged: int) -> None:
    """The writer is killed while it writes on; the chain is whole and long enough."""
    with subprocess.Popen(
        command(office, ENDLESS, "a"), cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        for _ in range(acknowledged):
            last = int(writer.stdout.readline())
        writer.kill()
    assert last == acknowledged <= journal.head(office.store).seq
    assert journal.verify(office.store) is None
    assert check_file(office.store, full=True) == "ok"


def test_the_root_of_any_exception_is_found(office: Office) -> None:
    """For the outermost handler: rows fetched outside of `reading` bring SQLite's own error."""
    office.store.db.execute_sql("PRAGMA max_page_count = 1")
    with pytest.raises(peewee.OperationalError) as caught:
        office.store.db.execute_sql("INSERT INTO draft VALUES (1, 'FX', '1001', ?, 1)",
                                    (f'{{"text":"{"x" * 9000}"}}',))
    found = environment(caught.value)
    assert found is not None and (found.kind, str(found)[:8]) == ("disk", "存不下：磁盘已满")
    assert environment(ZeroDivisionError()) is None
    inner = Environment("lock", "占用")
    try:
        try:
            raise inner
        except Environment:
            raise peewee.OperationalError("cannot rollback")
    except peewee.OperationalError as error:
        assert environment(error) is inner


def test_network_folders_are_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """WAL is not safe there."""
    mounts = office.folder / "mountinfo"
    mounts.write_text(f"9 1 0:5 / {office.folder.parent} rw - cifs //nas/x rw\n", encoding="utf-8")
    monkeypatch.setattr(lock, "_MOUNTS", mounts)
    with pytest.raises(Environment, match="网络盘"):
        Store.open(office.folder, office.dek)


def test_a_sound_file_is_ok(office: Office) -> None:
    """Both checks on a store with content."""
    office.issue(1)
    assert check_file(office.store) == check_file(office.store, full=True) == "ok"


def test_a_broken_reference_is_found(office: Office) -> None:
    """What a tool that ignores foreign keys leaves behind."""
    office.store.db.execute_sql("PRAGMA foreign_keys = 0")
    with office.store.write() as db:
        db.execute_sql("INSERT INTO vehicle(plate, unit_id) VALUES ('粤B12345', 77)")
    assert check_file(office.store) == "ok"
    assert check_file(office.store, full=True).startswith("数据之间的联系断了（vehicle 第 1 行）")
