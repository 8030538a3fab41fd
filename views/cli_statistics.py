"""统计报表 on the command line: which there are, one of them in numbers, or as a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from db import statistics
from db.session import Session
from db.statistics.report import Report, Value
from forms import periods


def told(
    session: Session, name: str | None, first: date | None, last: date | None, out: Path | None
) -> Any:
    """The reports by group, or one of a period (this month unless told); with `out` it is written
    there too. Numbers as they are kept: 分, percent, thousandths of a measure."""
    if name is None:
        session.require(statistics.RIGHT, "看统计")
        return [{"name": one.name, "group": one.group} for one in statistics.entries(session)]
    begun, today = periods.named(periods.MONTH, session.now().date())
    report = statistics.read(session, name, (first or min(begun, last or begun), last or today))
    answer: dict[str, Any] = {
        "name": report.name,
        "from": report.days[0].isoformat(),
        "to": report.days[1].isoformat(),
        "columns": [{"label": one.label, "kind": one.look} for one in report.columns],
        "rows": [_line(report, row.cells) for row in report.rows],
        "total": _line(report, report.total),
        "notes": list(report.notes),
    }
    if report.previous:
        days = (one.isoformat() for one in report.previous)
        answer["previous"] = dict(zip(("from", "to"), days, strict=True))
    if out is not None:
        from views import statistics_files

        statistics_files.write(session, report, out)
        answer["file"] = str(out)
    return answer


def _line(report: Report, cells: tuple[Value, ...]) -> dict[str, Value]:
    labels = [one.label for one in report.columns]
    return dict(zip(labels, cells, strict=bool(cells)))
