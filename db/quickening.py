"""Keeping the search index quick: few pieces, and what every search reads read beforehand."""

from __future__ import annotations

import time
from collections.abc import Callable

from db.indexing import REST
from db.store import Store

_STEPS_APART = 10_000
_NEWEST = 20_000
"""Records that are asked for most."""
_STRIDES = (("record_words_data", "id", 300), ("search_hit", "record_id", 10_000),
            ("standing", "record_id", 10_000))  # fmt: skip
"""Rows that far apart share the pages that lead to them, not those they stand on."""
_READ_OFTEN = (
    "SELECT count(*) FROM place_words WHERE place_words MATCH '\"-\"*'",
    "SELECT count(*) FROM record_words WHERE record_words MATCH '\"-\"*'",
    "SELECT count(*) FROM place_words_idx",
    "SELECT count(*) FROM record_words_idx",
    "SELECT count(*) FROM place_words_data WHERE length(block) > 0",
    "SELECT count(*) FROM unit NOT INDEXED WHERE room <> ''",
    "SELECT count(*) FROM person NOT INDEXED WHERE name <> ''",
    "SELECT count(*) FROM residence WHERE unit_id > 0 AND role <> ''",
    "SELECT count(*) FROM residence WHERE person_id > 0 AND role <> ''",
    *(
        f"SELECT count(*) FROM {table} WHERE {column} <> '' AND record_id >"
        f" (SELECT max(record_id) FROM {table}) - {_NEWEST}"
        for table, column in (("search_hit", "title"), ("standing", "state"))
    ),
    *(
        "WITH RECURSIVE far(at) AS (SELECT 0 UNION ALL SELECT"
        f" (SELECT min({key}) FROM {table} WHERE {key} > far.at + {apart}) FROM far"
        " WHERE far.at IS NOT NULL) SELECT count(at) FROM far"
        for table, key, apart in _STRIDES
    ),
)
_FEW = 6
_PAGES = 100
"""Of the index joined in one transaction: some 30 ms."""


def scattered(store: Store) -> bool:
    """Whether the index is in so many pieces that `tidy` is worth while."""
    return any(_pieces(store, table) > _FEW for table in ("place_words", "record_words"))


def _pieces(store: Store, table: str) -> int:
    """In how many pieces an index is: FTS5 writes it into row 10 of its data, as a number after
    four bytes and the number of levels (fts5_index.c, "structure record")."""
    return int(store.value(f"SELECT block FROM {table}_data WHERE id = 10")[5])


def tidy(
    store: Store, going_on: Callable[[], bool] = lambda: True, *, whole: bool = False
) -> bool:
    """Join the pieces the index was written in, in short transactions with a rest between them;
    whether it came to its end. A word is looked up in every piece, so few are quick.

    whole: into one, after it was built; else only pieces alike in size, which is soon done.
    """
    for table in ("place_words", "record_words"):
        pages = -_PAGES if whole else _PAGES
        changed = 2
        while changed > 1:
            if not going_on():
                return False
            before = store.db.connection().total_changes
            with store.write() as db:
                sql = f"INSERT INTO {table}({table}, rank) VALUES ('merge', ?)"
                db.execute_sql(sql, (pages,))
            changed, pages = store.db.connection().total_changes - before, _PAGES
            time.sleep(REST)
    return True


def warm(store: Store, going_on: Callable[[], bool] = lambda: True) -> bool:
    """Read once what nearly every search reads, so that the first ones do not wait for the disk;
    whether it came to its end. For a connection of its own."""
    connection = store.db.connection()
    connection.set_progress_handler(lambda: not going_on(), _STEPS_APART)
    try:
        for sql in _READ_OFTEN:
            store.value(sql)
    except Exception as error:
        if "interrupted" not in str(error):
            raise
        return False
    finally:
        connection.set_progress_handler(None, 0)
    return True
