"""Days, moments and periods, seen from 2026-11-21 10:42."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.values import Invalid, dates

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 10, 42, 33)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
MINUTES = st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31, 23, 59)).map(
    lambda found: found.replace(second=0, microsecond=0)
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-11-21", "2026-11-21"),
        ("2027.1.2", "2027-01-02"),
        ("2027/1/2", "2027-01-02"),
        ("2027年1月2日", "2027-01-02"),
        ("2027 年 1 月 2 号", "2027-01-02"),
        ("２０２７－０１－０２", "2027-01-02"),
        ("20270102", "2027-01-02"),
        ("12-5", "2026-12-05"),
        ("1.5", "2026-01-05"),
        ("12月5日", "2026-12-05"),
        ("今天", "2026-11-21"),
        ("明天", "2026-11-22"),
        ("后天", "2026-11-23"),
        ("昨天", "2026-11-20"),
        ("+3", "2026-11-24"),
        ("＋10", "2026-12-01"),
        ("-1", "2026-11-20"),
        ("2028-02-29", "2028-02-29"),
    ],
)
def test_day(typed: str, expected: str) -> None:
    """Every usual spelling of a day."""
    assert dates.day(typed, TODAY) == expected


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("2026-02-30", "没有 2 月 30 日"),
        ("02-29", "没有 2 月 29 日"),
        ("2026-13-01", "没有 13 月 1 日"),
        ("20261131", "没有 11 月 31 日"),
        ("0-0", "没有 0 月 0 日"),
        ("1899-12-31", "年份应在"),
        ("2200-01-01", "年份应在"),
        ("0000-01-01", "没有 1 月 1 日"),
        ("26-11-21", "看不懂"),
        ("2026-11-21T10:42", "看不懂"),
        ("٢٠٢٦-11-21", "看不懂"),
        ("21", "看不懂"),
        ("+12345", "看不懂"),
        ("", "请填写日期"),
    ],
)
def test_day_refused(typed: str, message: str) -> None:
    """Only real days, only years that make sense."""
    with pytest.raises(Invalid, match=message):
        dates.day(typed, TODAY)


def test_days_ahead_end_with_the_calendar() -> None:
    """+3 from the last day there is does not break."""
    with pytest.raises(Invalid):
        dates.day("+3", date.max)


@given(DAYS)
def test_every_day_reads_back(found: date) -> None:
    """From its ISO form, from paper, from eight digits and from the screen."""
    iso = found.isoformat()
    assert dates.day(iso, TODAY) == iso
    assert dates.day(dates.paper_day(iso), TODAY) == iso
    assert dates.day(iso.replace("-", ""), TODAY) == iso
    assert dates.day(dates.pretty_day(iso, TODAY), TODAY) == iso
    assert dates.day(dates.pretty_day(iso), TODAY) == iso


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-11-21T10:42", "2026-11-21T10:42"),
        ("2026-11-21 10:42:59", "2026-11-21T10:42"),
        ("9:05", "2026-11-21T09:05"),
        ("1042", "2026-11-21T10:42"),
        ("9点", "2026-11-21T09:00"),
        ("9点半", "2026-11-21T09:30"),
        ("9时5分", "2026-11-21T09:05"),
        ("下午3点20", "2026-11-21T15:20"),
        ("下午12点", "2026-11-21T12:00"),
        ("中午12:30", "2026-11-21T12:30"),
        ("晚上8点整", "2026-11-21T20:00"),
        ("晚上12点", "2026-11-22T00:00"),
        ("今天 24:00", "2026-11-22T00:00"),
        ("2026-12-31T24:00", "2027-01-01T00:00"),
        ("00:00", "2026-11-21T00:00"),
        ("明天10:00", "2026-11-22T10:00"),
        ("+3 9:00", "2026-11-24T09:00"),
        ("12-5 18：00", "2026-12-05T18:00"),
        ("2026年12月5日18时", "2026-12-05T18:00"),
        ("2026/12/5 1830", "2026-12-05T18:30"),
        ("202612051830", "2026-12-05T18:30"),
        ("20261205 18:30", "2026-12-05T18:30"),
        ("现在", "2026-11-21T10:42"),
    ],
)
def test_moment(typed: str, expected: str) -> None:
    """A day with a time, or a time of today; seconds do not count."""
    assert dates.moment(typed, NOW) == expected


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("2026-11-21", "几点几分"),
        ("20261121", "几点几分"),
        ("11-21", "几点几分"),
        ("明天", "几点几分"),
        ("", "几点几分"),
        ("24:01", "没有这个时间"),
        ("10:60", "没有这个时间"),
        ("2561", "没有这个时间"),
        ("晚上2点", "24 小时制"),
        ("2026-02-30 10:00", "没有 2 月 30 日"),
        ("2199-12-31 24:00", "年份应在"),
        ("2026-11-21T10:42Z", "看不懂"),
        ("2026-11-21T10:42+08:00", "看不懂"),
        ("11-21 9", "看不懂"),
        ("10:4", "看不懂"),
    ],
)
def test_moment_refused(typed: str, message: str) -> None:
    """A moment needs its time, on a real day, in the office's zone."""
    with pytest.raises(Invalid, match=message):
        dates.moment(typed, NOW)


@given(MINUTES)
def test_every_minute_reads_back(found: datetime) -> None:
    """From its ISO form, from paper, from the screen, and as the end of a validity."""
    iso = found.isoformat("T", "minutes")
    assert dates.moment(iso, NOW) == iso
    assert dates.moment(dates.paper_moment(iso), NOW) == iso
    assert dates.moment(dates.pretty_moment(iso, NOW), NOW) == iso
    assert dates.moment(dates.pretty_moment(iso), NOW) == iso
    if found > datetime(1900, 1, 1):
        assert dates.moment(dates.paper_until(iso), NOW) == iso


@pytest.mark.parametrize(
    "typed",
    [
        "11-21 至 12-15", "11-21~12-15", "11-21～12-15", "11-21—12-15", "11-21——12-15",
        "11-21 - 12-15", "11.21到12.15", "11月21日至12月15日", "今天至+24", "20261121至20261215",
        {"from": "11-21", "to": "2026-12-15"}, {"from": "今天", "to": "12-15"},
    ],
)
def test_period(typed: object) -> None:
    """All of these are the same four weeks."""
    assert dates.period(typed, TODAY) == {"from": "2026-11-21", "to": "2026-12-15"}


def test_an_end_without_a_year_is_in_the_year_of_the_beginning() -> None:
    """Not in the year of today; across New Year it must be written."""
    period = dates.period("2027-01-05 至 02-03", TODAY)
    assert period == {"from": "2027-01-05", "to": "2027-02-03"}
    with pytest.raises(Invalid, match="止日早于起日，请核对；跨年请写明年份"):
        dates.period("12-20 至 01-15", TODAY)
    for one_day in ("12-20 至 12-20", "12-20", "12月20日"):
        assert dates.period(one_day, TODAY) == {"from": "2026-12-20", "to": "2026-12-20"}


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "起日和止日"),
        ("11-21 至", "起日和止日|看不懂"),
        ("11-21 至 12-15 至 12-16", "起日和止日"),
        ({"from": "11-21"}, "起日和止日"),
        ({"from": "11-21", "to": 5}, "请填写文字"),
        ({"from": "02-30", "to": "03-01"}, "没有 2 月 30 日"),
        ([], "请填写文字"),
    ],
)
def test_period_refused(typed: object, message: str) -> None:
    """Both ends, in order, both real."""
    with pytest.raises(Invalid, match=message):
        dates.period(typed, TODAY)


@given(DAYS, DAYS)
def test_every_period_reads_back(one: date, other: date) -> None:
    """In order it stays and reads back from screen and paper; out of order it is refused."""
    first, last = sorted((one, other))
    period = {"from": first.isoformat(), "to": last.isoformat()}
    assert dates.period(period, TODAY) == period
    assert dates.period(dates.pretty_period(period), TODAY) == period
    assert dates.period(dates.paper_period(period), TODAY) == period
    if first < last:
        with pytest.raises(Invalid):
            dates.period({"from": period["to"], "to": period["from"]}, TODAY)


def test_written() -> None:
    """Short on screen in this year, in full on paper; midnight ends the day before."""
    assert dates.pretty_day("2026-11-21", TODAY) == "11-21"
    assert dates.pretty_day("2027-01-02", TODAY) == "2027-01-02"
    assert dates.pretty_moment("2026-11-21T10:42", NOW) == "11-21 10:42"
    assert dates.pretty_moment("2025-11-21T10:42", NOW) == "2025-11-21 10:42"
    assert dates.pretty_moment("2026-11-21T10:42") == "2026-11-21 10:42"
    assert dates.paper_day("2026-11-21") == "2026年11月21日"
    assert dates.paper_moment("2026-11-21T10:42") == "2026年11月21日 10:42"
    assert dates.pretty_until("2026-11-22T00:00", NOW) == "11-21 24:00"
    assert dates.pretty_until("2027-01-01T00:00") == "2026-12-31 24:00"
    assert dates.pretty_until("2026-11-22T18:00", NOW) == "11-22 18:00"
    assert dates.paper_until("2026-11-22T00:00") == "2026年11月21日 24:00"
    assert dates.paper_until("2027-01-01T00:00") == "2026年12月31日 24:00"
    assert dates.paper_until("2026-11-22T18:00") == "2026年11月22日 18:00"
    period = {"from": "2026-12-20", "to": "2027-01-15"}
    assert dates.pretty_period(period, TODAY) == "12-20 至 2027-01-15"
    assert dates.paper_period(period) == "2026年12月20日 至 2027年01月15日"
    one_day = {"from": "2026-12-20", "to": "2026-12-20"}
    assert dates.pretty_period(one_day, TODAY) == "12-20"
    assert dates.pretty_period(one_day) == "2026-12-20"
    assert dates.paper_period(one_day) == "2026年12月20日"


@given(MINUTES, st.integers(0, 24 * 60))
def test_a_typed_time_counts_from_midnight(found: datetime, minutes: int) -> None:
    """Every time from 00:00 to 24:00 of today."""
    typed = f"{minutes // 60:02d}:{minutes % 60:02d}"
    midnight = found.replace(hour=0, minute=0)
    if midnight.year == 2199:
        midnight = midnight.replace(month=1, day=1)
    expected = midnight + timedelta(minutes=minutes)
    assert dates.moment(typed, midnight) == expected.isoformat("T", "minutes")
    assert dates.moment(typed.replace(":", ""), midnight) == expected.isoformat("T", "minutes")


def test_a_period_has_two_ends_and_nothing_else() -> None:
    """A key that is not known is a mistake of the writer."""
    with pytest.raises(Invalid):
        dates.period({"from": "2026-11-21", "to": "2026-11-22", "days": 2}, date(2026, 11, 21))
