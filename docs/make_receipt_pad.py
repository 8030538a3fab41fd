"""Makes resources/pads/receipt-241-3-half.json: the template of a common pad of receipts, 收款收据
in three parts on 241 mm stock, two to a fold, with a drawing of the empty pad in place of a scan.

    python docs/make_receipt_pad.py

The places are measured off the pad's own ruling below; `tests/printing/test_receipt_pad.py` holds
what is printed against that ruling, measured anew by hand.
"""

from __future__ import annotations

import base64
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pypdfium2  # noqa: E402

from forms import DECLARED  # noqa: E402
from printing.overprint import Pad, checked  # noqa: E402
from printing.overprint.file import FORMAT, VERSION  # noqa: E402
from printing.page import Document, Item, Page, Rule, Text  # noqa: E402
from printing.pdf import draw  # noqa: E402
from printing.ruled import placed  # noqa: E402

FILE = ROOT / "resources" / "pads" / "receipt-241-3-half.json"
BOX, DPI = "241-3-1/2", 150
INK, RED = "#1F6B4A", "#B3201A"
LEFT, RIGHT, TOP, HEAD, FIRST, ROWS, ROW = 20.0, 216.0, 32.0, 40.0, 46.0, 5, 8.0
WHAT, RECORD, PURSE, SUM = 30.0, 92.0, 136.0, 156.0
"""Left edges of the columns 项目, 单号, 性质 and 金额."""
DIGITS = "千百十万千百十元角分"
CELL = (RIGHT - SUM) / len(DIGITS)
TOTAL = FIRST + ROWS * ROW
FOOT = TOTAL + 10.0
END = FOOT + 9.0
WAYS = {"现金": 122.0, "微信": 140.0, "支付宝": 158.0, "转账": 179.0, "刷卡": 197.0}
"""x of the left edge of the printed box of each way to pay."""


def _line(x1: float, y1: float, x2: float, y2: float, width: float = 0.2) -> Rule:
    return Rule(x1, y1, x2, y2, width, INK)


def _words(words: str, left: float, right: float, y: float, size: float = 10.0,
           align: str = "left", colour: str = INK, **more: Any) -> Text:  # fmt: skip
    return placed(words, left, right, align, y, size, colour=colour, **more)


def pad() -> Iterator[Item]:
    """The pad as its printer made it."""
    middle = (LEFT + RIGHT) / 2
    yield _words("收 款 收 据", LEFT, RIGHT, 17.0, 20.0, "centre", bold=True, spacing=2.0)
    yield _line(middle - 32, 19.4, middle + 32, 19.4, 0.3)
    yield _line(middle - 32, 20.2, middle + 32, 20.2)
    yield _words("No.", 160.0, 170.0, 17.0, 12.0, colour=RED)
    for word, x in (("年", 110.0), ("月", 124.0), ("日", 138.0)):
        yield _words(word, x, x + 5, 28.0)
    yield _words("系统编号", LEFT, LEFT + 20, 28.0, 9.0)
    for y in (TOP, HEAD, FIRST, *(FIRST + n * ROW for n in range(1, ROWS + 1)), FOOT, END):
        yield _line(LEFT, y, RIGHT, y, 0.4 if y in (TOP, END) else 0.2)
    for x in (LEFT, RIGHT):
        yield _line(x, TOP, x, END, 0.4)
    yield _words("交款人", LEFT + 2, 40, 37.6)
    yield _words("房号", 80, 90, 37.6, 9.0)
    for word, x in WAYS.items():
        for one in ((x, 34.6, x + 3, 34.6), (x, 37.6, x + 3, 37.6), (x, 34.6, x, 37.6),
                    (x + 3, 34.6, x + 3, 37.6)):  # fmt: skip
            yield _line(*one, 0.15)
        yield _words(word, x + 4, x + 16, 37.4, 9.0)
    for word, left, right in (("序", LEFT, WHAT), ("收款项目", WHAT, RECORD), ("单　号", RECORD, PURSE),
                              ("性质", PURSE, SUM)):  # fmt: skip
        yield _words(word, left, right, 44.4, 9.0, "centre")
        yield _line(right, HEAD, right, TOTAL)
    for at, word in enumerate(DIGITS):
        x = SUM + at * CELL
        yield _words(word, x, x + CELL, 44.4, 8.0, "centre")
        yield _line(x, HEAD, x, FOOT, 0.35 if at in (2, 5, 8) else 0.12)
    yield _words("合计人民币（大写）", LEFT + 2, 60, TOTAL + 6.4)
    yield _words("其中押金", LEFT + 2, 40, FOOT + 6.0, 9.0)
    yield _words("备注", 84, 94, FOOT + 6.0, 9.0)
    for word, x in (("收款单位（盖章）", LEFT + 2), ("财务", 92.0), ("收款人", 152.0)):
        yield _words(word, x, x + 40, END + 8.0)
    for at, word in enumerate("第一联存根"):
        yield _words(word, RIGHT + 2, RIGHT + 8, 60 + at * 4.4, 9.0, "centre")


def spots() -> list[dict[str, Any]]:
    """Where each value of a receipt stands on it."""
    base = FIRST + 5.6
    found: list[dict[str, Any]] = [
        {"key": "pad", "x": 170, "y": 17, "width": 44, "size": 12},
        {"key": "@number", "x": 37, "y": 28, "width": 46, "size": 10},
        *({"key": "@issued_at", "take": part, "x": x, "y": 28, "width": width, "align": "右"}
          for part, x, width in (("年", 96, 13), ("月", 116, 7), ("日", 130, 7))),
        {"key": "payer.name", "x": 36, "y": 37.6, "width": 42},
        {"key": "unit", "x": 90, "y": 37.6, "width": 30},
        *({"key": "method", "style": "打勾", "choice": way, "x": x + 1.5, "y": 36.1, "size": 12}
          for way, x in WAYS.items()),
        {"key": "items", "style": "明细", "y": base, "pitch": ROW, "lines": ROWS, "size": 10},
        {"key": "items.#", "style": "明细的列", "x": LEFT, "width": WHAT - LEFT, "align": "中"},
        {"key": "items.what", "style": "明细的列", "x": WHAT + 1.5, "width": RECORD - WHAT - 3},
        {"key": "items.record", "style": "明细的列", "x": RECORD + 1, "width": PURSE - RECORD - 2},
        {"key": "items.purse", "style": "明细的列", "x": PURSE + 1, "width": SUM - PURSE - 2,
         "align": "中"},
        {"key": "items.amount", "style": "明细的列", "x": SUM, "width": RIGHT - SUM, "boxes": 10,
         "align": "右"},
        {"key": "total", "take": "大写", "x": 58, "y": TOTAL + 6.4, "width": 96, "size": 12},
        {"key": "total", "style": "分格", "x": SUM, "y": TOTAL + 6.4, "width": RIGHT - SUM,
         "boxes": 10, "align": "右"},
        {"key": "deposits", "x": 40, "y": FOOT + 6, "width": 40},
        {"key": "remarks", "x": 94, "y": FOOT + 6, "width": 120},
        {"key": "@issued_by", "x": 166, "y": END + 8, "width": 48},
        {"key": "@page", "x": 188, "y": 28, "width": 26, "size": 10, "align": "右"},
        {"key": "@again", "x": 146, "y": 28, "width": 40, "size": 10},
    ]
    return found


def drawn() -> bytes:
    """The empty pad as a grey JPEG."""
    sheet = Pad.of_box(BOX)
    document = Document("收款收据", (Page(sheet.width, sheet.height, tuple(pad())),))
    page = pypdfium2.PdfDocument(draw(document))[0]
    image = page.render(scale=DPI / 72).to_pil().convert("L")
    file = io.BytesIO()
    image.save(file, "JPEG", quality=60, optimize=True)
    return file.getvalue()


def main() -> None:
    """Write the file, once it is sure that it is sound."""
    form = next(one for one in DECLARED if one.settles)
    paper = form.papers[0]
    values = {"name": "收款收据 三联", "pad": "连续纸", "box": BOX, "spots": spots()}
    template = checked(values, form, paper)
    head = {"format": FORMAT, "version": VERSION, "form": form.code, "paper": paper.name}
    image = base64.b64encode(drawn()).decode()
    scan = {"scan_x": 0, "scan_y": 0, "scan_width": 241, "scan_name": "收款收据",
            "scan_image": image}  # fmt: skip
    FILE.parent.mkdir(parents=True, exist_ok=True)
    made = json.dumps({**head, **template.values(), **scan}, ensure_ascii=False, indent=1)
    FILE.write_text(made + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
