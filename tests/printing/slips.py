"""Slips for the tests: invented data, a form with every kind of part, pages as pictures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from forms.acts import Act, Effect, void
from forms.fields import Field, Kind
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Colour, Copy, Paper, Photo, Row, Table, Text
from forms.property.release import FX
from printing.fonts import MM_PER_PT, measure
from printing.page import Document, Page
from printing.page import Text as PageText
from printing.slip import SlipData

SLIP = FX.paper("放行条")
CODE = "FX2600041818ABCDEFGH"
GOODS = (
    {"name": "双门冰箱", "spec": "海尔 BCD-215", "measure": "台", "quantity": "1"},
    {"name": "实木餐桌（带四把椅子）", "spec": "1.4 m", "measure": "套", "quantity": "1"},
    {"name": "纸箱（衣物、书籍）", "spec": "60×40×50 cm", "measure": "个", "quantity": "12"},
)
VALUES = {
    "unit": "3 栋 1202",
    "owner": "欧阳䶮",
    "applicant": "租户",
    "carrier": "𠮷田三丰",
    "carrier_id": "440301199003071234（居民身份证）",
    "phone": "138 0013 8000",
    "plate": "粤B·D12345",
    "reason": "搬家",
    "consent": "电话确认",
    "consent_at": "2026年11月21日 10:38",
    "consent_by": "李敏 1003",
    "@issued_at": "2026年11月21日 10:42",
    "@valid_until": "2026年11月21日 24:00",
}

FULL = Form(
    code="TS",
    title="全项试验单",
    desk="物业",
    issued_by=("前台",),
    fields=(
        Field("name", "姓名", required=True),
        Field("how", "方式", Kind.CHOICE, choices=("自取", "送货上门", "快递到付", "其他方式")),
        Field("remark", "备注", Kind.LONG_TEXT),
        Field("secret", "底价", personal=True),
        Field("contact", "联系人"),
        Field("face", "照片", Kind.PHOTO),
        Field(
            "items", "项目", Kind.LINES,
            columns=(Field("what", "内容"), Field("price", "金额", Kind.MONEY)),
        ),
    ),
    acts=(
        Act("收款", ("财务",), (Field("sum", "实收", Kind.MONEY),), Effect.PAY),
        void("前台"),
    ),
    copies=(
        Copy("客户", "客户", Colour.WHITE, hidden=("secret",)),
        Copy("财务", "财务", Colour.BLUE),
        Copy("存档", "前台", Colour.GREEN, hidden=("items", "secret")),
    ),
    papers=(
        Paper(
            "单", "A4",
            (
                Row((Cell("name", 12), Cell("secret", 12))),
                Row((Cell("how", 24, ticks=True),)),
                Row((Cell("remark", 24),), lines=2),
                Row((Cell("收款.sum", 12, capital=True), Cell("@issued_by", 12)), optional=True),
                Table("items", (("what", 18), ("price", 5)), least=2),
                Text("本人 {name} 承诺遵守规定，底价 {secret} 元，联系人 {contact}。", label="承诺"),
                Photo("face"),
                Boxes((Box("收款", 12), Box("", 12, "客户签字"))),
            ),
            foot="有效期至 {valid_until}，{copies}",
        ),
        Paper("便条", "A5", (Row((Cell("remark", 24),)),), copies=False, code=False, heading="便 条"),
    ),
)  # fmt: skip


def slip(
    goods: Sequence[Mapping[str, str]] = GOODS, values: Mapping[str, str] | None = None, **more: Any
) -> SlipData:
    """A release slip's data; `values` over the usual ones."""
    fields = {
        "office": "翠湖花园物业服务中心",
        "number": "FX-2026-000418",
        "code": CODE,
        "values": {**VALUES, **(values or {})},
        "lines": {"goods": goods},
        "signatures": {"值班主任签字": "王建国 1002 ✓"},
    }
    return SlipData(**{**fields, **more})


def bare(words: str) -> str:
    """The words without white space, which a layout may add or drop."""
    return re.sub(r"\s", "", words)


def texts(pdf: bytes) -> list[str]:
    """The text of each page of a PDF, without white space."""
    return [bare(page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]


def picture(pdf: bytes, page: int = 0, dpi: int = 300) -> Image.Image:
    """A page of a PDF as a picture."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        image: Image.Image = document[page].render(scale=dpi / 72).to_pil()
        return image.convert("RGB")
    finally:
        document.close()


def colour(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    """Red, green and blue of a pixel."""
    found = image.getpixel((x, y))
    assert isinstance(found, tuple)
    return found


def decoded(image: Image.Image) -> list[str]:
    """The QR codes on a picture."""
    return [found.text for found in zxingcpp.read_barcodes(image)]


def extents(document: Document, page: Page) -> list[tuple[PageText, float]]:
    """The upright texts of a page with their widths in mm."""
    return [
        (item, measure(item.words, item.size, item.bold) + item.spacing * (len(item.words) - 1))
        for item in document.items(page)
        if isinstance(item, PageText) and not item.turn
    ]


def height(text: PageText) -> float:
    """Size of a text's type in mm."""
    return text.size * MM_PER_PT


def dark_runs(image: Image.Image, dpi: int, at: float, across: bool) -> list[tuple[float, float]]:
    """(middle, thickness) in mm of the dark runs along a line at `at` mm; across: left to right."""
    length = image.width if across else image.height
    fixed = round(at * dpi / 25.4)
    runs: list[tuple[float, float]] = []
    start: int | None = None
    for place in range(length + 1):
        pixel = (place, fixed) if across else (fixed, place)
        dark = place < length and sum(colour(image, *pixel)) < 300
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            runs.append(((start + place) / 2 / dpi * 25.4, (place - start) / dpi * 25.4))
            start = None
    return runs
