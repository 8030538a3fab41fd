"""Numbers: of each kind and year one after the other, none twice, none left out.

A restore leaves out the numbers that were given out after the backup: they are on paper already.
Its journal entry says how many (`db.backup`), and nothing else may leave any out.
"""

from __future__ import annotations

from db.store import Store


def left_out(store: Store) -> list[str]:
    """What is wrong with the numbers of each kind and year, in Chinese; [] if nothing is."""
    unknown = store.value(
        "SELECT 1 FROM journal WHERE action = 'restore' AND json_type(body, '$.gone') IS NULL"
    )
    if unknown:  # restored before the journal said how many
        return []
    rows = store.rows(
        "SELECT r.code, r.year, count(*), max(r.sequence), c.last, (SELECT ifnull(sum("
        "json_extract(j.body, '$.gone.\"' || r.code || '-' || r.year || '\"')), 0)"
        " FROM journal j WHERE j.action = 'restore') FROM record r LEFT JOIN counter c"
        " ON c.code = r.code AND c.year = r.year GROUP BY r.code, r.year ORDER BY 1, 2"
    )
    wrong = []
    for code, year, count, highest, last, gone in rows:
        if last is None or last < highest:
            wrong.append(f"{code}-{year} 的编号计数小于已开的单号")
        elif last - count != gone:
            wrong.append(f"{code}-{year} 的编号不连续：编到 {last}，有 {count} 张")
    return wrong
