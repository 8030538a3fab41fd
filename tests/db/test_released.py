"""Stores of every released schema still open, whole, with all that was in them."""

import shutil
from pathlib import Path

import pytest

from db import backup, journal, migrations, prices, restoring, rights
from db.clock import FixedClock
from db.errors import Environment
from db.keys import Keys
from db.session import open_session
from db.store import Store, check_file
from forms import PRICE_LISTS
from tests.db.made_office import NOW
from tests.db.make_released import PASSWORD

RELEASED = sorted((Path(__file__).parent / "released").iterdir())


@pytest.fixture(params=RELEASED, ids=[path.name for path in RELEASED])
def released(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a released store: opening may change the file."""
    folder = tmp_path / "store"
    shutil.copytree(request.param, folder)
    return folder


def test_it_opens_with_password_and_code_and_is_whole(released: Path, tmp_path: Path) -> None:
    """Schema brought up to date; file, journal and commitments as they were sealed."""
    keys = Keys.load(released)
    dek = keys.unlock("1001", PASSWORD, NOW)
    assert keys.unlock_recovery((released / "recovery.txt").read_text(encoding="ascii")) == dek
    store = Store.open(released, dek)
    assert store.schema() == len(migrations.STEPS)
    assert check_file(store, full=True) == "ok"
    redacted = store.value("SELECT count(*) FROM redaction")
    assert journal.verify(store) is None and journal.head(store).seq == 4 + redacted
    assert store.rows("SELECT number FROM record ORDER BY id") == [
        ("FX-2026-000001",), ("FX-2026-000002",), ("FX-2026-000003",),
    ]
    assert store.rows("SELECT record_id, value FROM personal ORDER BY record_id") == [
        (1, '"李虚构"'), (3, '"李虚构"'),
    ]
    assert store.rows("SELECT label, area_m2 FROM unit") == [("3-1202", 89.5)]
    made = backup.make(store, keys, NOW)
    store.close()
    assert restoring.restore(made.file, tmp_path / "new", "1001", PASSWORD, NOW).records == 3


def test_it_ends_up_with_the_schema_of_a_new_store(released: Path, tmp_path: Path) -> None:
    """Fails when a released step was edited; before the first release make v1 again instead."""
    new = Store.create(tmp_path / "new", bytes(32))
    old = Store.open(released, Keys.load(released).unlock("1001", PASSWORD, NOW))
    schema = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
    assert old.rows(schema) == new.rows(schema)
    new.close()
    old.close()


def test_it_has_the_price_list_after_the_first_login(released: Path) -> None:
    """From that day on, once: a second login adds nothing."""
    declared = {price.item: price.amount for one in PRICE_LISTS for price in one.prices}
    for _ in range(2):
        session = open_session(released, "1001", PASSWORD, clock=FixedClock(NOW))
        assert {one.item: one.amount for one in prices.rows(session.store)} == declared
        assert len(prices.rows(session.store)) == len(declared)
        assert {one.since for one in prices.rows(session.store)} == {"2026-11-21"}
        assert rights.holders(session.store, "prices") == ("主任", "系统管理员", "财务")
        assert journal.verify(session.store) is None
        session.close()


def test_its_key_is_still_needed(released: Path) -> None:
    """The fixture is really encrypted."""
    with pytest.raises(Environment):
        Store.open(released, bytes(32))


def test_there_is_one_for_every_schema_version() -> None:
    """A new step needs a released store of the one before it to be kept here."""
    assert [path.name for path in RELEASED] == [
        f"v{n}" for n in range(1, len(migrations.STEPS) + 1)
    ]


def test_the_released_stores_are_small() -> None:
    """They live in the repository."""
    for folder in RELEASED:
        assert (folder / "store.db").stat().st_size < 800_000


def test_it_is_backed_up_before_its_schema_is_changed(released: Path, tmp_path: Path) -> None:
    """Once, as it was; that backup restores. One of this version's schema is left alone."""
    keys = Keys.load(released)
    dek = keys.unlock("1001", PASSWORD, NOW)
    old = Store.open(released, dek, upgrade=False)
    version = old.schema()
    old.close()
    for _ in range(2):
        open_session(released, "1001", PASSWORD, clock=FixedClock(NOW)).close()
    made = list((released / "backups").glob("*.qtbak"))
    assert [backup.inspect(file).schema for file in made] == [version] * (
        version < len(migrations.STEPS)
    )
    for file in made:
        assert backup.inspect(file).head.seq == 4
        assert restoring.restore(file, tmp_path / "new", "1001", PASSWORD, NOW).records == 3


def test_without_a_backup_the_schema_is_not_changed(released: Path) -> None:
    """The disk has no room, or something stands in the way: it is said, nothing is changed."""
    (released / "backups").write_text("in the way")
    keys = Keys.load(released)
    dek = keys.unlock("1001", PASSWORD, NOW)
    store = Store.open(released, dek, upgrade=False)
    version = store.schema()
    store.close()
    if version == len(migrations.STEPS):
        open_session(released, "1001", PASSWORD, clock=FixedClock(NOW)).close()
        return
    with pytest.raises(Environment, match="先要备份，没有做成，所以没有换成新的数据格式"):
        open_session(released, "1001", PASSWORD, clock=FixedClock(NOW))
    store = Store.open(released, dek, upgrade=False)
    assert store.schema() == version and not list(released.glob("replaced-*"))
    store.close()
