"""The hash chain of the journal: what a row's hash covers, and the code of a head on paper.

Pure: rows come as tuples of `COLUMNS`. Each row's hash covers the row, the hash before it, and by
`content` the records and acts that were added since the row before.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import Refused
from .fields import canonical

if TYPE_CHECKING:
    from .store import Store

GENESIS = "0" * 64
# The columns of schema version 1: a later ADD COLUMN must not change what was sealed before.
SEALED = {
    "record": (
        "id, number, code, year, sequence, declaration, unit_id, issued_at, issued_day, issued_by,"
        " body, commitments, hangs_on, replaces, copied_from"
    ),
    "act": "id, record_id, position, name, at, by, second, signer, body, commitments",
}
COLUMNS = "seq, at, by, action, subject, body, records, acts, content, previous, hash"
DIGITS = 16
"""Digits of a head's hash that people read on paper."""
SHIFT = 32
"""By so many bits a mark's `records` stand above its `acts`."""
_TYPED = re.compile(r"(\d*?)([0-9A-F]{16})")


class Head(NamedTuple):
    """A row of the journal: its number (0 for none) and hash. An anchor read from paper has only
    the first `DIGITS` of the hash, and 0 where its number was not typed."""

    seq: int
    hash: str

    @property
    def code(self) -> str:
        """What people read: 4F2A 9C01 77B0 D3E8."""
        digits = self.hash[:DIGITS].upper()
        return " ".join(digits[at : at + 4] for at in range(0, DIGITS, 4))

    @property
    def words(self) -> str:
        """第 512 条 4F2A 9C01 77B0 D3E8."""
        return f"第 {self.seq} 条 {self.code}"


def read_head(typed: str) -> Head:
    """The anchor in what was typed from a handover sheet: the code, before it maybe the number of
    the row. Refused if it is none."""
    plain = re.sub(r"[\s\-:：，,.·第条日志码]", "", typed).upper()
    found = _TYPED.fullmatch(plain)
    if found is None:
        raise Refused({"head": f"日志码是 {DIGITS} 个数字和字母（0–9、A–F），请照交接班表再输一遍"})
    return Head(int(found[1] or 0), found[2].lower())


def row_hash(row: tuple[Any, ...]) -> str:
    """The hash of a journal row without its hash; the hash before it is part of the row."""
    return hashlib.sha256(_text(row).encode("utf-8")).hexdigest()


def sealed_line(table: str, row: tuple[Any, ...]) -> bytes:
    """What a sealed row contributes to the content hash."""
    return (_text((table, *row)) + "\n").encode("utf-8")


def _row(columns: str) -> str:
    return f"CAST(group_concat(json_array({columns}), char(10)) AS BLOB)"


NEWS = ("seal", "destroy")
"""Actions of rows that tell of something else to be judged."""
SPAN = (
    f"SELECT count(*), {_row(COLUMNS.removesuffix(', hash'))}, group_concat(hash, char(10)),"
    " group_concat(previous, char(10)), group_concat(content, char(10)),"
    f" group_concat((records << {SHIFT}) + acts),"
    f" ifnull(group_concat(CASE WHEN action IN {NEWS} THEN seq END), '')"
    " FROM journal WHERE seq > ? AND seq <= ?"
)
"""The query for rows of the journal after one, up to another, each column as one text of lines: how
many, the texts that are hashed as SQLite writes them, hashes, hashes before, content hashes, marks
(`records` and `acts` in one number), the numbers of those with `NEWS`.

Texts of many rows at once, for an object for every row or even every cell would take twice and four
times as long. Where they do not fit, ask `row_hash`, which alone is what was promised.
"""


def lines_between(table: str) -> str:
    """The query for the sealed rows after an id, up to another: how many, and their `sealed_line`
    as SQLite writes them, without the last newline."""
    rows = _row(f"'{table}', {SEALED[table]}")
    return f"SELECT count(*), {rows} FROM {table} WHERE id > ? AND id <= ?"


def _text(row: tuple[Any, ...]) -> str:
    """The canonical JSON of a row, which holds mostly texts and whole numbers: three times as quick
    as asking for any value's."""
    parts = []
    for one in row:
        kind = one.__class__
        if kind is str:
            parts.append(encode_basestring(one))
        elif kind is int:
            parts.append(str(one))
        elif one is None:
            parts.append("null")
        else:
            return canonical(list(row))
    return f"[{','.join(parts)}]"


def content_of(store: Store, seq: int) -> str:
    """The content hash of a row of the journal from the records and acts as they are now; "" for
    one that seals none."""
    rows = store.rows(
        "SELECT records, acts FROM journal WHERE seq IN (?, ?) ORDER BY seq", (seq - 1, seq)
    )
    until, before = rows[-1], rows[0] if len(rows) > 1 else (0, 0)
    return content_between(store, before, until)


def content_between(store: Store, before: Sequence[int], until: Sequence[int]) -> str:
    """The content hash of the records and acts after some, up to others; "" where there is no
    step."""
    content = hashlib.sha256()
    for table, first, last in zip(SEALED, before, until, strict=True):
        for row in store.each(
            f"SELECT {SEALED[table]} FROM {table} WHERE id > ? AND id <= ? ORDER BY id",
            (first, last),
        ):
            content.update(sealed_line(table, row))
    return content.hexdigest() if (*until,) != (*before,) else ""


def sealed_after(table: str) -> str:
    """The query for the sealed columns of the rows after an id."""
    return f"SELECT {SEALED[table]} FROM {table} WHERE id > ? ORDER BY id"
