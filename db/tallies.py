"""The totals of every day, kept in the transaction of what they count; counted anew by `check`.

They answer what statistics ask without reading the records (docs/handbook.md §7). Totals can be
thrown away: `fill` counts them anew in short transactions, however many records there are, and
until it comes to a record that record adds nothing by itself. The deadlines that came to their end
are written down in `kept` and stay.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from db import reading
from db.session import Session
from db.store import Store
from forms import life, statistics, tallies
from forms.call_rates import CallRate
from forms.form import Form
from forms.life import Done, Standing
from forms.statistics import Statistic
from forms.tallies import MONEY, UNDONE, Kept, Spot, Sum, Ticks

if TYPE_CHECKING:
    from db.reading import Record
    from forms.money import Move

AT_ONCE = 2_000
"""Records that are counted while a store is opened; more is for the background."""
CHUNK = 100
"""Records in one transaction."""
REST = 0.01
"""Seconds between two of those: who waits for the lock gets in between."""
_WAY = "1"
"""Of the way of counting: another one, and all is counted anew."""
_ADD = (
    "INSERT INTO tally(what, day, code, key, n, amount, quantity) VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (what, day, code, key) DO UPDATE SET n = n + excluded.n,"
    " amount = amount + excluded.amount, quantity = quantity + excluded.quantity"
)
_GONE = "（已销毁）"


def issued(
    session: Session, record_id: int, form: Form, values: Mapping[str, Any], at: datetime
) -> None:
    """Count a record that was just issued; inside the caller's transaction."""
    if is_counted(session.store, record_id):
        found = tallies.of_issue(_said(session, form.code), form, values, at, session.member.no)
        _add(session.store, form.code, found)


def acted(
    session: Session, record: Record, act_id: int, done: Sequence[Done], found: Standing
) -> None:
    """Count the last of the acts done, and write down the deadlines that ended with it; inside the
    caller's transaction. found: where the record stands afterwards."""
    untils = record.standing.valid_until, found.valid_until
    kept = tallies.ended(
        record.form, record.values, record.issued_at, done, record.facts, untils
    )
    at = session.store.value("SELECT at FROM act WHERE id = ?", (act_id,))
    _keep(session, record.id, act_id, at, kept)
    if not is_counted(session.store, record.id):
        return
    said, rate = _said(session, record.form.code), _rate(session, record.form)
    ticks = tallies.of_act(said, record.form, record.values, record.issued_at, done, kept)
    if rate is not None:
        values = _whole(record.values, _commitments(session.store, [record.id])[record.id])
        followed = [
            tallies.of_follow_up(rate, record.form, values, record.issued_at, some)
            for some in (done[:-1], done)
        ]
        for spot, one in followed[0].items():
            tallies.tick(ticks, spot, -one)
        for spot, one in followed[1].items():
            tallies.tick(ticks, spot, one)
    _add(session.store, record.form.code, ticks)


def moved(
    session: Session, record_id: int, code: str, day: date, by: str, moves: Sequence[Move]
) -> None:
    """Count what the ledger took down; inside the caller's transaction."""
    if not is_counted(session.store, record_id):
        return
    ticks: Ticks = {}
    for one in moves:
        back = one.reverses is not None
        key = money_key(one.way.value, back, one.purse.value, one.what, one.method, by)
        tallies.tick(ticks, Spot(day, MONEY, key), Sum(1, one.amount))
    _add(session.store, code, ticks)


def money_key(way: str, back: bool, purse: str, what: str, method: str, by: str) -> str:
    """The key that an entry of the ledger is counted under."""
    return tallies.PART.join((f"{way}{UNDONE if back else ''}", purse, what, method, by))


def told(session: Session, record_id: int) -> Ticks:
    """What a record adds to the totals as it is now, the ledger included; nothing where they do not
    hold it yet."""
    if not is_counted(session.store, record_id):
        return {}
    some = [*counted(session, [record_id]).values()]
    some += _of_ledger(session.store, record_id - 1, record_id).values()
    return tallies.summed(some)


def retold(session: Session, record_id: int, code: str, before: Ticks) -> None:
    """Count a record anew whose words have changed, inside the caller's transaction; a key that
    counts nothing any more goes. before: as of `told` then."""
    found = told(session, record_id)
    for spot, one in before.items():
        tallies.tick(found, spot, -one)
    _add(session.store, code, found)
    for spot in before:
        session.store.db.execute_sql(
            "DELETE FROM tally WHERE what = ? AND day = ? AND code = ? AND key = ?"
            " AND n = 0 AND amount = 0 AND quantity = 0",
            (spot.what, spot.day.isoformat(), code, spot.key),
        )


def is_counted(store: Store, record_id: int) -> bool:
    """Whether the totals hold this record already, or need it now that it is new."""
    ((upto,),) = store.rows("SELECT upto FROM tally_built")
    return upto is None or record_id <= upto


def left(store: Store) -> int:
    """How many records the totals do not hold yet."""
    ((upto,),) = store.rows("SELECT upto FROM tally_built")
    if upto is None:
        return 0
    return int(store.value("SELECT count(*) FROM record WHERE id > ?", (upto,)))


def version(session: Session) -> str:
    """Of what is counted: the statistics that are declared today."""
    told = [f"{code}{statistics.told(form)}" for code, form in sorted(session.forms.items())]
    return hashlib.sha256("\n".join([_WAY, *told]).encode()).hexdigest()[:16]


def catch_up(session: Session) -> None:
    """Begin anew where other things are counted now; a small store is counted at once, a large one
    is left to `fill`."""
    store, wanted = session.store, version(session)
    if store.value("SELECT version FROM tally_built") != wanted:
        begin(session)
    if 0 < left(store) <= AT_ONCE or _unfinished(store) and not left(store):
        fill(session)


def _unfinished(store: Store) -> bool:
    return store.value("SELECT upto FROM tally_built") is not None


def begin(session: Session) -> None:
    """Throw the totals away: they are to be counted anew."""
    with session.store.write() as db:
        db.execute_sql("DELETE FROM tally")
        db.execute_sql("UPDATE tally_built SET version = ?, upto = 0", (version(session),))


def fill(
    session: Session,
    going_on: Callable[[], bool] = lambda: True,
    progress: Callable[[int], object] | None = None,
) -> bool:
    """Count whatever is not counted yet, in short transactions; whether it came to its end.

    It may be stopped (going_on) or killed, and goes on from there the next time. progress: how
    many records are left.
    """
    while going_on():
        if _some(session):
            return True
        if progress:
            progress(left(session.store))
        time.sleep(REST)
    return False


def _some(session: Session) -> bool:
    """Count the next few records; whether there are none."""
    store = session.store
    with store.write() as db:
        upto = store.value("SELECT upto FROM tally_built")
        if upto is None:
            return True
        rows = store.rows(
            "SELECT id FROM record WHERE id > ? ORDER BY id LIMIT ?", (upto, CHUNK)
        )
        ids = [row for (row,) in rows]
        if not ids:
            db.execute_sql("UPDATE tally_built SET upto = NULL, looked = NULL")
            return True
        _look_back(session, ids)
        for code, ticks in counted(session, ids).items():
            _add(store, code, ticks)
        for code, ticks in _of_ledger(store, upto, ids[-1]).items():
            _add(store, code, ticks)
        db.execute_sql("UPDATE tally_built SET upto = ?", (ids[-1],))
    return False


def _look_back(session: Session, ids: Sequence[int]) -> None:
    """Write down how the deadlines of acts of before `kept` ended, by today's holidays."""
    ((looked, last),) = session.store.rows("SELECT looked, acts FROM tally_built")
    if looked is None:
        return
    for record_id in (one for one in ids if one > looked):
        rows = session.store.rows(
            "SELECT id, at FROM act WHERE record_id = ? ORDER BY position", (record_id,)
        )
        if not rows or rows[0][0] > last:
            continue
        (one,) = reading.contents(session, [record_id])
        names = {act.name for act in one.form.acts} if one.form else set()
        if any(act.name not in names for act in one.acts):
            continue
        record = reading.read(session, record_id)
        untils = [
            life.standing(
                record.form, record.values, record.issued_at, record.acts[:at], record.facts
            ).valid_until
            for at in range(len(rows) + 1)
        ]
        for at, (act_id, moment) in enumerate(rows, 1):
            if act_id <= last:
                kept = tallies.ended(
                    record.form, record.values, record.issued_at, record.acts[:at], record.facts,
                    (untils[at - 1], untils[at]),
                )  # fmt: skip
                _keep(session, record_id, act_id, moment, kept)
    session.store.db.execute_sql("UPDATE tally_built SET looked = ?", (ids[-1],))


def counted(session: Session, ids: Sequence[int]) -> dict[str, Ticks]:
    """By code, what these records add, the ledger left aside: from the records and their acts."""
    store = session.store
    kept, promised = _kept(session, ids), _commitments(store, ids)
    makers = dict(_in(store, "SELECT id, issued_by FROM record WHERE id IN", ids))
    codes = dict(_in(store, "SELECT id, code FROM record WHERE id IN", ids))
    found: dict[str, list[Ticks]] = defaultdict(list)
    for one in reading.contents(session, ids):
        if one.form is not None:
            found[codes[one.id]].append(tallies.of_all(
                _said(session, codes[one.id]), _rate(session, one.form), one.form,
                _whole(one.values, promised[one.id]), one.issued_at, makers[one.id], one.acts,
                kept[one.id],
            ))  # fmt: skip
    return {code: tallies.summed(some) for code, some in found.items()}


def _of_ledger(store: Store, after: int, upto: int) -> dict[str, Ticks]:
    """By code, what the ledger says of the records of these rows."""
    found: dict[str, Ticks] = defaultdict(dict)
    for code, day, way, back, purse, what, method, by, n, amount in store.rows(
        "SELECT r.code, m.day, m.way, m.reverses IS NOT NULL, m.purse, m.what, m.method, m.by,"
        " count(*), sum(m.amount) FROM money m JOIN record r ON r.id = m.record_id"
        " WHERE m.record_id > ? AND m.record_id <= ? GROUP BY 1, 2, 3, 4, 5, 6, 7, 8",
        (after, upto),
    ):
        key = money_key(way, bool(back), purse, what, method, by)
        tallies.tick(found[code], Spot(date.fromisoformat(day), MONEY, key), Sum(n, amount))
    return found


def differences(session: Session) -> list[str]:
    """The totals that are not what the records say, in words; [] if all agree."""
    store = session.store
    ((upto,),) = store.rows("SELECT upto FROM tally_built")
    upto = (1 << 62) if upto is None else upto
    wanted: dict[str, list[Ticks]] = defaultdict(list)
    for ids in _chunks(store, upto):
        for code, ticks in counted(session, ids).items():
            wanted[code].append(ticks)
    for code, ticks in _of_ledger(store, 0, upto).items():
        wanted[code].append(ticks)
    said = {
        (spot.what, spot.day.isoformat(), code, spot.key): (one.n, one.amount, one.quantity)
        for code, some in wanted.items() for spot, one in tallies.summed(some).items()
    }  # fmt: skip
    wrong = []
    for what, day, code, key, n, amount, quantity in store.rows(
        "SELECT what, day, code, key, n, amount, quantity FROM tally"
    ):
        # A total that came to nothing may stay: nothing is what counting anew finds too.
        sums = said.pop((what, day, code, key), (0, 0, 0))
        if sums != (n, amount, quantity):
            wrong.append((day, code, what, key))
    wrong += [(day, code, what, key) for what, day, code, key in said]
    return [" ".join(one).replace(tallies.PART, " ").strip() for one in sorted(wrong)]


def _chunks(store: Store, upto: int) -> Iterator[list[int]]:
    """The rows of all records up to one, some hundred at a time."""
    after = 0
    while True:
        rows = store.rows(
            "SELECT id FROM record WHERE id > ? AND id <= ? ORDER BY id LIMIT 500", (after, upto)
        )
        if not rows:
            return
        yield [row for (row,) in rows]
        after = rows[-1][0]


def _add(store: Store, code: str, ticks: Ticks) -> None:
    for spot, one in ticks.items():
        store.db.execute_sql(
            _ADD,
            (spot.what, spot.day.isoformat(), code, spot.key, one.n, one.amount, one.quantity),
        )  # fmt: skip


def _keep(
    session: Session, record_id: int, act_id: int, at: int, kept: Sequence[Kept]
) -> None:
    for one in kept:
        session.store.db.execute_sql(
            "INSERT INTO kept(act_id, record_id, name, due, at, done) VALUES (?, ?, ?, ?, ?, ?)",
            (act_id, record_id, one.name, session.instant(one.due), at, int(one.done)),
        )


def _kept(session: Session, ids: Sequence[int]) -> dict[int, dict[int, list[Kept]]]:
    """By record and position of the act, how deadlines ended."""
    found: dict[int, dict[int, list[Kept]]] = defaultdict(lambda: defaultdict(list))
    for record_id, position, name, due, at, done in _in(
        session.store,
        "SELECT k.record_id, a.position, k.name, k.due, k.at, k.done FROM kept k"
        " JOIN act a ON a.id = k.act_id WHERE k.record_id IN",
        ids,
    ):
        kept = Kept(name, session.local(due), session.local(at), bool(done))
        found[record_id][position].append(kept)
    return found


def _commitments(store: Store, ids: Sequence[int]) -> dict[int, list[str]]:
    """By record, the keys of the personal values it was issued with."""
    rows = _in(store, "SELECT id, commitments FROM record WHERE id IN", ids)
    return {record_id: list(json.loads(promised)) for record_id, promised in rows}


def _whole(values: Mapping[str, Any], promised: Sequence[str]) -> dict[str, Any]:
    """The values with a word for those that were destroyed: what was counted stays counted."""
    return {key: _GONE for key in promised} | dict(values)


def _in(store: Store, select: str, ids: Sequence[int]) -> list[tuple[Any, ...]]:
    return store.rows(
        f"{select} (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
    )


def _said(session: Session, code: str) -> tuple[Statistic, ...]:
    form = session.forms.get(code)
    return form.statistics if form is not None else ()


def _rate(session: Session, form: Form) -> CallRate | None:
    """What a record's follow-ups should reach, by its own declaration, else by today's."""
    today = session.forms.get(form.code)
    return form.call_rate or (today.call_rate if today else None)
