"""Days from and to, on a desk where nobody logs out at midnight."""

from __future__ import annotations

from datetime import date, timedelta

from pytestqt.qtbot import QtBot

from forms import periods
from ui.period import Period

SUNDAY = date(2026, 11, 22)
NAMES = (periods.TODAY, periods.WEEK, periods.MONTH)


def test_a_name_means_the_days_of_now(qtbot: QtBot) -> None:
    """After midnight as well; days that somebody typed stay."""
    now = [SUNDAY]
    period = Period("book", NAMES, periods.TODAY, lambda: now[0])
    qtbot.addWidget(period)
    told: list[periods.Days] = []
    period.changed.connect(lambda: told.append(period.days))
    period.renew()
    assert told == [] and period.days == (SUNDAY, SUNDAY)
    now[0] = monday = SUNDAY + timedelta(days=1)
    period.renew()
    assert told == [(monday, monday)] and period.from_day.text() == monday.isoformat()
    assert period.buttons[periods.TODAY].isChecked()
    period.choose(periods.MONTH)
    assert told[1:] == [(date(2026, 11, 1), monday)]
    period.turn_to((SUNDAY, SUNDAY))
    now[0] = monday + timedelta(days=1)
    period.renew()
    assert period.days == (SUNDAY, SUNDAY) and not period.buttons[periods.TODAY].isChecked()
