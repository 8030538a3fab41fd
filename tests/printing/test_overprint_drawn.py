"""The QR code and photographs on a pad: readable off the dots of the head, in their place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PIL import ImageFilter
from tests.printing import raster
from tests.printing.pads import RECEIPT, SPOTS, pad, receipt, values
from tests.printing.slips import decoded

from forms.fields import Kind
from forms.property.lost import SW
from forms.property.receipt import SJ
from forms.rules import Rejected
from printing.code import QUIET, side
from printing.overprint import Template, checked, compose_overprint
from printing.page import Code, Document, Item, Picture
from printing.pdf import draw
from printing.slip import SlipData

LETTERS = "SJ26000007ABCDEFGHJK"
SHEET = {"pad": "单张", "width": 210, "height": 140, "printer": "激光"}
FACE = "ab" * 32


def coded(lines: int = 2) -> SlipData:
    return replace(receipt(lines), code=LETTERS)


def square(width: float, **more: Any) -> dict[str, Any]:
    return {"key": "@code", "style": "二维码", "x": 180, "y": 60, "width": width, **more}


def of_kind(document: Document, kind: type[Item], page: int = 0) -> list[Any]:
    return [one for one in document.items(document.pages[page]) if isinstance(one, kind)]


def made(template: Template, data: SlipData) -> Document:
    found = compose_overprint(template, SJ, RECEIPT, data)
    assert found.misfits == ()
    return found.document


@pytest.mark.parametrize(
    ("head", "dpi", "width"),
    [({}, 180, 20.5), ({}, 180, 25), ({}, 360, 23), (SHEET, 300, 17.2), (SHEET, 600, 24)],
)
def test_the_code_is_read_off_the_dots(head: dict[str, Any], dpi: int, width: float) -> None:
    """Sharp, and with every dot run into its neighbours."""
    document = made(pad(square(width), **head), coded())
    (code,) = of_kind(document, Code)
    dot = 25.4 / (300 if head else 180)
    assert (code.module / dot) == pytest.approx(round(code.module / dot), abs=0.002)
    image = raster.drawn(draw(document, dpi=dpi), dpi)
    for spread in (image, image.filter(ImageFilter.MinFilter(3))):
        assert decoded(spread.convert("RGB")) == [LETTERS]


def test_the_code_and_its_quiet_zone_stay_in_their_square() -> None:
    """On its lower edge, in the middle."""
    (code,) = of_kind(made(pad(square(25)), coded()), Code)
    quiet, wide = QUIET * code.module, side(code.rows, code.module)
    left, top, right, bottom = (
        code.x - quiet, code.y - quiet, code.x + wide + quiet, code.y + wide + quiet
    )
    assert 180 <= left + 0.01 and right - 0.01 <= 205 and 35 <= top + 0.01 and bottom - 0.01 <= 60
    assert (left - 180) == pytest.approx(205 - right, abs=0.01)


def test_a_square_in_which_it_cannot_be_read_is_refused() -> None:
    with pytest.raises(Rejected, match="至少 20.46 毫米"):
        pad(square(20))
    with pytest.raises(Rejected, match="至少 17.19 毫米"):
        pad(square(17), **SHEET)
    with pytest.raises(Rejected) as off:
        pad(square(25, y=20))
    assert "纸边" in off.value.problems["spots[0].y"]


def test_the_code_is_on_every_pad_and_on_none_before_it_is_issued() -> None:
    template = pad(*SPOTS, square(25, x=20, y=135))
    document = made(template, coded(12))
    assert [len(of_kind(document, Code, page)) for page in range(len(document.pages))] == [1] * 4
    assert not of_kind(made(template, replace(coded(), draft=True)), Code)
    assert not of_kind(made(template, receipt()), Code)


def test_a_photograph_stands_in_its_box() -> None:
    """Where the form has one and the record too; nothing is put where it has none."""
    key = next(one.key for one in SW.fields if one.kind is Kind.PHOTO)
    spot = {"key": key, "style": "照片", "x": 150, "y": 80, "width": 25, "height": 35}
    template = checked(values(spot), SW, SW.papers[0])
    assert template.values()["spots"] == [spot]
    data = replace(receipt(), photos={key: FACE})
    found = compose_overprint(template, SW, SW.papers[0], data)
    assert of_kind(found.document, Picture) == [Picture(150, 45, 25, 35, FACE)]
    assert found.document.images == {FACE}
    bare = compose_overprint(template, SW, SW.papers[0], replace(receipt(), photos={}))
    assert bare.document.bodies == ((),) and bare.misfits == ()


def test_a_photograph_without_its_height_and_off_the_pad_are_refused() -> None:
    key = next(one.key for one in SW.fields if one.kind is Kind.PHOTO)
    spot = {"key": key, "style": "照片", "x": 150, "y": 80, "width": 25}
    with pytest.raises(Rejected, match="请填写高"):
        checked(values(spot), SW, SW.papers[0])
    with pytest.raises(Rejected, match="纸边"):
        checked(values({**spot, "height": 90}), SW, SW.papers[0])
    with pytest.raises(Rejected, match="只能是照片"):
        checked(values({**spot, "style": "文字"}), SW, SW.papers[0])
