"""A reprint: the stored pages again, with their mark."""

import pytest
from tests.printing.slips import SLIP, slip, texts

from forms.property.release import FX
from printing.page import Text, from_json
from printing.pdf import draw
from printing.reprint import marked, only, voided
from printing.slip import compose


def test_every_page_bears_the_mark_and_is_otherwise_as_stored() -> None:
    stored = compose(FX, SLIP, slip()).to_json()
    again = marked(from_json(stored), "补打 第1次")
    assert again.bodies == from_json(stored).bodies
    for before, after in zip(texts(draw(from_json(stored))), texts(draw(again)), strict=True):
        assert "补打" not in before
        assert "补打第1次" in after
        assert len(after) == len(before) + len("补打第1次")
    assert marked(from_json(stored), "") == from_json(stored)


def test_a_slip_voided_since_says_so_on_every_page_under_its_text() -> None:
    goods = [{"name": "箱", "spec": "", "measure": "个", "quantity": "1"}] * 40
    stored = compose(FX, SLIP, slip(goods))
    again = voided(stored)
    assert all("作废" in text for text in texts(draw(again)))
    for before, after in zip(stored.bodies, again.bodies, strict=True):
        mark, *rest = after
        assert isinstance(mark, Text)
        assert mark.words == "作废"
        assert tuple(rest) == before
    assert voided(again) == again


def test_one_copy_can_be_taken_out_with_all_its_pages() -> None:
    goods = [{"name": "箱", "spec": "", "measure": "个", "quantity": "1"}] * 40
    document = compose(FX, SLIP, slip(goods))
    each = len(document.pages) // 3
    assert each > 1
    second = only(document, 2, 3)
    assert [page.tint for page in second.pages] == ["#FFE0E6"] * each
    for wrong in (0, 4):
        with pytest.raises(ValueError, match="只有 3 联"):
            only(document, wrong, 3)
