"""The reports that forms declare: by value, by item and worker, how long it took, what ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from db.session import Session
from db.statistics import totals
from db.statistics.catalog import Entry
from db.statistics.report import (
    COUNT, MONEY, PERCENT, QUANTITY, TEXT, Behind, Column, Report, Row, Value, percent,
)  # fmt: skip
from forms import tallies
from forms.form import Form
from forms.periods import Days
from forms.statistics import Count, Ending, Items, Took, field_of
from forms.tallies import COUNT as COUNTED, ITEMS, PART, TOOK, Sum

_BACK = "后来作废、重做的另列一栏，算在那一天，没有从件数里减去。"


def by_value(
    session: Session, entry: Entry, days: Days, previous: Days | None
) -> Report:
    """How many of each value, in the order of its choices; a rate where one is declared."""
    rows: list[Row] = []
    rated: list[tuple[int, int]] = []
    target = next((one.target for _, one in entry.parts if isinstance(one, Count)), None)
    has_money = any(isinstance(one, Count) and one.amount for _, one in entry.parts)
    several = len(entry.parts) > 1
    for form, one in entry.parts:
        assert isinstance(one, Count)
        what = f"{COUNTED}{one.key}"
        now, then, back = (
            {key: sums for (_, key), sums in found.items()} for found in (
                totals.sums(session, what, days, (form.code,)),
                totals.sums(session, what, previous, (form.code,)),
                totals.undone(session, what, days, (form.code,)),
            )
        )
        whole = sum(sums.n for key, sums in now.items() if key not in one.apart)
        rated.append((sum(now[key].n for key in one.good if key in now), whole))
        for key in _in_order(form, one, now, {*then, *back}):
            sums, gone = now.get(key, Sum()), back.get(key, Sum())
            label = _label(form, one)
            behind = Behind(form.code, what, (key,), f"{label}：{key}") if sums.n else None
            share = percent(sums.n, whole) if key not in one.apart else None
            was = then.get(key, Sum()).n
            cells: list[Value] = [form.title] if several else []
            cells += [key, sums.n, share]
            cells += [sums.amount] if has_money else []
            rows.append(Row((*cells, gone.n, was), was, behind))
    names = [one for _, one in entry.parts if isinstance(one, Count)]
    columns = [Column("单据", TEXT)] if several else []
    columns += [Column(_heading(entry), TEXT), Column("件数"), Column("占比", PERCENT)]
    columns += [Column("金额", MONEY)] if has_money else []
    columns += [Column("作废、重做"), Column("上期")]
    main = 2 if several else 1
    notes = [_BACK] if any(row.cells[-2] for row in rows) else []
    if names[0].rate:
        good, whole = sum(one for one, _ in rated), sum(one for _, one in rated)
        rate = percent(good, whole)
        aim = f"，目标 {target}%" if target is not None else ""
        told = f"{rate}%" if rate is not None else "没有可算的"
        apart = f"，不算{'、'.join(names[0].apart)}的" if names[0].apart else ""
        counted = f"{'、'.join(names[0].good)} {good} 件，共 {whole} 件{apart}"
        notes.insert(0, f"{names[0].rate} {told}（{counted}）{aim}。")
    return _added_up(entry.name, days, previous, tuple(columns), rows, main, tuple(notes))


def _heading(entry: Entry) -> str:
    form, one = entry.parts[0]
    assert isinstance(one, Count)
    return _label(form, one)


def _label(form: Form, one: Count) -> str:
    asked = field_of(form, one.key)
    return asked.label if asked else one.key


def _in_order(form: Form, one: Count, now: Mapping[str, Sum], more: set[str]) -> list[str]:
    """Choices as they are declared, other values by how many there are."""
    asked = field_of(form, one.key)
    order = {choice: at for at, choice in enumerate(asked.choices if asked else ())}
    return sorted(
        {*now, *more},
        key=lambda key: (order.get(key, len(order)), -now.get(key, Sum()).n, key),
    )


def items(session: Session, entry: Entry, days: Days, previous: Days | None) -> Report:
    """有偿服务登记表: by item and worker, how often, how much, for how much."""
    rows, gone = [], 0
    for form, one in entry.parts:
        assert isinstance(one, Items)
        what = f"{ITEMS}{one.lines}"
        then = totals.sums(session, what, previous, (form.code,))
        back = totals.undone(session, what, days, (form.code,))
        for key, sums in totals.sums(session, what, days, (form.code,)).items():
            item, _, worker = key[1].partition(PART)
            taken_back = back.pop(key, Sum()).amount
            gone += taken_back
            behind = Behind(form.code, what, (key[1],), f"{item} {worker}".strip())
            was = then.get(key, Sum()).amount
            rows.append(Row(
                (item, worker or "—", form.title, sums.n, sums.quantity, sums.amount, taken_back,
                 was), was, behind,
            ))  # fmt: skip
        gone += sum(sums.amount for sums in back.values())
    rows.sort(key=lambda row: (-int(row.cells[5] or 0), str(row.cells[0]), str(row.cells[1])))
    columns = (
        Column("项目", TEXT), Column("人员", TEXT), Column("单据", TEXT), Column("次数"),
        Column("数量", QUANTITY), Column("金额", MONEY), Column("作废、重做", MONEY),
        Column("上期金额", MONEY),
    )  # fmt: skip
    notes = ["算在完工那天；金额是完工时开的，实收见收费汇总。"] + ([_BACK] if gone else [])
    return _added_up(entry.name, days, previous, columns, rows, 5, tuple(notes))


def took(session: Session, entry: Entry, days: Days, previous: Days | None) -> Report:
    """How many calendar days it took: the distribution, and the average."""
    buckets = [*(words for _, words in tallies.DAYS), tallies.LONGER]
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    codes: list[tuple[Form, Took]] = []
    for form, one in entry.parts:
        assert isinstance(one, Took)
        codes.append((form, one))
        for at, period in enumerate((days, previous)):
            for (_, key), sums in totals.sums(
                session, f"{TOOK}{one.stop}", period, (form.code,)
            ).items():
                found[key][at] += sums.n
                found[key][2] += sums.amount if not at else 0
    whole, spent = sum(one[0] for one in found.values()), sum(one[2] for one in found.values())
    form, one = codes[0]
    rows = [
        Row((words, found[words][0], percent(found[words][0], whole), found[words][1]),
            found[words][1],
            Behind(form.code, f"{TOOK}{one.stop}", (words,), f"{one.stop}用了{words}")
            if found[words][0] and len(codes) == 1 else None)
        for words in buckets if words in found
    ]  # fmt: skip
    notes = [f"从开单到{one.stop}，按日历天算，算在{one.stop}那天。"]
    if whole:
        notes.insert(0, f"平均 {spent / whole:.1f} 天，共 {whole} 件。")
    if one.within is not None:
        good = sum(found[words][0] for most, words in tallies.DAYS if most <= one.within)
        aim = f"，目标 {one.target}%" if one.target is not None else ""
        notes.insert(1, f"{one.within} 天以内 {percent(good, whole) or 0}%{aim}。")
    columns = (Column("用时", TEXT), Column("件数"), Column("占比", PERCENT), Column("上期"))
    return _added_up(entry.name, days, previous, columns, rows, 1, tuple(notes))


def ending(session: Session, entry: Entry, days: Days, previous: Days | None) -> Report:
    """Records whose validity ends in the period: still to come, past and not ended."""
    first, last = totals.moments(session, days)
    now = session.clock.now()
    rows = []
    for form, one in entry.parts:
        assert isinstance(one, Ending)
        ((coming, past),) = session.store.rows(
            # A limit is the first moment after the last day.
            "SELECT count(CASE WHEN valid_until > ? THEN 1 END),"
            " count(CASE WHEN valid_until <= ? THEN 1 END) FROM standing"
            " WHERE code = ? AND ended = 0 AND valid_until > ? AND valid_until <= ? + 1",
            (now, now, form.code, first, last),
        )
        if coming or past:
            behind = Behind(form.code, "ending", (), "这段时间到期、还没办结的")
            rows.append(Row((form.title, coming + past, coming, past), None, behind))
    columns = (Column("单据", TEXT), Column("到期"), Column("还没到"), Column("已过期"))
    notes = ("有效期在这段时间里到、现在还没办结的；看以后的，请自选到以后的日子。",)
    return _added_up(entry.name, days, None, columns, rows, 1, notes)


def _added_up(
    name: str,
    days: Days,
    previous: Days | None,
    columns: tuple[Column, ...],
    rows: Sequence[Row],
    main: int,
    notes: tuple[str, ...],
) -> Report:
    total: list[Any] = []
    for at, column in enumerate(columns):
        if column.look in (COUNT, MONEY):
            total.append(sum(int(row.cells[at] or 0) for row in rows))
        else:
            total.append("合计" if at == 0 else "" if column.look == TEXT else None)
    was = sum(row.before or 0 for row in rows)
    return Report(
        name, days, previous, columns, tuple(rows), main, tuple(total) if rows else (), was, notes
    )
