"""Lists page by page are exactly what one plain query over everything gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from db import listing, records, register
from db.errors import Refused
from db.listing import Order, Sieve
from db.session import Session
from tests.db import demo_desk
from tests.db.demo_desk import FX, Desk
from tests.db.many import fill

MANY = 2300
TODAY = date(2026, 11, 21)
STATES = ("待值班主任签字", "待放行", "已放行", "已作废", "已过期")


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Some thousand slips, and one of another kind among them."""
    folder = tmp_path_factory.mktemp("many")
    desk = Desk(demo_desk.make(folder / "office"))
    made = desk.issue("FX", FX)
    fill(desk.at(), made.number, MANY, indexed=True)
    yield desk.at()
    desk.close()


@pytest.fixture(autouse=True)
def short_strides(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that some thousand records have as many keys as a million."""
    monkeypatch.setattr(listing, "STRIDE", 7)


def plain(session: Session, sieve: Sieve) -> list[int]:
    """The same list in Python, from the records as people see them."""
    rows = session.store.rows("SELECT record_id, unit_id, open, due FROM standing WHERE code = ?",
                              (sieve.code,))
    kept = {record_id: more for record_id, *more in rows}
    labels = dict(session.store.rows("SELECT id, label FROM unit"))
    found = []
    for record in records.glance(session, [record_id for record_id, *_ in rows]):
        unit_id, is_open, due = kept[record.id]
        day = record.issued_at.date()
        fits = (
            (sieve.first or day) <= day <= (sieve.last or day)
            and (not sieve.states or record.seen.state in sieve.states)
            and (sieve.unit is None or labels.get(unit_id) == sieve.unit)
            and (sieve.only != "open" or is_open)
            and (sieve.only != "overdue" or (due is not None and due <= session.clock.now()))
            and (not sieve.text or sieve.text in (record.number, labels.get(unit_id)))
        )
        if fits:
            found.append((record, due))
    return _ordered(session, sieve.order, found)


def _ordered(session: Session, order: Order, found: list[tuple[records.Record, int]]) -> list[int]:
    """Blanks last whichever way; ties by when they were issued, then by row."""
    words = listing.states(session, session.form("FX"))

    def key(one: tuple[records.Record, int]) -> tuple[object, ...]:
        record, due = one
        until = record.standing.valid_until
        by = {
            "@issued_at": (record.issued_at,),
            "@number": (record.number,),
            "@state": (words.index(record.seen.state), record.issued_at),
            "@due": (due,) if due else (record.issued_at,),
            "@valid_until": (until,) if until else (record.issued_at,),
        }[order.key]
        return (*by, record.id)

    def blank(one: tuple[records.Record, int]) -> bool:
        record, due = one
        return {"@due": due is None, "@valid_until": record.standing.valid_until is None}.get(
            order.key, False
        )

    full = sorted((one for one in found if not blank(one)), key=key, reverse=order.descending)
    bare = sorted((one for one in found if blank(one)), key=key, reverse=order.descending)
    return [record.id for record, _ in full + bare]


days = st.one_of(st.none(), st.integers(0, 410).map(lambda back: TODAY - timedelta(days=back)))
sieves = st.builds(
    Sieve,
    code=st.just("FX"),
    first=days,
    last=days,
    states=st.one_of(
        st.just(()), st.lists(st.sampled_from(STATES), min_size=1, max_size=2, unique=True)
    ).map(tuple),
    only=st.sampled_from(["", "", "open", "overdue"]),
    unit=st.sampled_from([None, None, None, "1-101", "9-9999"]),
    text=st.sampled_from(["", "", "", "1-102", "FX-2026-000007"]),
    order=st.builds(Order, st.sampled_from(listing.ALONG), st.booleans()),
)
jumps = st.lists(st.tuples(st.floats(0, 1), st.integers(1, 60)), min_size=1, max_size=12)


@settings(max_examples=12, deadline=None, phases=[Phase.generate],
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sieve=sieves, jumps=jumps)
def test_any_jumps_show_what_a_plain_query_would(
    session: Session, sieve: Sieve, jumps: list[tuple[float, int]]
) -> None:
    """Any filter, any order, any place; and every record knows its place."""
    wanted = plain(session, sieve)
    found = listing.listing(session, sieve)
    assert found.count == len(wanted)
    for where, many in jumps:
        start = int(where * max(0, len(wanted) - 1))
        shown = found.ids(session.store, start, many)
        assert shown == wanted[start : start + many]
        for at, record_id in enumerate(shown[:3], start):
            assert found.place(session.store, record_id) == at
    first = listing.head(session, sieve, 50)
    assert first == wanted[:50] or (not first and (sieve.text or sieve.unit))
    assert [one for some in listing.every(session, found, 999) for one in some] == wanted


def test_a_record_that_does_not_pass_has_no_place(session: Session) -> None:
    """Of the list as it is filtered."""
    void = listing.listing(session, Sieve("FX", states=("已作废",)))
    released = listing.listing(session, Sieve("FX", states=("已放行",)))
    (record_id,) = void.ids(session.store, 0, 1)
    assert released.place(session.store, record_id) is None
    by_words = listing.listing(session, Sieve("FX", text="1-102"))
    other = listing.listing(session, Sieve("FX", unit="1-101")).ids(session.store, 0, 1)[0]
    assert by_words.place(session.store, other) is None


def test_words_that_say_nothing_find_nothing(session: Session) -> None:
    """Rather than everything."""
    assert listing.listing(session, Sieve("FX", text="？！")).count == 0


def test_an_order_no_index_has_is_refused(session: Session) -> None:
    """Short lists are ordered elsewhere."""
    with pytest.raises(Refused, match="carrier"):
        listing.listing(session, Sieve("FX", order=Order("carrier")))


@pytest.mark.parametrize("sieve", [
    *(Sieve("FX", order=Order(key, down)) for key in listing.ALONG for down in (True, False)),
    Sieve("FX", first=TODAY), Sieve("FX", states=("已放行",)), Sieve("FX", only="open"),
    Sieve("FX", unit="1-101"),
])  # fmt: skip
def test_no_page_is_sorted_first(session: Session, sieve: Sieve) -> None:
    """Every query of a list goes along an index: what it costs does not grow with the list."""
    for run in listing.runs(session, sieve):
        asked: list[str] = []
        session.store.db.connection().set_trace_callback(asked.append)
        run.after(session.store, (1 << 40, 1), 5)
        session.store.db.connection().set_trace_callback(None)
        plan = session.store.rows(f"EXPLAIN QUERY PLAN {asked[0]}")
        words = " ".join(str(row[-1]) for row in plan)
        assert "TEMP B-TREE" not in words and "SCAN s" not in words, words
        along = run.by.removeprefix("s.")
        assert f"{along}>? AND {along}<?" in words, words


def test_numbers_stay_in_order_where_the_clock_was_set_back(desk: Desk) -> None:
    """Over new year and back: a year's numbers lie between another's."""
    from datetime import datetime

    for when in ("2025-12-31", "2026-01-01", "2025-12-31", "2026-01-02"):
        desk.issue("FX", FX, datetime.fromisoformat(when))
    at = desk.at()
    found = listing.listing(at, Sieve("FX", order=Order("@number", False)))
    shown = list(register.lines(at, "FX", found.ids(at.store, 0, 9)))
    assert [one.number for one in shown] == [
        "FX-2025-000001", "FX-2025-000002", "FX-2026-000001", "FX-2026-000002",
    ]  # fmt: skip
