"""What two people's order takes out of frozen rows: words that name a person in the body of a
record and of its acts, who signed on paper, what a gate brought back, why it was printed again.

The row keeps its place in the chain of the journal: `redaction` says what its content hash is from
now on, the journal's entry of the order holds a digest of all of these, and `db.verifying` takes no
other. Before anything is touched the rows are compared with the chain, so that nothing that was
altered behind the program's back is ever made good in this way.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from db import money, search, tallies
from db.chain import content_of
from db.errors import Environment
from db.fields import canonical
from db.reading import Content, contents, read
from db.redactions import digest, fitting
from db.session import Session
from db.store import Store
from forms.destroyed import is_destroyed, names, people, redacted, words
from forms.form import Form
from forms.life import Done
from forms.tallies import Ticks


@dataclass
class Redacting:
    """The redaction of one order, record by record: first `look`, then the personal values go, then
    `take_out`; when all is done `attest`. Everything inside the caller's transaction."""

    session: Session
    order_id: int
    number: str
    _seqs: set[int] = field(default_factory=set)
    _looked: dict[int, _Seen] = field(default_factory=dict)

    def look(self, record_id: int) -> None:
        """Take note of a record while its values are all there.

        Raises Environment where the journal does not fit it: then nothing may be destroyed before
        that was looked into.
        """
        (one,) = contents(self.session, [record_id])
        rows = self.session.store.rows(
            "SELECT id FROM act WHERE record_id = ? ORDER BY position", (record_id,)
        )
        acts = tuple(row for (row,) in rows)
        for seq in self._sealing(record_id, acts) - self._seqs:
            if content_of(self.session.store, seq) != fitting(self.session.store, seq):
                raise Environment("damage", (
                    f"日志第 {seq} 条登记的单据或手续被改动过，先核对日志、查清楚，再销毁。"
                ))  # fmt: skip
            self._seqs.add(seq)
        who = frozenset(_people(one))
        self._looked[record_id] = _Seen(one, acts, who, tallies.told(self.session, record_id))

    def who(self, record_id: int) -> frozenset[str]:
        """Who is named in a record that was looked at: names, numbers, phones, plates."""
        return self._looked[record_id].who

    def take_out(self, record_id: int) -> int:
        """Put the order's words in the place of what names somebody; how many rows changed."""
        seen = self._looked[record_id]
        one, form = seen.content, seen.content.form
        if form is None:
            return 0
        changed = self._body("record", record_id, form.fields, one.values, seen.who)
        for row, done in zip(seen.acts, one.acts, strict=True):
            declared = next((act for act in form.acts if act.name == done.name), None)
            fields = declared.fields if declared is not None else ()
            changed += self._body("act", row, fields, done.values, seen.who)
            changed += self._signer(row, done)
        changed += self._beside(record_id, one.number, seen.who)
        self._money(record_id)
        tallies.retold(self.session, record_id, form.code, seen.ticks)
        (now,) = contents(self.session, [record_id])
        search.put_record(
            self.session.store, record_id, now.number, now.form, now.values, now.acts,
            now.issued_at,
        )  # fmt: skip
        return changed

    def attest(self) -> str:
        """Write down what the journal's rows hold from now on; the digest for the entry of the
        order, "" where no row changed."""
        store, told = self.session.store, []
        for seq in sorted(self._seqs):
            content = content_of(store, seq)
            if content != fitting(store, seq):
                told.append((seq, content))
                store.db.execute_sql(
                    "INSERT INTO redaction VALUES (?, ?, ?)", (seq, self.order_id, content)
                )
        return digest(told) if told else ""

    def _body(
        self, table: str, row: int, fields: Sequence[Any], values: Mapping[str, Any],
        who: frozenset[str],
    ) -> int:  # fmt: skip
        """The body of one row without them."""
        store = self.session.store
        body = json.loads(store.value(f"SELECT body FROM {table} WHERE id = ?", (row,)))
        told = redacted(fields, body, who, self.number)
        if told == body:
            return 0
        store.db.execute_sql(f"UPDATE {table} SET body = ? WHERE id = ?", (canonical(told), row))
        return 1

    def _signer(self, row: int, done: Done) -> int:
        if not done.signer or is_destroyed(done.signer):
            return 0
        self.session.store.db.execute_sql(
            "UPDATE act SET signer = ? WHERE id = ?", (words(self.number), row)
        )
        return 1

    def _beside(self, record_id: int, number: str, who: frozenset[str]) -> int:
        """What was written down of the record elsewhere."""
        store, said = self.session.store, words(self.number)
        changed = 0
        for row, again in store.rows(
            "SELECT id, again FROM print WHERE record_id = ? AND again IS NOT NULL", (record_id,)
        ):
            if names(again, who):
                store.db.execute_sql("UPDATE print SET again = ? WHERE id = ?", (said, row))
                changed += 1
        for row, body, told, settled in store.rows(
            "SELECT r.id, r.body, r.words, s.words FROM gate_return r"
            " LEFT JOIN gate_settled s ON s.return_id = r.id WHERE r.number = ?", (number,),
        ):  # fmt: skip
            kept = {key: one for key, one in json.loads(body).items()
                    if key != "values" and not names(canonical(one), who)}  # fmt: skip
            told = said if names(told, who) else told
            store.db.execute_sql(
                "UPDATE gate_return SET body = ?, words = ? WHERE id = ?",
                (canonical(kept), told, row),
            )
            if settled and names(settled, who):
                store.db.execute_sql(
                    "UPDATE gate_settled SET words = ? WHERE return_id = ?", (said, row)
                )
            changed += 1
        return changed

    def _money(self, record_id: int) -> None:
        """Names of what was sold, as the ledger has them, follow the record."""
        for row, what in money.renamed(self.session, read(self.session, record_id)):
            self.session.store.db.execute_sql(
                "UPDATE money SET what = ? WHERE id = ?", (what, row)
            )

    def _sealing(self, record_id: int, acts: Iterable[int]) -> set[int]:
        """The rows of the journal that seal a record and its acts."""
        store = self.session.store
        return {_sealing(store, "records", record_id)} | {
            _sealing(store, "acts", row) for row in acts
        }


@dataclass(frozen=True)
class _Seen:
    """A record as it was before anything went: what is written, the rows of its acts, who is named,
    what it adds to the totals."""

    content: Content
    acts: tuple[int, ...]
    who: frozenset[str]
    ticks: Ticks


def _people(one: Content) -> Iterable[str]:
    if one.form is None:
        return
    yield from people(one.form.fields, one.values)
    for done in one.acts:
        yield from people(_fields(one.form, done), done.values)
        if done.signer and not is_destroyed(done.signer):
            yield done.signer


def _fields(form: Form, done: Done) -> Sequence[Any]:
    return next((act.fields for act in form.acts if act.name == done.name), ())


def _sealing(store: Store, column: str, row: int) -> int:
    """The first row of the journal that has come so far; they only go up."""
    low, high = 1, int(store.value("SELECT max(seq) FROM journal"))
    while low < high:
        middle = (low + high) // 2
        upto = store.value(f"SELECT {column} FROM journal WHERE seq = ?", (middle,))
        low, high = (low, middle) if int(upto) >= row else (middle + 1, high)
    return low
