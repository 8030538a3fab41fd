"""What makes up for a printer: solved from what a person measured, and true on the page that
arrives at a queue."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.printing.cups_server import Server
from tests.printing.slips import dark_runs, picture, texts

from printing import calibration, spool
from printing.adjustment import Adjustment, Readings, fed, solved
from printing.page import Document, Page, Rule
from printing.pdf import draw
from printing.profiles import Profile, Profiles, read
from printing.stock import parse

offsets = st.floats(-8, 8)
factors = st.floats(0.97, 1.03)


class Machine:
    """Puts what is meant for (x, y) at (a + b·x, c + d·y) and feeds `e` mm too far each form."""

    def __init__(self, a: float, b: float, c: float, d: float, e: float = 0.0) -> None:
        self.a, self.b, self.c, self.d, self.e = a, b, c, d, e

    def prints(self, x: float, y: float, with_: Adjustment) -> tuple[float, float]:
        """Where a mark of the page lands on paper, in mm."""
        return (self.a + self.b * (with_.dx + with_.sx * x),
                self.c + self.d * (with_.dy + with_.sy * y))  # fmt: skip

    def read(self, meant: Readings, with_: Adjustment) -> Readings:
        """What is measured on a sheet it printed."""
        left, top = self.prints(meant.left, meant.top, with_)
        right, bottom = self.prints(meant.left + meant.across, meant.top + meant.down, with_)
        return Readings(left, top, right - left, bottom - top)

    def line(self, number: int, y: float, with_: Adjustment) -> float:
        """mm from the fold to a line of the form of that number, counted from 1."""
        return y + (number - 1) * (self.e + with_.feed)


settings = st.builds(Adjustment, offsets, offsets, factors, factors)


@given(offsets, factors, offsets, factors, settings)
def test_one_sheet_puts_every_mark_right(
    a: float, b: float, c: float, d: float, before: Adjustment
) -> None:
    """Whatever was set before: every place of the page, not only the crosses."""
    machine, meant = Machine(a, b, c, d), calibration.meant(241.0, 139.7)
    after = solved(before, meant, machine.read(meant, before))
    for x, y in ((0, 0), (17.7, 30.4), (223.3, 120.0)):
        assert machine.prints(x, y, after) == pytest.approx((x, y), abs=0.01)


@given(st.floats(-0.5, 0.5), st.floats(-0.3, 0.3))
def test_ten_forms_tell_the_drift(too_far: float, before: float) -> None:
    machine, old = Machine(0, 1, 0, 1, too_far), Adjustment(feed=before)
    first, last = (machine.line(number, 20, old) for number in (1, calibration.FORMS))
    new = fed(old, first, last, calibration.FORMS)
    assert machine.line(100, 20, new) == pytest.approx(20, abs=0.02)


def test_the_sheet_says_what_to_measure_and_what_it_should_be() -> None:
    shown = texts(draw(calibration.sheet(241.0, 139.7)))[0]
    for words in ("甲", "乙", "丙", "正好是25", "正好是190", "正好是80"):
        assert words in shown
    assert len(calibration.drift(241.0, 139.7).pages) == 10


MARK = Document("方块", (Page(241.0, 139.7, (Rule(25.0, 25.0, 25.0, 35.0, 10.0),)),))


@pytest.mark.parametrize("moved", [
    Adjustment(), Adjustment(3.0, -1.5), Adjustment(-0.5, 0.3), Adjustment(1.0, 2.0, 1.02, 0.98),
])  # fmt: skip
def test_what_arrives_is_moved_by_so_much(printers: Server, moved: Adjustment) -> None:
    """A black square from (20, 20): rule caps make it 20 mm high."""
    arrived = printers.arrived(spool.submit(draw(MARK, {}, moved), "form", 241.0, 139.7, "试印"))
    image = picture(arrived, 0, 254)
    ((across, wide),) = dark_runs(image, 254, 30.0, across=True)
    ((down, high),) = dark_runs(image, 254, 25.0 * moved.sx + moved.dx, across=False)
    assert across == pytest.approx(moved.dx + moved.sx * 25.0, abs=0.2)
    assert down == pytest.approx(moved.dy + moved.sy * 30.0, abs=0.2)
    assert (wide, high) == pytest.approx((10 * moved.sx, 20 * moved.sy), abs=0.2)


def test_a_longer_form_is_a_longer_sheet_with_everything_in_its_place() -> None:
    image = picture(draw(MARK, {}, Adjustment(feed=0.5)), 0, 254)
    assert image.height / 10 == pytest.approx(140.2, abs=0.1)
    ((down, _),) = dark_runs(image, 254, 25.0, across=False)
    assert down == pytest.approx(30.0, abs=0.1)


def test_the_way_of_a_paper_its_form_or_all_others() -> None:
    pins, laser = Profile("dot24", "impact", "241-3-1/2"), Profile("laser")
    ways = Profiles().with_one("针式", pins).with_one("激光", laser)
    ways = ways.using("", "激光").using("FX", "针式").using("CR 出入证", "没有这个")
    assert ways.of("FX", "放行条") == pins and ways.of("CR", "出入证") == laser
    assert ways.without("激光").of("CR", "出入证") == Profile()
    assert pins.paper == parse("241-3-1/2")
    coloured = Profile("laser", tint="band", trays={"红": "Tray2", "黄": "Tray3"})
    ways = ways.with_one("彩纸", coloured)
    again = read(ways.to_json())
    assert again == ways


@pytest.mark.parametrize("words", [
    "", "[]", "{}", '{"profiles": {"a": 1}, "used": {}}', '{"profiles": {}, "used": []}',
    '{"profiles": {"a": {"mode": "喷绘"}}, "used": {}}',
    '{"profiles": {"a": {"stock": "A4"}}, "used": {}}',
    '{"profiles": {"a": {"adjustment": {"dx": 99}}}, "used": {}}',
    '{"profiles": {"a": {"dpi": "600"}}, "used": {}}',
    '{"profiles": {"a": {"queue": 5}}, "used": {}}',
    '{"profiles": {"a": {"tint": "淡"}}, "used": {}}',
    '{"profiles": {"a": {"trays": ["1"]}}, "used": {}}',
    '{"profiles": {"a": {"trays": {"紫": "1"}}}, "used": {}}',
    '{"profiles": {"a": {"trays": {"红": 1}}}, "used": {}}',
])  # fmt: skip
def test_a_file_that_is_not_ours_is_refused_in_words(words: str) -> None:
    with pytest.raises(ValueError, match="打印机的设置"):
        read(words)


@pytest.mark.parametrize(("name", "value"), [
    ("dx", 26), ("sy", 1.2), ("feed", -3), ("dy", float("nan")), ("feed", float("inf")),
])  # fmt: skip
def test_an_adjustment_that_cannot_be(name: str, value: float) -> None:
    assert set(Adjustment(**{name: value}).mistakes()) == {name}
