"""The hash chain of the journal: what a row's hash covers, and the code of a head on paper.

Pure: rows come as tuples of `COLUMNS`. Each row's hash covers the row, the hash before it, and by
`content` the records and acts that were added since the row before.
"""

from __future__ import annotations

import hashlib
import re
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


def sealed_lines(table: str) -> str:
    """The query for the id of each sealed row in order, with its `sealed_line` as SQLite writes it.

    The same bytes four times as quick; where they do not fit, ask `sealed_line`, which alone is
    what was promised.
    """
    line = f"CAST(json_array('{table}', {SEALED[table]}) || char(10) AS BLOB)"
    return f"SELECT id, {line} FROM {table} WHERE id > 0 ORDER BY id"


LINKS = (
    f"SELECT seq, CAST(json_array({COLUMNS.removesuffix(', hash')}) AS BLOB), hash, previous,"
    " records, acts, content, action FROM journal ORDER BY seq"
)
"""The query for the rows of the journal with the text of each that is hashed, as SQLite writes it;
where the hash does not fit, ask `row_hash`."""


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
    content = hashlib.sha256()
    for table, first, last in zip(SEALED, before, until, strict=True):
        for row in store.each(
            f"SELECT {SEALED[table]} FROM {table} WHERE id > ? AND id <= ? ORDER BY id",
            (first, last),
        ):
            content.update(sealed_line(table, row))
    return content.hexdigest() if until != before else ""


def sealed_after(table: str) -> str:
    """The query for the sealed columns of the rows after an id."""
    return f"SELECT {SEALED[table]} FROM {table} WHERE id > ? ORDER BY id"
