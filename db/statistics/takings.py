"""The reports of money, from the totals of the ledger, and what the imported arrears say."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from db.session import Session
from db.statistics import catalog, totals
from db.statistics.report import MONEY, PERCENT, TEXT, Behind, Column, Report, Row, Value, percent
from forms import tallies
from forms.money import Way
from forms.periods import BEGINNING, Days
from forms.tallies import PART, UNDONE
from forms.values import amount

DEPOSIT = "押金"
MOVED = (
    Column("收", MONEY), Column("冲红", MONEY), Column("退押金", MONEY), Column("净收", MONEY),
    Column("上期净收", MONEY),
)  # fmt: skip
_Key = tuple[str, ...]


def by_fee(session: Session, days: Days, previous: Days | None) -> Report:
    """By form, fee and method: taken, taken back, given back."""
    columns = (
        Column("单据", TEXT), Column("项目", TEXT), Column("性质", TEXT), Column("方式", TEXT), *MOVED,
    )  # fmt: skip

    def key(code: str, purse: str, what: str, method: str, by: str) -> _Key:
        return _title(session, code), what, purse, method

    def behind(code: str, key: _Key) -> Behind:
        return Behind(code, tallies.MONEY, (PART.join(key[1:]),), f"{key[1]} {key[3]}".strip())

    return _moved(session, catalog.BY_FEE, days, previous, columns, key, behind)


def by_cashier(session: Session, days: Days, previous: Days | None) -> Report:
    """By cashier and method."""
    names = dict(session.store.rows("SELECT no, no || ' ' || name FROM staff"))

    def key(code: str, purse: str, what: str, method: str, by: str) -> _Key:
        return names.get(by, by), method

    columns = (Column("收款人", TEXT), Column("方式", TEXT), *MOVED)
    return _moved(session, catalog.BY_CASHIER, days, previous, columns, key)


def _moved(
    session: Session,
    name: str,
    days: Days,
    previous: Days | None,
    columns: tuple[Column, ...],
    key_of: Callable[[str, str, str, str, str], _Key],
    to: Callable[[str, _Key], Behind] | None = None,
) -> Report:
    found: dict[_Key, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    codes: dict[_Key, str] = {}
    for at, period in enumerate((days, previous)):
        for (code, key), one in totals.sums(session, tallies.MONEY, period).items():
            way, purse, what, method, by = key.split(PART)
            into = key_of(code, purse, what, method, by)
            codes[into] = code
            if way.rstrip(UNDONE) == Way.FORFEITED:
                continue  # no money changes hands
            place = 2 if way.startswith(Way.REFUNDED) else 1 if way.endswith(UNDONE) else 0
            net = -one.amount if place == 2 else one.amount
            if not at:
                found[into][place] += abs(one.amount) if place == 1 else one.amount
                found[into][3] += net
            else:
                found[into][4] += net
    rows = [
        Row((*key, *sums), sums[4], to(codes[key], key) if to else None)
        for key, sums in sorted(found.items(), key=lambda one: (-one[1][3], one[0])) if any(sums)
    ]
    words = len(columns) - len(MOVED)
    sums = [sum(int(row.cells[at] or 0) for row in rows) for at in range(words, len(columns))]
    total: tuple[Value, ...] = ("合计", *[""] * (words - 1), *sums) if rows else ()
    return Report(
        name, days, previous, columns, tuple(rows), words + 3, total, sums[4] if rows else 0,
        ("按营业日算，与收费日报相同；冲红、退押金各列一栏。",),
    )  # fmt: skip


def deposits(session: Session, days: Days, previous: Days | None) -> Report:
    """By fee: held before, taken, given back, kept, held at the end."""
    early = (BEGINNING, days[0] - timedelta(days=1)) if days[0] > BEGINNING else None
    then = (BEGINNING, previous[1]) if previous else None
    moved, before, was = (_deposits(session, one) for one in (days, early, then))
    rows = []
    for what in sorted({*moved, *before}):
        taken, refunded, forfeited = moved.get(what, (0, 0, 0))
        held = _held(before.get(what, (0, 0, 0)))
        if held or taken or refunded or forfeited:
            left, earlier = held + taken - refunded - forfeited, _held(was.get(what, (0, 0, 0)))
            rows.append(Row((what, held, taken, refunded, forfeited, left, earlier), earlier))
    sums = [sum(int(row.cells[at] or 0) for row in rows) for at in range(1, 7)]
    return Report(
        catalog.DEPOSITS, days, previous,
        (Column("押金", TEXT), Column("期初", MONEY), Column("收", MONEY), Column("退", MONEY),
         Column("转收入", MONEY), Column("期末", MONEY), Column("上期末", MONEY)),
        tuple(rows), 5, ("合计", *sums) if rows else (), sums[5] if rows else 0,
        ("期末＝期初＋收－退－转收入，冲红的已经抵去。各户的押金见日报的押金台账。",),
    )  # fmt: skip


def _held(moved: tuple[int, int, int]) -> int:
    return moved[0] - moved[1] - moved[2]


def _deposits(session: Session, days: Days | None) -> dict[str, tuple[int, int, int]]:
    """By fee: taken, refunded, forfeited, reversals taken off."""
    ways = [Way.TAKEN, Way.REFUNDED, Way.FORFEITED]
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for (_, key), one in totals.sums(session, tallies.MONEY, days).items():
        way, purse, what, _, _ = key.split(PART)
        if purse == DEPOSIT:
            sums[what][ways.index(Way(way.rstrip(UNDONE)))] += one.amount
    return {what: (one[0], one[1], one[2]) for what, one in sums.items()}


def arrears(session: Session, days: Days, previous: Days | None) -> Report:
    """管理费 as the imported lists say: units that owe, by how many months."""
    now = _owing(session, days)
    if not _listed(session, days):
        return Report(
            catalog.ARREARS, days, None, _ARREARS, (), 1,
            notes=("这段时间以前没有导入过欠费表。",),
        )  # fmt: skip
    then = _owing(session, previous) if previous else {}
    whole = int(session.store.value("SELECT count(*) FROM unit WHERE kind IS NOT 'typed'"))
    rows = []
    for low, high, words in _MONTHS:
        units = [amount for months, amount in now.values() if low <= months <= high]
        was = sum(low <= months <= high for months, _ in then.values())
        rows.append(Row((words, len(units), percent(len(units), whole), sum(units), was), was))
    was_all = sum(int(row.cells[4] or 0) for row in rows)
    clear = whole - sum(int(row.cells[1] or 0) for row in rows)
    owed = sum(amount for _, amount in now.values())
    total = ("欠费合计", whole - clear, percent(whole - clear, whole), owed, was_all)
    return Report(
        catalog.ARREARS, days, previous, _ARREARS, tuple(rows), 1, total, was_all,
        (f"不欠费的 {clear} 户，占 {percent(clear, whole)}%（共 {whole} 户），按最近一次导入的欠费表。",
         _collected(session, days)),
    )  # fmt: skip


def _collected(session: Session, days: Days) -> str:
    """What part of what was billed has been paid, of the units whose list says what was billed."""
    said = [one for one in _latest(session, days).values() if one.get("billed")]
    if not said:
        return "欠费表里没有“应收”一栏，所以按金额的收缴率算不出，这里只有按户数的。"
    billed, owed = sum(one["billed"] for one in said), sum(one["amount"] for one in said)
    return (
        f"按金额的收缴率 {percent(billed - owed, billed)}%：应收 {amount.pretty(billed)}，已收"
        f" {amount.pretty(billed - owed)}，只算欠费表里写了应收的 {len(said)} 户。"
    )


_ARREARS = (
    Column("欠几个月", TEXT), Column("户数"), Column("占全部", PERCENT), Column("欠费", MONEY),
    Column("上期户数"),
)  # fmt: skip
_MONTHS = ((1, 1, "1 个月"), (2, 3, "2 至 3 个月"), (4, 6, "4 至 6 个月"), (7, 12, "7 至 12 个月"),
           (13, 9999, "一年以上"))  # fmt: skip


def _owing(session: Session, days: Days) -> dict[int, tuple[int, int]]:
    """By unit, the months and 分 owed by the last list up to the end of the period."""
    found = {
        unit: (int(one["months"]), int(one["amount"]))
        for unit, one in _latest(session, days).items()
    }
    return {unit: owed for unit, owed in found.items() if owed[1] > 0}


def _latest(session: Session, days: Days) -> dict[int, dict[str, Any]]:
    """By unit what the last list up to the end of the period says."""
    rows = session.store.rows(
        "SELECT unit_id, value FROM dated_fact WHERE kind = 'arrears' AND as_of <= ?"
        " ORDER BY as_of, id",
        (days[1].isoformat(),),
    )
    return {unit: json.loads(value) for unit, value in rows}


def _title(session: Session, code: str) -> str:
    form = session.forms.get(code)
    return form.title if form else code


def _listed(session: Session, days: Days) -> bool:
    """Whether any list was imported up to the end of the period."""
    return session.store.value(
        "SELECT 1 FROM dated_fact WHERE kind = 'arrears' AND as_of <= ? LIMIT 1",
        (days[1].isoformat(),),
    ) is not None  # fmt: skip
