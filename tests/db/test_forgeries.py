"""Every kind of forgery is found and named; without what it needs, it is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db import checking, journal
from db.chain import DIGITS, Head
from db.session import Member
from db.signing import new_signer
from db.tampering import Kind
from tests.db.demo_desk import DIRECTOR, Desk
from tests.db.forgeries import FORGERIES, Forgery, busy, forged, kept, put_back, reopened, work
from tests.db.made_office import Office

SEEDS = range(12)
NEED_ANCHOR = [name for name, one in FORGERIES.items() if not one.alone]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One store for all: what is forged is undone."""
    made = busy(tmp_path_factory.mktemp("forged") / "数据")
    yield made
    made.store.close()


@pytest.mark.parametrize("name", FORGERIES)
def test_each_forgery_is_found_and_named(office: Office, name: str) -> None:
    """With the head that was kept, whole or only its digits on paper; afterwards all is well."""
    store = office.store
    head = kept(store)
    paper = Head(head.seq, head.hash[:DIGITS])
    for seed in SEEDS:
        with forged(store, name, seed) as one:
            for anchor in (head, paper):
                found = journal.verify(store, anchor)
                assert found is not None and found.kind in one.kinds, (name, seed, found)
                assert found.endswith("。") and "日志" in found or "封章" in found
        assert journal.verify(store, head) is None


@pytest.mark.parametrize(("name", "one"), FORGERIES.items())
def test_what_shows_it_without_a_head_and_without_seals(
    office: Office, name: str, one: Forgery
) -> None:
    """The controls: a journal cut off, or made anew with its seals, is fine in itself; one only
    made anew is fine where nobody looks at seals."""
    for seed in SEEDS:
        with forged(office.store, name, seed):
            assert (journal.verify(office.store) is not None) is one.alone, (name, seed)
            plain = journal.verify(office.store, seals=False)
            assert (plain is not None) is one.chain, (name, seed)


@pytest.mark.parametrize("seed", [20261133, 20261638, 20261661, 20261677])
def test_a_row_put_in_where_a_seal_stands_is_named_as_put_in(office: Office, seed: int) -> None:
    """The sealed row was moved up by one; nothing was chained anew."""
    head = kept(office.store)
    with forged(office.store, "insert", seed):
        found = journal.verify(office.store, head)
        assert found is not None and found.kind is Kind.INSERTED


@pytest.mark.parametrize("name", NEED_ANCHOR)
def test_the_code_alone_is_enough(office: Office, name: str) -> None:
    """Sixteen digits typed without the number of the row."""
    code = Head(0, kept(office.store).hash[:DIGITS])
    assert journal.verify(office.store, code) is None
    for seed in SEEDS:
        with forged(office.store, name, seed):
            found = journal.verify(office.store, code)
            assert found is not None and "没有这个日志码" in found


def test_an_old_file_put_back_is_named(tmp_path: Path) -> None:
    """By the head kept since; gone on with, the chain no longer meets that head."""
    office = busy(tmp_path / "数据")
    older = tmp_path / "older.db"
    office.store.copy_to(older)
    closer = Member("1001", "", ("前台",), new_signer("1001"))
    work(office, 6, closer)
    head = kept(office.store)
    office.store.close()
    put_back(office.folder, older)
    store = reopened(office.folder)
    found = journal.verify(store, head)
    assert journal.verify(store) is None
    assert found is not None and found.kind is Kind.OLD and "比留存的日志头旧" in found
    went_on = Office(office.folder, office.keys, office.dek, "", store)
    work(went_on, 7, closer)
    work(went_on, 8, closer)
    found = journal.verify(store, head)
    assert found is not None and found.kind is Kind.RECHAINED and "换回旧文件" in found
    store.close()


def test_an_act_that_no_form_has_is_a_finding_and_no_fault(desk: Desk) -> None:
    """Put in past the program: what cannot be read is said, beside what the journal says of it."""
    slip = desk.signed()
    session = desk.at(DIRECTOR)
    with session.store.write() as db:
        for (name,) in session.store.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            db.execute_sql(f"DROP TRIGGER {name}")
        db.execute_sql(
            "INSERT INTO act(record_id, position, name, at, by, body, commitments)"
            " SELECT record_id, position + 1, '没有这一步', at, by, '{}', '{}' FROM act"
            " WHERE record_id = ? ORDER BY position DESC LIMIT 1", (slip.id,),
        )
    found = checking.findings(session)
    assert "未经登记" in found["journal"] and found["standing"] == checking.UNREADABLE
