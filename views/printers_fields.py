"""What is asked about one way to print, as fields, and back to `printing.profiles.Profile`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.errors import Refused
from forms.conditions import when
from forms.facts import Facts
from forms.fields import Field, Kind
from forms.rules import clean_fields
from printing.adjustment import Adjustment
from printing.profiles import COLOURS, FULL, TINTS, WAYS, Profile

if TYPE_CHECKING:
    from printing.spool import Media, Options, Sizes

USUAL = "照纸张平常的"
ON_SHEETS = when(how=(USUAL, WAYS["laser"], WAYS["half"], WAYS["pair"]))
ONTO_PADS = when(how=WAYS["overprint"])
CONTINUOUS = when(how=(WAYS["impact"], WAYS["overprint"]))
FED = when(how=tuple(words for mode, words in WAYS.items() if mode != "impact") + (USUAL,))
TRAY_OF = {f"tray_{number}": colour for number, colour in enumerate(COLOURS)}
HEADINGS = {
    "name": "打印机和纸",
    "tint": "联的颜色（白纸上印底色；有彩纸的，写明在哪个纸盒，就不印）",
    "dx": "补偏（“校准”会算好，平常不用自己填）",
}
FIELDS = (
    Field("name", "名称", required=True, longest=20, hint="给人看的，如 窗口针式"),
    Field("queue", "打印机", longest=120,
          hint="不填就是状态栏里选的那台"),
    Field("how", "方式", Kind.CHOICE, choices=(USUAL, *WAYS.values()), default=USUAL),
    Field("pad", "套打模板", shown=ONTO_PADS, longest=40,
          hint="一种纸有几个的，写用哪个；不填用第一个"),
    Field("stock", "连续纸", shown=CONTINUOUS, longest=20,
          hint="照纸箱上写的；不填用各种单平常的"),
    Field("tray", "纸盒", shown=FED, longest=60,
          hint="不填由打印机自己定"),
    Field("dpi", "分辨率（点/英寸）", Kind.NUMBER,
          hint="填了，二维码的格子正好是整点"),
    Field("tint", "底色", Kind.CHOICE, choices=tuple(TINTS.values()), default=TINTS[FULL],
          shown=ON_SHEETS),
    *(Field(key, f"{colour}纸在哪个纸盒", shown=ON_SHEETS, longest=60)
      for key, colour in TRAY_OF.items()),
    Field("dx", "往右移（毫米）", Kind.NUMBER, decimals=3, default=0, hint="往左写负数"),
    Field("dy", "往下移（毫米）", Kind.NUMBER, decimals=3, default=0, hint="往上写负数"),
    Field("feed", "每张纸长补（毫米）", Kind.NUMBER, decimals=4, default=0, shown=CONTINUOUS,
          hint="走纸试验会算"),
    Field("sx", "横向缩放（%）", Kind.NUMBER, decimals=3, default=100),
    Field("sy", "纵向缩放（%）", Kind.NUMBER, decimals=3, default=100),
)  # fmt: skip
BY_PROFILE = {"mode": "how"}
"""By the name of a value of a profile the field that asks it, where it is another one."""


@dataclass(frozen=True)
class Printer:
    """What a printer says of itself; problem: why it would not print, in words."""

    name: str
    state: str = ""
    sizes: Sizes | None = None
    options: Options | None = None
    problem: str = ""

    @property
    def words(self) -> str:
        """State, papers, trays and resolutions in a line or two."""
        if self.problem:
            return self.problem
        told = [f"{self.name} {self.state}"]
        if self.sizes is not None:
            told.append(f"认得的纸：{_papers(self.sizes.named)}")
            free = "可以自己定尺寸" if max(self.sizes.largest) > 0 else "不能自己定尺寸"
            told.append(free)
        if self.options is not None and self.options.trays:
            told.append(f"纸盒：{'、'.join(self.options.trays)}")
        if self.options is not None and self.options.dpi:
            told.append(f"分辨率：{'、'.join(map(str, self.options.dpi))}")
        return "　".join(told)


def _papers(named: Sequence[Media], most: int = 6) -> str:
    """The first papers in mm, and how many more there are."""
    sizes = list(dict.fromkeys(f"{one.width:.4g}×{one.height:.4g}" for one in named))
    more = f" 等 {len(sizes)} 种" if len(sizes) > most else ""
    return "、".join(sizes[:most]) + more if sizes else "没有说"


def typed(name: str, profile: Profile) -> dict[str, Any]:
    """The values of the fields for a way of that name."""
    moved = profile.adjustment
    return {
        "name": name, "queue": profile.queue, "how": WAYS.get(profile.mode, USUAL),
        "pad": profile.pad, "stock": profile.stock, "tray": profile.tray, "dpi": profile.dpi or "",
        "tint": TINTS[profile.tint or FULL],
        **{key: profile.trays.get(colour, "") for key, colour in TRAY_OF.items()},
        "dx": moved.dx or "", "dy": moved.dy or "", "feed": moved.feed or "",
        "sx": _percent(moved.sx), "sy": _percent(moved.sy),
    }  # fmt: skip


def _percent(scale: float) -> float | str:
    return round(100 * scale, 3) if scale != 1 else ""


def read(
    values: Mapping[str, Any], known: Facts, taken: Collection[str] = ()
) -> tuple[str, Profile]:
    """The name and the way that were typed. taken: names of the other ways. Raises Refused with
    every mistake at its field."""
    problems: dict[str, str] = {}
    found = clean_fields(FIELDS, values, known, problems, {})
    name = str(found.get("name", ""))
    if name in taken:
        problems["name"] = f"已经有叫“{name}”的方式，请换个名称"
    if problems:
        raise Refused(problems)
    modes = {words: mode for mode, words in WAYS.items()}
    tints = {words: tint for tint, words in TINTS.items()}
    tint = tints[found["tint"]] if "tint" in found else FULL
    profile = Profile(
        queue=str(found.get("queue", "")),
        mode=modes.get(str(found.get("how")), ""),
        pad=str(found.get("pad", "")),
        stock=str(found.get("stock", "")),
        tray=str(found.get("tray", "")),
        dpi=int(found.get("dpi", 0)),
        adjustment=Adjustment(
            float(found["dx"]), float(found["dy"]),
            round(float(found["sx"]) / 100, 5), round(float(found["sy"]) / 100, 5),
            float(found.get("feed", 0)),
        ),
        tint="" if tint == FULL else tint,
        trays={colour: str(found[key]) for key, colour in TRAY_OF.items() if found.get(key)},
    )  # fmt: skip
    wrong = {BY_PROFILE.get(key, key): words for key, words in profile.mistakes().items()}
    if wrong:
        raise Refused(wrong)
    return name, profile


def doubts(profile: Profile, printer: Printer | None, queues: Sequence[str]) -> dict[str, str]:
    """What the printer as it is now would not do, by field: said, not forbidden, for it may be
    switched off today."""
    found: dict[str, str] = {}
    if profile.queue and queues and profile.queue not in queues:
        found["queue"] = f"现在没有名为 {profile.queue} 的打印机"
    if printer is None or printer.options is None:
        return found
    trays = printer.options.trays
    asked = {"tray": profile.tray} | {
        key: profile.trays.get(colour, "") for key, colour in TRAY_OF.items()
    }
    for key, tray in asked.items():
        if tray and tray not in trays:
            found[key] = f"打印机 {printer.name} 没有叫“{tray}”的纸盒"
    if profile.dpi and printer.options.dpi and profile.dpi not in printer.options.dpi:
        found["dpi"] = f"打印机 {printer.name} 没有这个分辨率"
    stock = profile.paper
    if stock is not None and printer.sizes is not None:
        if printer.sizes.media(stock.width, stock.length) is None:
            found["stock"] = f"打印机 {printer.name} 没有 {stock.words} 的纸，请先在打印机设置里加上"
    return found
