"""The chain finds every forgery it promises to find."""

import hashlib
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import chain, committed, journal, verifying
from db.chain import SEALED, SPAN, lines_between, row_hash, sealed_line
from db.errors import Cancelled
from db.fields import canonical
from db.journal import Head
from db.store import Store
from tests.db.forgeries import rechain
from tests.db.made_office import NOW, Office

TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"


def forge(store: Store, *statements: str) -> None:
    """What somebody with the key and a database tool could do."""
    with store.write() as db:
        for (name,) in store.rows(TRIGGERS):
            db.execute_sql(f"DROP TRIGGER {name}")
        for statement in statements:
            db.execute_sql(statement)


@pytest.fixture
def busy(office: Office) -> Office:
    """Eight slips and two plain entries."""
    for sequence in range(1, 9):
        office.issue(sequence)
    with office.store.write():
        journal.append(office.store, NOW, None, "login", None, {"失败": True})
        journal.append(office.store, NOW, "1001", "backup", None, {})
    return office


def test_an_honest_journal_is_fine(busy: Office) -> None:
    """Also an empty one, and with its own head as anchor."""
    assert journal.verify(busy.store) is None
    last = journal.head(busy.store)
    assert last.seq == 10 and journal.verify(busy.store, last) is None
    assert journal.verify(busy.store, Head(0, journal.GENESIS)) is None


def test_an_empty_journal_is_fine(office: Office) -> None:
    """A store that was just made."""
    assert journal.head(office.store) == Head(0, journal.GENESIS)
    assert journal.verify(office.store) is None


def test_appending_needs_the_callers_transaction(office: Office) -> None:
    """An entry on its own could stay when the deed is rolled back."""
    with pytest.raises(RuntimeError):
        journal.append(office.store, NOW, "1001", "note", None, {})
    with pytest.raises(KeyError), office.store.write():
        journal.append(office.store, NOW, "1001", "note", None, {})
        raise KeyError
    assert journal.head(office.store).seq == 0


@pytest.mark.parametrize("column", ["at", "by", "action", "subject", "body", "records", "acts",
                                    "content", "previous"])
def test_an_edited_entry_is_named(busy: Office, column: str) -> None:
    """Whatever column; the first broken row is named."""
    value = "at + 1" if column in ("at", "records", "acts") else "'{\"x\":1}'"
    forge(busy.store, f"UPDATE journal SET {column} = {value} WHERE seq = 4")
    assert journal.verify(busy.store) == "日志第 4 条被改动过。"


@pytest.mark.parametrize(("statements", "words"), [
    (["DELETE FROM journal WHERE seq = 4"], "日志第 4 条被删掉了"),
    (["DELETE FROM journal WHERE seq = 4", "UPDATE journal SET seq = seq - 1 WHERE seq = 5"],
     "日志第 4 条被删掉了，后面的改过号"),
    (["UPDATE journal SET seq = 99 WHERE seq = 4", "UPDATE journal SET seq = 4 WHERE seq = 5",
      "UPDATE journal SET seq = 5 WHERE seq = 99"], "日志第 4 条和第 5 条被对调过"),
    (["INSERT INTO journal SELECT 11, at, by, action, subject, body, records, acts, content,"
      " hash, 'ab' || substr(hash, 3) FROM journal WHERE seq = 10"], "日志第 11 条被改动过"),
    (["UPDATE record SET body = '{\"goods\":\"冰箱\"}' WHERE id = 3"], "FX-2026-000003"),
    (["UPDATE record SET issued_by = '1002' WHERE id = 3"], "日志第 3 条"),
    (["UPDATE act SET name = '放行' WHERE id = 5"], "FX-2026-000005"),
    (["DELETE FROM personal WHERE record_id = 5", "DELETE FROM act WHERE id = 5"], "日志第 5 条"),
    (["INSERT INTO act(record_id, position, name, at, by, body, commitments)"
      " VALUES (1, 2, '放行', 1, '1001', '{}', '{}')"], "日志第 10 条之后有未经登记的"),
    (["UPDATE personal SET value = '\"别人\"' WHERE record_id = 2"],
     "FX-2026-000002 的个人信息（carrier）被改动过"),
    (["UPDATE personal SET commitment = 'ab' || substr(commitment, 3) WHERE record_id = 2"],
     "个人信息（carrier）被改动过"),
    (["DELETE FROM personal WHERE record_id = 2"], "FX-2026-000002 的个人信息（carrier）不见了"),
])
def test_each_forgery_is_named(busy: Office, statements: list[str], words: str) -> None:
    """Deleted, renumbered, swapped, inserted, and changes behind the journal's back."""
    forge(busy.store, *statements)
    assert words in (journal.verify(busy.store) or "")


def test_only_an_anchor_shows_a_cut_or_a_rechained_journal(busy: Office) -> None:
    """The control: without the anchor both pass."""
    anchor = journal.head(busy.store)
    forge(busy.store, "UPDATE journal SET body = '{\"x\":1}' WHERE seq = 4")
    with busy.store.write():
        rechain(busy.store, 4)
    assert journal.verify(busy.store) is None
    assert "日志与留存的第 10 条不符" in (journal.verify(busy.store, anchor) or "")
    forge(busy.store, "DELETE FROM journal WHERE seq > 8")
    assert journal.verify(busy.store) is None
    assert "末尾被截断" in (journal.verify(busy.store, anchor) or "")


def test_a_last_entry_hung_on_something_else_is_named(busy: Office) -> None:
    """Its own hash is right, and no entry after it would tell."""
    columns = "seq, at, by, action, subject, body, records, acts, content"
    (row,) = busy.store.rows(f"SELECT {columns} FROM journal WHERE seq = 10")
    false = "ab" * 32
    forge(busy.store, f"UPDATE journal SET previous = '{false}',"
          f" hash = '{row_hash((*row, false))}' WHERE seq = 10")
    assert journal.verify(busy.store) == "日志第 10 条被改动过，接不上前一条。"


def test_values_gone_by_an_approved_order_are_in_order(busy: Office) -> None:
    """The chain stays whole: it holds commitments, not values."""
    with busy.store.write() as db:
        db.execute_sql("INSERT INTO destruction_order(record_id, why, ordered_by, ordered_at)"
                       " VALUES (2, '到期', '1001', 1)")
        db.execute_sql("UPDATE destruction_order SET approved_by = '1002', approved_at = 2")
        db.execute_sql("DELETE FROM personal WHERE record_id = 2")
        journal.append(busy.store, NOW, "1001", "destroy", "FX-2026-000002", {"values": 1})
    assert journal.verify(busy.store) is None


def test_random_edits_of_any_sealed_cell_are_found(busy: Office) -> None:
    """Sixty random cells of journal, record and act, each changed and put back."""
    chance = random.Random(20261121)
    tables = {table: [row[1] for row in busy.store.rows(f"PRAGMA table_info({table})")
                      if row[1] not in ("id", "seq", "record_id", "position", "sequence")]
              for table in ("journal", "record", "act")}
    forge(busy.store)
    busy.store.db.execute_sql("PRAGMA foreign_keys = 0")
    for _ in range(60):
        table = chance.choice(list(tables))
        column, row = chance.choice(tables[table]), chance.randint(1, 8)
        key = "seq" if table == "journal" else "id"
        old = busy.store.value(f"SELECT {column} FROM {table} WHERE {key} = {row}")
        new = changed(column, old, chance.randrange(10**6))
        for value, expected in ((new, False), (old, True)):
            busy.store.db.execute_sql(f"UPDATE {table} SET {column} = ? WHERE {key} = {row}",
                                      (value,))
            assert (journal.verify(busy.store) is None) is expected, (table, column, row)


def changed(column: str, old: Any, salt: int) -> Any:
    """Another value that the column's CHECKs let through."""
    if column in ("body", "commitments"):
        return f'{{"forged":{salt}}}'
    if column == "issued_day":
        return "2020-02-02"
    if column in ("hangs_on", "replaces", "copied_from", "unit_id") or isinstance(old, int):
        return (old or 0) + 1 + salt
    return f"{salt:064}"


@given(st.text(max_size=20), st.text(max_size=20), st.binary(min_size=16, max_size=16))
def test_commitments_tell_values_and_salts_apart(one: str, two: str, salt: bytes) -> None:
    """Equal only for the same value under the same salt."""
    same = journal.commit_value(one, salt) == journal.commit_value(two, salt)
    assert same == (one == two)
    assert journal.commit_value(one, salt) != journal.commit_value(one, salt[::-1] + b"x")
    assert len(journal.commit_value(one, salt)) == 64


@given(st.lists(st.one_of(st.text(max_size=12), st.integers(), st.none(), st.floats(0, 9)),
                max_size=6))
def test_a_row_is_hashed_as_its_canonical_json(row: list[Any]) -> None:
    """As every store was sealed before it was made quicker."""
    assert row_hash(tuple(row)) == hashlib.sha256(canonical(row).encode("utf-8")).hexdigest()


SIGNS = [code for code in range(1, 0x110000) if not 0xD800 <= code < 0xE000]


def test_sqlite_writes_every_sign_as_it_is_hashed(office: Office) -> None:
    """The text that is hashed quickly is the one that was promised."""
    for start in range(0, len(SIGNS), 100_000):
        said = "".join(map(chr, SIGNS[start : start + 100_000]))
        found = office.store.value("SELECT CAST(json_array(?, ?, ?) AS BLOB)", (said, -7, None))
        assert found == canonical([said, -7, None]).encode("utf-8"), hex(start)


def test_sqlite_writes_rows_as_they_are_hashed(busy: Office) -> None:
    """Of the journal, and the lines of what it seals."""
    rows = busy.store.rows(f"SELECT {chain.COLUMNS} FROM journal ORDER BY seq")
    ((count, texts, hashes, previous, *_),) = busy.store.rows(SPAN, (0, len(rows)))
    assert count == len(rows) and previous.split() == [row[9] for row in rows]
    assert [hashlib.sha256(text).hexdigest() for text in texts.split(b"\n")] == hashes.split()
    assert hashes.split() == [row_hash(row[:10]) for row in rows]
    for table, columns in SEALED.items():
        rows = busy.store.rows(f"SELECT {columns} FROM {table} ORDER BY id")
        lines = b"".join(sealed_line(table, row) for row in rows)
        assert busy.store.rows(lines_between(table), (0, 8)) == [(8, lines.removesuffix(b"\n"))]


def test_a_sqlite_that_writes_otherwise_changes_no_verdict(
    busy: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where its text does not fit, what was promised is asked: sound stays sound, false false."""
    other = lambda words: words.replace("json_array(", "json_array('other', ")  # noqa: E731
    monkeypatch.setattr(verifying, "SPAN", other(SPAN))
    monkeypatch.setattr(verifying, "lines_between", lambda table: other(lines_between(table)))
    monkeypatch.setattr(committed, "_fit", lambda *columns: False)
    assert journal.verify(busy.store) is None
    forge(busy.store, "UPDATE act SET name = '放行' WHERE id = 5")
    assert "FX-2026-000005" in (journal.verify(busy.store) or "")
    forge(busy.store, "UPDATE act SET name = '签发' WHERE id = 5",
          "UPDATE personal SET value = '\"张虚构\"' WHERE id = 7")
    assert "FX-2026-000007" in (journal.verify(busy.store) or "")


@pytest.mark.parametrize("some", [1, 3, 1024])
def test_a_sound_journal_is_never_gone_through_row_by_row(
    busy: Office, monkeypatch: pytest.MonkeyPatch, some: int
) -> None:
    """That would take twice as long; rows that seal several records or nothing are no exception."""
    with busy.store.write() as db:
        for position in (2, 3):
            db.execute_sql(
                "INSERT INTO act(record_id, position, name, at, by, body, commitments)"
                " VALUES (4, ?, '放行', ?, '1001', '{}', '{}')", (position, NOW),
            )
        journal.append(busy.store, NOW, "1001", "act", "FX-2026-000004", {})
    monkeypatch.setattr(committed, "SOME", some)
    for judge in (verifying._Walk, committed.Values):
        monkeypatch.setattr(judge, "_by_row", lambda *_: pytest.fail("row by row"))
    assert journal.verify(busy.store) is None


@pytest.mark.parametrize("number", ["0", "-7"])
def test_numbers_below_the_first_hide_nothing(busy: Office, number: str) -> None:
    """An act and an entry whose numbers the walk would never come by."""
    act = ("INSERT INTO act(id, record_id, position, name, at, by, body, commitments)"
           f" VALUES ({number}, 3, 2, '放行', {NOW}, '1001', '{{}}', '{{}}')")
    forge(busy.store, act)
    assert "未经登记" in (journal.verify(busy.store) or "")
    forge(busy.store, f"DELETE FROM act WHERE id = {number}",
          f"UPDATE journal SET seq = {number} WHERE seq = 10")
    assert journal.verify(busy.store) is not None


def test_progress_is_told_and_may_stop_it(busy: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the first row to the last personal value; what is raised goes through."""
    monkeypatch.setattr(committed, "SOME", 1)
    heard: list[tuple[int, int]] = []
    assert journal.verify(busy.store, progress=lambda *told: heard.append(told)) is None
    both = 10 + busy.store.value("SELECT count(*) FROM personal")
    done = [step for step, of in heard]
    assert {of for _, of in heard} == {both} and done[-1] == both
    assert done == sorted(done) and len(done) >= 10

    def enough(done: int, of: int) -> None:
        if done > 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        journal.verify(busy.store, progress=enough)
    assert journal.verify(busy.store) is None
