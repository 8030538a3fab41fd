"""What a template of a pre-printed pad is, as plain values, and what is asked of one.

Millimetres from the top left corner of the sheet (of continuous stock with its strips); sizes of
type in points. The questions are fields like those of any form (`HEAD`, `SPOT`), so that files, the
store and the window read them by the same rules.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from forms.conditions import filled, holds, when
from forms.facts import Facts
from forms.fields import Field, Kind
from printing.stock import FLOOR, STRIP, parse

CONTINUOUS, SHEET = "连续纸", "单张"
IMPACT, LASER = "针式", "激光"
LASER_FLOOR = 7.0
"""Points of the smallest type on a pad that goes through a laser printer."""
MOST_SPOTS = 200
SIDE = 600.0
"""mm: no pad is wider or longer."""


NOBODY = Facts(now=datetime.min)
"""A template is the same whoever reads it and whenever."""


class Style(StrEnum):
    """How a value stands on the pad; the value is what people call it.

    WORDS: in up to `lines` lines · BOXES: one character in each of `boxes` boxes over the width
    TICK: a ✓ where the field has this choice · TABLE: the first row of a lines field, how far apart
    and how many the rows are · COLUMN: one of its columns · CODE: the QR code, in a square with its
    quiet zone · PHOTO: a photograph
    """

    WORDS = "文字"
    BOXES = "分格"
    TICK = "打勾"
    TABLE = "明细"
    COLUMN = "明细的列"
    CODE = "二维码"
    PHOTO = "照片"


ALIGN = {"左": "left", "中": "centre", "右": "right"}
ALL, CAPITAL = "全部", "大写"
PARTS = ("年", "月", "日", "时", "分")
"""Of a moment: only the figures before this word, which is printed on the pad."""
TAKES = (ALL, *PARTS, CAPITAL)


SET, PLACED = (Style.WORDS, Style.BOXES), (Style.WORDS, Style.BOXES, Style.COLUMN)
DRAWN = (Style.CODE, Style.PHOTO)
"""What is no type: it stands on its lower edge."""
SPOT = (
    Field("key", "内容", required=True, longest=80),
    Field("style", "样式", Kind.CHOICE, choices=tuple(Style), default=str(Style.WORDS)),
    Field("choice", "选项", longest=80,
          required=when(style=Style.TICK), shown=when(style=Style.TICK)),
    Field("x", "左", Kind.NUMBER, decimals=2, minimum=0, maximum=SIDE,
          required=~when(style=Style.TABLE), shown=~when(style=Style.TABLE)),
    Field("y", "底线", Kind.NUMBER, decimals=2, minimum=0, maximum=SIDE,
          required=~when(style=Style.COLUMN), shown=~when(style=Style.COLUMN)),
    Field("width", "宽", Kind.NUMBER, decimals=2, minimum=1, maximum=SIDE,
          required=when(style=(*PLACED, *DRAWN)), shown=when(style=(*PLACED, *DRAWN))),
    Field("height", "高", Kind.NUMBER, decimals=2, minimum=1, maximum=SIDE,
          required=when(style=Style.PHOTO), shown=when(style=Style.PHOTO)),
    Field("size", "字号", Kind.NUMBER, decimals=1, minimum=5, maximum=72, default=10.5,
          shown=~when(style=(Style.COLUMN, *DRAWN))),
    Field("lines", "行数", Kind.NUMBER, minimum=1, maximum=100, default=1,
          shown=when(style=(Style.WORDS, Style.TABLE))),
    Field("pitch", "行距", Kind.NUMBER, decimals=3, minimum=0, maximum=100, default=0,
          shown=when(style=(Style.WORDS, Style.TABLE))),
    Field("boxes", "格数", Kind.NUMBER, minimum=1, maximum=60, required=when(style=Style.BOXES),
          shown=when(style=(Style.BOXES, Style.COLUMN))),
    Field("align", "对齐", Kind.CHOICE, choices=tuple(ALIGN), default="左",
          shown=when(style=PLACED)),
    Field("take", "取", Kind.CHOICE, choices=TAKES, default=ALL, shown=when(style=SET)),
)  # fmt: skip
"""What is asked of a spot."""

HEAD = (
    Field("name", "模板名称", required=True, longest=40),
    Field("pad", "纸", Kind.CHOICE, choices=(CONTINUOUS, SHEET), default=CONTINUOUS),
    Field("box", "纸箱上写的", longest=40, required=when(pad=CONTINUOUS),
          shown=when(pad=CONTINUOUS), hint="如 241-3-1/2"),
    Field("width", "纸宽", Kind.NUMBER, decimals=2, minimum=40, maximum=SIDE,
          required=when(pad=SHEET), shown=when(pad=SHEET), hint="毫米"),
    Field("height", "纸高", Kind.NUMBER, decimals=2, minimum=30, maximum=SIDE,
          required=when(pad=SHEET), shown=when(pad=SHEET), hint="毫米"),
    Field("printer", "打印机", Kind.CHOICE, choices=(IMPACT, LASER), default=IMPACT,
          shown=when(pad=SHEET)),
    Field("scan", "空白单据的扫描件", Kind.FILE, personal=False),
    Field("scan_x", "扫描件的左边", Kind.NUMBER, decimals=2, minimum=-SIDE, maximum=SIDE, default=0,
          shown=filled("scan"), hint="毫米，从纸的左边量"),
    Field("scan_y", "扫描件的上边", Kind.NUMBER, decimals=2, minimum=-SIDE, maximum=SIDE, default=0,
          shown=filled("scan"), hint="毫米，从纸的上边量"),
    Field("scan_width", "扫描件的宽", Kind.NUMBER, decimals=2, minimum=20, maximum=2 * SIDE,
          shown=filled("scan"), hint="毫米，不写就是纸宽"),
)  # fmt: skip
"""What is asked of the pad."""

SPOTS = Field(
    "spots", "各处位置", Kind.LINES, columns=SPOT, maximum=MOST_SPOTS, required=True
)


@dataclass(frozen=True)
class Spot:
    """Where one value stands.

    key: as `printing.parts.SlipData.values` has it; "@signed.act" for who signed; of a TABLE the
    lines field, of a COLUMN "lines.column", "lines.#" for the number of the line
    x: left end; of a TICK its middle · y: the base line of the first line, which is printed on most
    pads; of a TICK its middle, of a CODE and a PHOTO the lower edge; a COLUMN has that of its table
    width: mm; 0 for a TICK and a TABLE; a CODE is as high, a PHOTO `height` mm
    size: points it is set in where there is room · lines: lines, or rows of a TABLE · pitch: mm
    from line to line, or from row to row; 0 where there is but one
    align: a key of ALIGN · boxes: also of a COLUMN, whose rows then have one character in each
    take: one of TAKES · choice: of a TICK
    """

    key: str
    style: Style = Style.WORDS
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    size: float = 10.5
    lines: int = 1
    pitch: float = 0.0
    align: str = "左"
    boxes: int = 0
    take: str = ALL
    choice: str = ""
    height: float = 0.0

    @property
    def table(self) -> str:
        """Of a COLUMN: the lines field it belongs to."""
        return self.key.rpartition(".")[0]

    @property
    def top(self) -> float:
        """y of the upper edge of a CODE and a PHOTO."""
        return round(self.y - (self.height or self.width), 3)

    @property
    def bottom(self) -> float:
        """y of the base line of its last line or row."""
        return self.y + (self.lines - 1) * self.pitch

    def values(self) -> dict[str, Any]:
        """It as a file and the store write it, without what its style does not ask."""
        found = {**asdict(self), "style": str(self.style)}
        return {
            one.key: found[one.key] for one in SPOT
            if holds(one.shown, found, NOBODY) and found[one.key] != ""
            and (one.key != "boxes" or self.boxes)
        }  # fmt: skip


@dataclass(frozen=True)
class Pad:
    """The paper: size of the whole sheet in mm, the continuous stock by the code on its box ("" for
    single sheets), and whether an impact printer strikes it."""

    width: float
    height: float
    box: str = ""
    struck: bool = True

    @classmethod
    def of_box(cls, box: str) -> Pad:
        """Continuous stock, as long as the fraction of a fold that its box says. ValueError."""
        stock = parse(box)
        return cls(stock.width, stock.length, box)

    @property
    def edge(self) -> float:
        """mm at the left and the right where nothing may be printed."""
        return STRIP if self.box else 0.0

    @property
    def floor(self) -> float:
        """Points of the smallest type."""
        return FLOOR if self.struck else LASER_FLOOR

    @property
    def words(self) -> str:
        """What people call it."""
        return parse(self.box).words if self.box else f"{self.width:g}×{self.height:g}"


@dataclass(frozen=True)
class Scan:
    """A scan of the empty pad, kept elsewhere by its SHA-256; only ever seen on the screen. Its top
    left corner and its width on the pad, mm."""

    sha256: str
    name: str
    size: int
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0


@dataclass(frozen=True)
class Template:
    """The spots of one pad, for a paper (its name) of a form (its code); slot: 1, or 2 and more for
    those that it has beside the first."""

    form: str
    paper: str
    name: str
    pad: Pad
    spots: tuple[Spot, ...] = ()
    scan: Scan | None = None
    slot: int = 1

    @property
    def mark(self) -> str:
        """What the title of its pages ends with, so that those of another pad are told from them;
        "" for the first."""
        return f"（模板 {self.slot}）" if self.slot > 1 else ""

    def values(self) -> dict[str, Any]:
        """It as a file and the store write it: `HEAD`, and the spots."""
        pad, scan = self.pad, self.scan
        found: dict[str, Any] = {"name": self.name, "pad": CONTINUOUS if pad.box else SHEET}
        if pad.box:
            found["box"] = pad.box
        else:
            found |= {"width": pad.width, "height": pad.height}
            found["printer"] = IMPACT if pad.struck else LASER
        if scan is not None:
            found["scan"] = {"name": scan.name, "sha256": scan.sha256, "size": scan.size}
            found |= {"scan_x": scan.x, "scan_y": scan.y, "scan_width": scan.width}
        return found | {"spots": [one.values() for one in self.spots]}

    def moved(self, dx: float, dy: float) -> Template:
        """The same with every spot so many mm further to the right and down."""
        spots = tuple(
            replace(one, x=round(one.x + dx * (one.style is not Style.TABLE), 3),
                    y=round(one.y + dy * (one.style is not Style.COLUMN), 3))
            for one in self.spots
        )  # fmt: skip
        return replace(self, spots=spots)
