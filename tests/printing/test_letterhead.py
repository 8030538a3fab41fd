"""The office's sign at the head of every paper: where it stands, and that nothing runs into it."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from forms import FORMS
from printing import price_notice, register
from printing.fonts import MM_PER_PT, measure
from printing.letterhead import Sign
from printing.page import Code, Document, Logo, Page, Rule, Text, from_json
from printing.pdf import draw
from printing.slip import SlipData, compose
from tests.printing.slips import CODE, picture, slip
from forms.property.release import FX

OFFICES = ("翠湖花园", "深圳市翠湖花园物业管理有限公司第一分公司东区综合物业服务中心前台接待处（二期）")
RATIOS = (0.3, 1.0, 4.0, 10.0)
SHA = "5" * 64
Box = tuple[float, float, float, float]


def image(wide: int, high: int, colour: str = "white") -> bytes:
    made = BytesIO()
    Image.new("RGB", (wide, high), colour).save(made, "JPEG")
    return made.getvalue()


def documents(office: str, sign: Sign) -> dict[str, Document]:
    """Every declared paper but labels, which have no room for a sign, a first print and a
    reprint, a register and the price notice."""
    found: dict[str, Document] = {}
    for form in FORMS:
        for paper in (one for one in form.papers if not one.is_label):
            for again in ("", "补打 第12次"):
                data = SlipData(
                    office, f"{form.code}-2026-000001", CODE,
                    {"@issued_at": "2026年11月21日 10:42"}, {}, {}, again=again, sign=sign,
                )  # fmt: skip
                found[f"{form.code} {paper.name}{again}"] = compose(form, paper, data)
    ledger = register.Ledger(
        "使用电梯、楼梯申请登记" * 4, office, "2026年11月1日 至 2026年11月21日",
        [register.Ruling("编号", 1.0, False, None)], [], sign=sign,
    )  # fmt: skip
    found["register"] = Document("登记", tuple(ledger.pages()), (ledger.body,))
    offer = ("水电维修", [price_notice.Offer("换水龙头", "个", "¥30.00")])
    found["notice"] = price_notice.compose(office, "2026年12月1日", [offer], sign=sign)
    return found


def taken(item: object) -> Box | None:
    """The mm that something takes: left, top, right, bottom."""
    if isinstance(item, Text) and not item.turn and item.words.strip():
        em = item.size * MM_PER_PT
        wide = measure(item.words, item.size, item.bold) + item.spacing * (len(item.words) - 1)
        return item.x, item.y - 0.8 * em, item.x + wide, item.y + 0.1 * em
    if isinstance(item, Code):
        side = item.module * len(item.rows)
        return item.x, item.y, item.x + side, item.y + side
    if isinstance(item, Rule):
        return item.x1, item.y1, item.x2, item.y2
    return None


def collisions(document: Document, page: Page) -> list[object]:
    items = list(document.items(page))
    (sign,) = (one for one in items if isinstance(one, Logo))
    assert sign.x >= 2.9 and sign.y >= 2.9 and sign.x + sign.width <= page.width - 2.9
    mine = sign.x, sign.y, sign.x + sign.width, sign.y + sign.height
    return [
        one for one in items
        if (box := taken(one)) is not None
        and box[0] < mine[2] and box[2] > mine[0] and box[1] < mine[3] and box[3] > mine[1]
    ]  # fmt: skip


@pytest.mark.parametrize("office", OFFICES)
@pytest.mark.parametrize("ratio", RATIOS)
def test_nothing_runs_into_the_sign(office: str, ratio: float) -> None:
    """On every declared paper, on each of its pages, whatever its shape and the name's length."""
    for name, document in documents(office, Sign(SHA, ratio)).items():
        for page in document.pages if " " not in name or "证" not in name else document.pages[:1]:
            if any(isinstance(one, Logo) for one in document.items(page)):
                assert not collisions(document, page), (name, collisions(document, page))
        assert any(isinstance(one, Logo) for one in document.items(document.pages[0])), name
        assert document.images == {SHA}


def test_without_a_sign_nothing_is_different() -> None:
    """Papers of an office without one are as they were, to the last mark."""
    assert not compose(FX, FX.papers[0], slip()).images


def test_it_is_as_wide_as_its_shape_and_no_higher_than_its_place() -> None:
    assert Sign(SHA, 1.0).within(6.0) == (6.0, 6.0)
    assert Sign(SHA, 0.5).within(6.0) == (3.0, 6.0)
    assert Sign(SHA, 10.0).within(6.0) == (24.0, 2.4)


def test_the_description_keeps_it_and_it_is_drawn_from_the_hash() -> None:
    """A red square on the white copy; on the coloured ones its white takes their colour."""
    document = compose(FX, FX.papers[0], slip(sign=Sign(SHA, 1.0)))
    again = from_json(document.to_json())
    assert again == document and again.images == {SHA}
    sign = next(one for one in document.items(document.pages[0]) if isinstance(one, Logo))
    at = [round((v + sign.width / 2) * 300 / 25.4) for v in (sign.x, sign.y)]
    red = picture(draw(again, {SHA: image(90, 90, "#D02020")})).convert("RGB")
    seen = red.getpixel((at[0], at[1]))
    assert isinstance(seen, tuple) and abs(seen[0] - 0xD0) < 8 and seen[1] < 0x30
    white = draw(again, {SHA: image(90, 90)})
    for page in range(3):
        one = picture(white, page).convert("RGB")
        assert one.getpixel((at[0], at[1])) == one.getpixel((at[0], round(3 * 300 / 25.4)))


def test_an_image_that_is_gone_leaves_nothing_behind() -> None:
    with_sign = draw(compose(FX, FX.papers[0], slip(sign=Sign(SHA, 1.0))), {})
    assert b"/Subtype /Image" not in with_sign and b"/SMask" not in with_sign
