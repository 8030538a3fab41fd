"""All there ever was, added up: from the totals of every day, and by a plain GROUP BY beside it.

STATISTICS_RECORDS says how many repair orders there are (100,000), over five years, each with three
acts, a deadline and a payment. Both answers are compared before they are timed; the plain queries
read what the totals were counted from, through the same encrypted file, warm.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from db import demo, statistics, tallies
from db.session import Session, member
from db.statistics import totals
from db.store import Store
from forms import FORMS, periods
from tests.benchmarks.compare import seconds, table
from tests.db.demo_desk import Desk
from tests.db.test_tallies import repaired
from tests.db.demo_desk import moment

RECORDS = int(os.environ.get("STATISTICS_RECORDS", "100000"))
TIMES = 20
"""The ratio that the totals must reach at a million records."""
EVER = (date(2015, 1, 1), date(2027, 1, 1))
_SERIES = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ?)"
_AT = "(1604188800000 + n * (157766400000 / :many))"
_CRAFT = (
    "CASE n % 8 WHEN 0 THEN '水' WHEN 1 THEN '电' WHEN 2 THEN '木' WHEN 3 THEN '泥瓦'"
    " WHEN 4 THEN '门窗' WHEN 5 THEN '管道疏通' WHEN 6 THEN '家电' ELSE '其他' END"
)
_WORKER = "CASE n % 3 WHEN 0 THEN '周大勇' WHEN 1 THEN '吴海' ELSE '罗永年' END"
_ITEMS = (
    "json_object('charge', '有偿', 'items', json_array(json_object('name',"
    " CASE n % 4 WHEN 0 THEN '换水龙头' WHEN 1 THEN '换角阀' WHEN 2 THEN '换灯具' ELSE '疏通下水' END,"
    " 'price', 3000, 'quantity', 1, 'amount', 3000)), 'total', 3000, 'to_pay', 3000)"
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A large office. Its totals are written by SQL too, and each is compared with the plain query;
    that the program counts the same is shown by tests/db/test_tallies.py."""
    folder = tmp_path_factory.mktemp("statistics")
    demo.create(folder / "数据", "admin").session.close()
    desk = Desk(folder / "数据", FORMS)
    repaired(desk, moment("21T10:50"), moment("21T12:00"))
    session = desk.at("1001", moment("30T09:00"))
    began = time.perf_counter()
    _many(session.store)
    made = time.perf_counter()
    with session.store.write() as db:
        db.execute_sql("DELETE FROM tally")
        for sql in TOTALS:
            db.execute_sql(f"INSERT INTO tally {sql}")
    session.store.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    rows = int(session.store.value("SELECT count(*) FROM tally"))
    ids = [row for (row,) in session.store.rows("SELECT id FROM record ORDER BY id LIMIT 2000")]
    anew = seconds(lambda: tallies.counted(session, ids)) / len(ids) * 1000
    table("The store", [
        ("records", f"{int(session.store.value('SELECT count(*) FROM record')):,}", ""),
        ("written", f"{made - began:.0f} s", ""),
        ("totals", f"{rows:,}", ""),
        ("counting one record anew", f"{anew:.2f} ms", ""),
    ])  # fmt: skip
    yield session
    desk.close()


def _many(store: Store) -> None:
    """Copies of the one repair, written by SQL: what is issued one by one takes hours."""
    for (name,) in store.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        store.db.execute_sql(f'DROP TRIGGER "{name}"')
    ((record, declaration),) = store.rows("SELECT id, declaration FROM record WHERE code = 'WX'")
    at = _AT.replace(":many", str(RECORDS))
    day = f"date({at} / 1000, 'unixepoch', '+8 hours')"
    act = "SELECT {0} + n * 3, {1} + n, {2}, {3}, {4}, '1013', {5}, '{{}}' FROM s"
    with store.write() as db:
        db.execute_sql(
            f"{_SERIES} INSERT INTO record(id, number, code, year, sequence, declaration,"
            " issued_at, issued_day, issued_by, body, commitments)"
            f" SELECT {record} + n, 'WX-2020-' || (n + 9), 'WX', 2020, n + 9, ?, {at}, {day},"
            f" CASE n % 2 WHEN 0 THEN '1003' ELSE '1004' END, json_object('place', '户内',"
            f" 'craft', {_CRAFT}, 'channel', '来电', 'urgency', '立即'),"
            " '{\"phone\":\"x\"}' FROM s",
            (RECORDS, declaration),
        )
        for step, (name, minutes, body) in enumerate((
            ("派工", 2, f"json_object('worker', json_object('name', {_WORKER}))"),
            ("到场", "5 + n % 13", "'{}'"),
            ("完工", 90, _ITEMS),
        ), 1):  # fmt: skip
            db.execute_sql(
                f"{_SERIES} INSERT INTO act(id, record_id, position, name, at, by, body,"
                " commitments) "
                + act.format(1000 + step, record, step, f"'{name}'", f"{at} + ({minutes}) * 60000",
                             body),
                (RECORDS,),
            )  # fmt: skip
        db.execute_sql(
            f"{_SERIES} INSERT INTO kept(act_id, record_id, name, due, at, done)"
            f" SELECT 1002 + n * 3, {record} + n, '到场', {at} + 900000,"
            f" {at} + (5 + n % 13) * 60000, 1 FROM s", (RECORDS,),
        )
        db.execute_sql(
            f"{_SERIES} INSERT INTO money(record_id, act_id, lineage, way, purse, what, amount,"
            " method, at, day, by)"
            f" SELECT {record} + n, 1003 + n * 3, {record} + n, 'taken', '收费', '维修费', 3000,"
            " CASE n % 3 WHEN 0 THEN '现金' WHEN 1 THEN '微信' ELSE '刷卡' END,"
            f" {at}, {day}, '1010' FROM s", (RECORDS,),
        )
        db.execute_sql(
            f"{_SERIES} INSERT INTO standing(record_id, code, state, open, ended, next, issued_at,"
            f" updated_at) SELECT {record} + n, 'WX', '待客户签字', 1, 0, '[]', {at}, {at} FROM s",
            (RECORDS,),
        )
    store.db.execute_sql("ANALYZE")


_DAY = "date({} / 1000, 'unixepoch', '+8 hours')"
_ACT_DAY = _DAY.format("a.at")
TOTALS = (
    "SELECT 'issued', issued_day, code, '', count(*), 0, 0 FROM record GROUP BY 2, 3",
    "SELECT 'count:craft', issued_day, code, json_extract(body, '$.craft') k, count(*), 0, 0"
    " FROM record GROUP BY 2, 3, k",
    f"SELECT 'count:派工.worker', {_ACT_DAY} d, r.code, json_extract(a.body, '$.worker.name') k,"
    " count(*), 0, 0 FROM act a JOIN record r ON r.id = a.record_id WHERE a.name = '派工'"
    " GROUP BY d, r.code, k",
    f"SELECT 'due', {_DAY.format('k.at')} d, r.code, k.name || char(9) || CASE WHEN k.at <= k.due"
    " THEN '按时' ELSE '逾期' END w, count(*), 0, 0 FROM kept k JOIN record r ON r.id = k.record_id"
    " GROUP BY d, r.code, w",
    f"SELECT 'items:完工.items', {_ACT_DAY} d, r.code, json_extract(l.value, '$.name') || char(9)"
    " || json_extract(p.body, '$.worker.name') w, count(*),"
    " sum(json_extract(l.value, '$.amount')), 1000 * count(*) FROM act a"
    " JOIN record r ON r.id = a.record_id JOIN act p ON p.record_id = a.record_id"
    " AND p.name = '派工', json_each(a.body, '$.items') l WHERE a.name = '完工'"
    " GROUP BY d, r.code, w",
    "SELECT 'money', m.day, r.code, m.way || char(9) || m.purse || char(9) || m.what || char(9)"
    " || m.method || char(9) || m.by w, count(*), sum(m.amount), 0 FROM money m"
    " JOIN record r ON r.id = m.record_id GROUP BY m.day, r.code, w",
)
PLAIN: dict[str, tuple[str, str]] = {
    "受理与办结": ("issued", "SELECT code, '', count(*) FROM record GROUP BY code"),
    "报修类别": (
        "count:craft",
        "SELECT code, json_extract(body, '$.craft') k, count(*) FROM record GROUP BY code, k",
    ),
    "维修员派工": (
        "count:派工.worker",
        "SELECT r.code, json_extract(a.body, '$.worker.name') k, count(*) FROM act a"
        " JOIN record r ON r.id = a.record_id WHERE a.name = '派工' GROUP BY r.code, k",
    ),
    "零修及时率": (
        "due",
        "SELECT r.code, k.name || char(9) || CASE WHEN k.at <= k.due THEN '按时' ELSE '逾期' END w,"
        " count(*) FROM kept k JOIN record r ON r.id = k.record_id GROUP BY r.code, w",
    ),
    "有偿服务登记表": (
        "items:完工.items",
        "SELECT r.code, json_extract(l.value, '$.name') || char(9) ||"
        " json_extract(p.body, '$.worker.name') w, count(*) FROM act a"
        " JOIN record r ON r.id = a.record_id JOIN act p ON p.record_id = a.record_id"
        " AND p.name = '派工', json_each(a.body, '$.items') l WHERE a.name = '完工'"
        " GROUP BY r.code, w",
    ),
    "收费汇总": (
        "money",
        "SELECT r.code, m.way || char(9) || m.purse || char(9) || m.what || char(9) || m.method"
        " || char(9) || m.by w, count(*) FROM money m JOIN record r ON r.id = m.record_id"
        " GROUP BY r.code, w",
    ),
}
"""By report: what is counted, and the same by a plain query."""


def test_all_there_ever_was(desk: Session) -> None:
    """The whole report against the plain GROUP BY alone, the fastest of five each."""
    rows = []
    for name, (what, sql) in PLAIN.items():
        kept = {key: one.n for key, one in totals.sums(desk, what, EVER).items()}
        plain = {(code, key): many for code, key, many in desk.store.rows(sql)}
        assert kept == plain, name
        slow = _best(lambda sql=sql: desk.store.rows(sql), 3)  # type: ignore[misc]
        days = (periods.BEGINNING, desk.now().date())
        report = _best(lambda name=name: statistics.read(desk, name, days))  # type: ignore[misc]
        alone = _best(lambda what=what: totals.sums(desk, what, EVER))  # type: ignore[misc]
        rows.append((
            name, f"GROUP BY {slow * 1000:8.1f} ms   totals {alone * 1000:6.2f} ms",
            f"{slow / alone:6.0f} times   (the whole report {report * 1000:.1f} ms,"
            f" {slow / report:.0f} times)",
        ))  # fmt: skip
        if RECORDS >= 1_000_000:
            assert slow / report >= TIMES, name
    table(f"All history of {RECORDS:,} records", rows)


def _best(work: Callable[[], object], times: int = 5) -> float:
    return min(seconds(work) for _ in range(times))


def test_what_counting_costs_a_save(desk: Session) -> None:
    """The share of an issue that its totals take."""
    form, values = desk.forms["WX"], {"craft": "水", "channel": "来电"}
    clerk = desk.acting_as(member(desk.store, "1003"))
    with desk.store.write():
        found = [
            seconds(lambda: tallies.issued(clerk, 1, form, values, desk.now())) for _ in range(300)
        ]
    desk.store.db.execute_sql("DELETE FROM tally WHERE day = '2026-11-30'")
    middle = sorted(found)[150] * 1000
    table("Counting in the transaction of an issue", [("median", f"{middle:.3f} ms", "")])
