"""The reports of every form: taken in and ended, deadlines kept, matters followed up."""

from __future__ import annotations

from collections import Counter, defaultdict

from db.session import Session
from db.statistics import catalog, totals
from db.statistics.report import (
    COUNT, PERCENT, TEXT, Behind, Column, Report, Row, percent,
)  # fmt: skip
from forms import tallies
from forms.acts import LAST, Effect
from forms.form import Form
from forms.periods import Days
from forms.statistics import Punctual
from forms.tallies import PART, Sum

OWN_DAY = "作废、办结算在办的那天，不从受理里减去。"


def taken_in(session: Session, days: Days, previous: Days | None) -> Report:
    """By form: how many were issued, how many ended and how."""
    now, then = totals.sums(session, tallies.ISSUED, days), totals.sums(
        session, tallies.ISSUED, previous
    )
    ended: dict[str, Counter[str]] = defaultdict(Counter)
    for (code, act), one in totals.sums(session, tallies.ENDED, days).items():
        ended[code][_kind(session.forms.get(code), act)] += one.n
    rows = []
    for code, form in session.forms.items():
        many, was = now.get((code, ""), Sum()).n, then.get((code, ""), Sum()).n
        over = ended[code]
        if many or was or over:
            behind = Behind(code, tallies.ISSUED, (), f"{form.title}：开的单")
            cells = (form.title, many, was, over["办结"], over["不同意"], over["作废"])
            rows.append(Row(cells, was, behind))
    rows.sort(key=lambda row: -int(row.cells[1] or 0))
    return _report(
        catalog.TAKEN_IN, days, previous,
        (Column("单据", TEXT), Column("受理"), Column("上期"), Column("办结"),
         Column("不同意、取消"), Column("作废")),
        rows, 1, (OWN_DAY,),
    )  # fmt: skip


def _kind(form: Form | None, name: str) -> str:
    act = next((one for one in form.acts if one.name == name), None) if form else None
    if act is None or act.effect not in LAST:
        return "办结"
    return "作废" if act.effect is Effect.VOID else "不同意"


def makers(session: Session, days: Days, previous: Days | None) -> Report:
    """By member of staff: how many records they made."""
    names = dict(session.store.rows("SELECT no, no || ' ' || name FROM staff"))
    now, then = (Counter[str]() for _ in range(2))
    codes: dict[str, set[str]] = defaultdict(set)
    for found, period in ((now, days), (then, previous)):
        for (code, no), one in totals.sums(session, tallies.BY, period).items():
            found[no] += one.n
            codes[no].add(code)
    whole = sum(now.values())
    rows = [
        Row((names.get(no, no), now[no], percent(now[no], whole), then[no], len(codes[no])),
            then[no])
        for no in sorted({*now, *then}, key=lambda no: (-now[no], no))
    ]  # fmt: skip
    return _report(
        catalog.MAKERS, days, previous,
        (Column("经办人", TEXT), Column("开单"), Column("占比", PERCENT), Column("上期"),
         Column("单据种类")), rows, 1, skip=(4,),
    )  # fmt: skip


DUES = (
    Column("单据", TEXT), Column("期限", TEXT), Column("应办"), Column("按时"), Column("逾期"),
    Column("到期未办"), Column("守时率", PERCENT), Column("上期", PERCENT),
)  # fmt: skip
_DUE_NOTE = (
    "按时、逾期算在办的那天；到期未办的算在到期那天：现在还没办的，和单已结束而没有办的（算在结束那天）。"
)


def deadlines(
    session: Session,
    days: Days,
    previous: Days | None,
    name: str = catalog.DEADLINES,
    parts: tuple[tuple[Form, Punctual], ...] = (),
) -> Report:
    """By form and deadline: kept, late, missed; the worst first. parts: of these only."""
    wanted = {(form.code, due) for form, one in parts for due in one.deadlines}
    target = next((one.target for _, one in parts if one.target is not None), None)
    now, then = (_outcomes(session, period, wanted) for period in (days, previous))
    rows = []
    order = {
        (code, due.name): at
        for at, (code, due) in enumerate(
            (code, due) for code, form in session.forms.items() for due in form.dues
        )
    }  # fmt: skip
    for code, due in sorted(now, key=lambda one: (order.get(one, len(order)), one)):
        kept, late, missed = now[code, due]
        was = _rate(then.get((code, due), (0, 0, 0)))
        rate = _rate((kept, late, missed))
        behind = Behind(code, tallies.DUE, (due,), f"“{due}”没有按时的") if late + missed else None
        rows.append(Row(
            (_title(session, code), due, kept + late + missed, kept, late, missed, rate, was), was,
            behind, target is not None and rate is not None and rate < target,
        ))  # fmt: skip
    rows.sort(key=lambda row: float(row.cells[6] or 0))
    sums = [sum(int(row.cells[at] or 0) for row in rows) for at in (2, 3, 4, 5)]
    earlier = [sum(one[at] for one in then.values()) for at in range(3)]
    was = _rate((earlier[0], earlier[1], earlier[2]))
    total = ("合计", "", *sums, percent(sums[1], sums[0]), was) if rows else ()
    notes = (_DUE_NOTE, *((f"目标 {target}%。",) if target is not None else ()))
    return Report(
        name, days, previous, DUES, tuple(rows), 6, total, was, notes,
    )


def _rate(found: tuple[int, int, int]) -> float | None:
    return percent(found[0], sum(found))


def _outcomes(
    session: Session, days: Days | None, wanted: set[tuple[str, str]]
) -> dict[tuple[str, str], tuple[int, int, int]]:
    """By code and deadline: kept, late, missed."""
    if days is None:
        return {}
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for (code, key), one in totals.sums(session, tallies.DUE, days).items():
        due, _, outcome = key.partition(PART)
        found[code, due][outcome] += one.n
    for (code, due), many in totals.overdue(session, days).items():
        found[code, due][tallies.DROPPED] += many
    return {
        key: (one[tallies.KEPT], one[tallies.LATE], one[tallies.DROPPED])
        for key, one in found.items() if not wanted or key in wanted
    }  # fmt: skip


def follow_up(session: Session, days: Days, previous: Days | None) -> Report:
    """By form: matters closed, how many were followed up, how many of these late."""
    now, then = (totals.sums(session, tallies.FOLLOWED, period) for period in (days, previous))
    rows = []
    for code, plain in session.forms.items():
        if plain.call_rate is None:
            continue
        rate = session.form(code).call_rate
        assert rate is not None
        good, late, none = (_many(now, code, one) for one in _OUTCOMES)
        made = good + late
        was = percent(
            _many(then, code, tallies.IN_TIME) + _many(then, code, tallies.TOO_LATE),
            sum(_many(then, code, one) for one in _OUTCOMES),
        )
        if not made + none and was is None:
            continue
        found = percent(made, made + none)
        behind = Behind(code, tallies.FOLLOWED, (tallies.NOT_YET,), "还没有回访的")
        rows.append(Row(
            (plain.title, made + none, made, late, none, found, float(rate.target), was), was,
            behind if none else None, found is not None and found < rate.target,
        ))  # fmt: skip
    sums = [sum(int(row.cells[at] or 0) for row in rows) for at in (1, 2, 3, 4)]
    total = ("合计", *sums, percent(sums[1], sums[0]), None, None) if rows else ()
    return Report(
        catalog.FOLLOW_UP, days, previous,
        (Column("单据", TEXT), Column("办结"), Column("已回访"), Column("其中逾时"), Column("未回访"),
         Column("回访率", PERCENT), Column("目标", PERCENT), Column("上期", PERCENT)),
        tuple(rows), 5, total, None,
        ("办结的事在这段时间里、知道是谁的，都算；逾时的回访算在率里，另外写明。没有联系上的不算回访。",),
    )  # fmt: skip


_OUTCOMES = (tallies.IN_TIME, tallies.TOO_LATE, tallies.NOT_YET)


def _many(found: totals.Sums, code: str, key: str) -> int:
    return found.get((code, key), Sum()).n


def _title(session: Session, code: str) -> str:
    form = session.forms.get(code)
    return form.title if form else code


def _report(
    name: str,
    days: Days,
    previous: Days | None,
    columns: tuple[Column, ...],
    rows: list[Row],
    main: int,
    notes: tuple[str, ...] = (),
    skip: tuple[int, ...] = (),
) -> Report:
    """A report whose counts add up; skip: columns that do not."""
    total = []
    for at, column in enumerate(columns):
        values = [row.cells[at] for row in rows]
        if at == 0:
            total.append("合计")
        elif column.look == COUNT and at not in skip:
            total.append(sum(int(one or 0) for one in values))  # type: ignore[arg-type]
        else:
            total.append(100.0 if column.look == PERCENT else None)  # type: ignore[arg-type]
    was = sum(row.before or 0 for row in rows)
    return Report(
        name, days, previous, columns, tuple(rows), main, tuple(total) if rows else (), was, notes
    )
