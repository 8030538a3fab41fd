"""Blocks onto pages."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printing.paging import bottom, broken
from printing.ruled import Block, Frame

FRAME = Frame(10, 195, 30, 130)
HEAD = Block(10, (), table=True, heads=True)
ROW = Block(10, (), table=True)
BOXES = Block(16, ())


def test_the_last_row_goes_with_the_signature_boxes() -> None:
    assert broken([HEAD, *[ROW] * 9, BOXES], FRAME) == [[HEAD, *[ROW] * 8], [HEAD, ROW, BOXES]]


def test_what_fits_exactly_stays_on_one_page() -> None:
    assert broken([HEAD, *[ROW] * 9], FRAME) == [[HEAD, *[ROW] * 9]]


def test_a_table_s_head_is_not_left_behind_its_rows() -> None:
    filling = Block(85, ())
    assert broken([filling, HEAD, ROW, ROW], FRAME) == [[filling], [HEAD, ROW, ROW]]


def test_a_block_higher_than_a_page_gets_one_of_its_own() -> None:
    high = Block(150, ())
    assert broken([BOXES, high, BOXES], FRAME) == [[BOXES], [high], [BOXES]]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.floats(5, 99), min_size=1, max_size=60), st.integers(0, 60))
def test_every_row_stands_once_in_order_within_the_frame(heights: list[float], rows: int) -> None:
    plain = [Block(height, ()) for height in heights]
    table = [Block(6 + number / 100, (), table=True) for number in range(rows)]
    pages = broken([*plain, HEAD, *table], FRAME)
    assert all(bottom(page, FRAME) <= FRAME.bottom + 0.01 for page in pages)
    placed = [block for page in pages for block in page if not block.heads]
    assert placed == [*plain, *table]
    for page in pages:
        if any(block.table for block in page):
            assert page.count(HEAD) == 1


def test_the_sum_so_far_is_carried_over() -> None:
    """Its line has room kept for it at the foot, and stands under the head of the next page; none
    where the table ends."""
    forward, brought = Block(10, (), table=True), Block(10.5, (), table=True)
    line = Block(10, (), table=True, forward=forward, brought=brought)
    assert broken([HEAD, *[line] * 9], FRAME) == [[HEAD, *[line] * 9]]
    first, second = broken([HEAD, *[line] * 12], FRAME)
    assert first == [HEAD, *[line] * 8, forward]
    assert second == [HEAD, brought, *[line] * 4]
    closing = broken([HEAD, *[line] * 12, BOXES], FRAME)
    assert closing[-1][-1] == BOXES and forward not in closing[-1]


def test_the_words_over_a_table_go_with_its_head_and_first_line() -> None:
    filling, caption = Block(75, ()), Block(6, ())
    assert broken([filling, caption, HEAD, ROW], FRAME) == [[filling], [caption, HEAD, ROW]]


def test_a_table_with_others_after_it_fills_its_page() -> None:
    """Only what closes the form is kept with a last line, not the half of a form."""
    later = [Block(10, ()), HEAD, ROW, Block(10, ()), HEAD, ROW]
    first, _ = broken([HEAD, *[ROW] * 4, *later, BOXES], FRAME)
    assert bottom(first, FRAME) > FRAME.bottom - 25


def test_signature_boxes_take_the_row_before_them_along() -> None:
    signed = Block(16, (), grows=24)
    row = Block(10, ())
    assert broken([*[row] * 9, signed], FRAME) == [[row] * 8, [row, signed]]
    two = [signed, signed]
    assert broken([*[row] * 7, *two], FRAME) == [[row] * 6, [row, *two]]
