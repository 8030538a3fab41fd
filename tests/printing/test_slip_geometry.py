"""Measured on the printed page: sizes, rules, tints, the code and the quiet around it."""


import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.printing.slips import (
    CODE,
    FULL,
    GOODS,
    SLIP,
    bare,
    colour,
    dark_runs,
    decoded,
    extents,
    height,
    picture,
    slip,
)

from forms.property.release import FX
from printing.code import QUIET, module_size, modules
from printing.page import Code, Document, Page, Rule
from printing.pdf import draw
from printing.slip import compose

DPI = 600
MM = DPI / 25.4


@pytest.fixture(scope="module")
def document() -> Document:
    return compose(FX, SLIP, slip(values={"consent": "", "consent_at": "", "consent_by": ""}))


@pytest.fixture(scope="module")
def pages(document: Document) -> list[Image.Image]:
    pdf = draw(document)
    return [picture(pdf, page, DPI) for page in range(3)]


def test_the_page_is_a5_across(pages: list[Image.Image]) -> None:
    for image in pages:
        assert image.width / MM == pytest.approx(210, abs=0.1)
        assert image.height / MM == pytest.approx(148, abs=0.1)


def test_frame_and_rules_stand_on_the_grid(pages: list[Image.Image]) -> None:
    step = 185 / 24
    for image in pages:
        # 0.6 mm above the first row's lower rule there is nothing but upright rules.
        found = dark_runs(image, DPI, 30.4 + 8.2 - 0.6, across=True)
        (left, thick), *inner, (right, _) = [run for run in found if run[0] < 196]
        assert left == pytest.approx(10, abs=0.1)
        assert right == pytest.approx(195, abs=0.1)
        assert thick == pytest.approx(0.4, abs=0.1)
        wanted = [10 + step * column for column in (3, 8, 11, 16, 19)]
        assert [at for at, _ in inner] == pytest.approx(wanted, abs=0.1)
        assert all(wide == pytest.approx(0.2, abs=0.1) for _, wide in inner)
        down = dark_runs(image, DPI, 10.7, across=False)
        rows = [30.4 + 8.2 * number for number in range(8)]
        framed = [(at, wide) for at, wide in down if at > 30]
        assert [at for at, _ in framed[:8]] == pytest.approx(rows, abs=0.1)
        assert framed[0][1] == pytest.approx(0.4, abs=0.1)
        assert framed[1][1] == pytest.approx(0.2, abs=0.1)
        assert framed[8][0] - framed[7][0] == pytest.approx(24, abs=0.1), "room for a stamp"


def test_the_tint_covers_the_sheet(pages: list[Image.Image]) -> None:
    for image, tint in zip(pages, ("#FFFFFF", "#FFE0E6", "#FFF7CC"), strict=True):
        wanted = tuple(bytes.fromhex(tint[1:]))
        corners = [(2, 2), (image.width - 3, 2), (2, image.height - 3),
                   (image.width - 3, image.height - 3)]  # fmt: skip
        assert [colour(image, *corner) for corner in corners] == [wanted] * 4


@pytest.mark.parametrize("dpi", [150, 300])
def test_the_code_is_read_on_every_page_of_every_copy(dpi: int) -> None:
    pdf = draw(compose(FX, SLIP, slip(GOODS * 9)))
    read = [decoded(picture(pdf, page, dpi)) for page in range(6)]
    assert read == [[CODE]] * 6


def test_the_quiet_zone_touches_nothing(document: Document, pages: list[Image.Image]) -> None:
    (code,) = [item for item in document.bodies[0] if isinstance(item, Code)]
    assert len(code.rows) == 21
    quiet, side = QUIET * code.module, 21 * code.module
    for image in pages:
        tint = colour(image, 2, 2)
        left, top = round((code.x - quiet) * MM), round((code.y - quiet) * MM)
        whole = round((side + 2 * quiet) * MM)
        zone = image.crop((left, top, left + whole, top + whole))
        margin = round((quiet - 0.05) * MM)
        inner = round((quiet + side + 0.05) * MM)
        zone.paste(tint, (margin, margin, inner, inner))
        assert zone.getcolors() == [(zone.width * zone.height, tint)]


def test_modules_are_whole_dots() -> None:
    for dpi in (180, 300, 360, 600):
        size = module_size(0.5, dpi)
        dots = size / (25.4 / dpi)
        assert size >= 0.5
        assert dots == pytest.approx(round(dots), abs=1e-3)
    assert module_size(0.7, 180) == pytest.approx(0.7056, abs=1e-4)


def test_twenty_capitals_and_digits_make_the_smallest_code() -> None:
    assert len(modules("FX26000418ABCDEFGHJK")) == 21
    assert len(modules("https://example.invalid/FX-2026-000418")) > 21


def crossings(document: Document, page: Page, sides: float = 10.0) -> list[str]:
    """Texts that leave the sheet, `sides` mm from its edges, or their cell: cut by a rule."""
    wrong = []
    rules = [item for item in document.items(page) if isinstance(item, Rule)]
    own = {id(item) for item in page.items}
    for text, width in extents(document, page):
        em = height(text)
        top, bottom, right = text.y - 0.8 * em, text.y + 0.1 * em, text.x + width
        edge = page.width - 4 if id(text) in own else page.width - sides
        if text.x < sides - 0.01 or right > edge + 0.01 or top < 4 or bottom > page.height - 4:
            wrong.append(f"outside: {text.words}")
        for rule in rules:
            if rule.x1 == rule.x2 and text.x < rule.x1 - 0.01 < right - 0.02:
                if rule.y1 < text.y - 0.4 * em < rule.y2:
                    wrong.append(f"cut: {text.words}")
            elif rule.y1 == rule.y2 and rule.x1 < text.x + width / 2 < rule.x2:
                if top + 0.05 < rule.y1 < bottom - 0.05:
                    wrong.append(f"struck: {text.words}")
    return wrong


name = st.text(st.sampled_from("物品放行条䶮𠮷𪟝，（）、甲乙ABCW019.- "), max_size=60).map(str.strip)
line = st.fixed_dictionaries({"name": name, "spec": name, "measure": name, "quantity": name})


@settings(max_examples=30, deadline=None)
@given(
    goods=st.lists(line, min_size=1, max_size=60),
    values=st.dictionaries(
        st.sampled_from(["unit", "owner", "carrier", "carrier_id", "phone", "consent"]), name
    ),
    office=name,
    signed=name,
)
def test_whatever_is_typed_nothing_is_lost_and_nothing_leaves_its_cell(
    goods: list[dict[str, str]], values: dict[str, str], office: str, signed: str
) -> None:
    signatures = {"主任盖章": signed}
    document = compose(FX, SLIP, slip(goods, values, office=office, signatures=signatures), [1])
    printed: dict[str, int] = {}
    for page in document.pages:
        assert crossings(document, page) == []
        for text, _ in extents(document, page):
            for char in bare(text.words):
                printed[char] = printed.get(char, 0) + 1
    words = [office, signed, *values.values(), *(w for one in goods for w in one.values())]
    typed = bare("".join(words))
    for char in set(typed):
        assert printed.get(char, 0) >= typed.count(char)


@pytest.mark.parametrize("size", [1, 8, 60])
def test_long_names_on_the_real_page(size: int) -> None:
    one = {"name": "长" * 60, "spec": "规" * 60, "measure": "大号纸箱", "quantity": "9999"}
    goods = [one] * size
    document = compose(FX, SLIP, slip(goods, {"owner": "欧阳𠮷䶮" * 15}, office="翠湖" * 30))
    assert [crossings(document, page) for page in document.pages] == [[]] * len(document.pages)
    assert len(draw(document)) > 10000


def test_a_remark_longer_than_a_page_stays_on_its_pages() -> None:
    values = {"remark": "第三句话在此，" * 900}
    document = compose(FULL, FULL.paper("单"), slip(values=values, lines={}))
    assert len(document.pages) > 6
    assert [crossings(document, page) for page in document.pages] == [[]] * len(document.pages)


def test_the_other_parts_stay_in_their_cells() -> None:
    words = {"name": "名" * 60, "how": "以前有过的选项", "remark": "备注" * 200, "secret": "价" * 60,
             "收款.sum": "¥12860.00", "@issued_by": "李敏" * 20, "contact": "人" * 60}  # fmt: skip
    lines = {"items": [{"what": "内容" * 40, "price": "¥1234567890.00"}] * 20}
    document = compose(FULL, FULL.paper("单"), slip(values=words, lines=lines))
    assert [crossings(document, page) for page in document.pages] == [[]] * len(document.pages)
