"""Draws every paper of every form in every way that it is printed, for docs/papers; what goes onto
a pre-printed pad over the places that its template has, or over the pad where it is known.

    python docs/make_paper_pictures.py [FOLDER] [--only TEXT]

FOLDER is docs/papers by default; --only draws those with TEXT in their name. What stands on them
comes from the declarations' examples, at a fixed moment. Needs no display, no printer and no data.
`tests/docs/test_paper_pictures.py` compares: after a change that is meant, draw them again, look at
each that changed, and commit it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

import pypdfium2  # noqa: E402
from PIL import Image  # noqa: E402

from paper_words import told as words  # noqa: E402
from db.samples import sample as made_picture  # noqa: E402
from forms import DECLARED  # noqa: E402
from forms.acts import Act  # noqa: E402
from forms.display import shown  # noqa: E402
from forms.fields import Kind  # noqa: E402
from forms.form import Form  # noqa: E402
from forms.values import dates  # noqa: E402
from printing.overprint.shown import over  # noqa: E402
from printing.page import Document  # noqa: E402
from printing.pdf import draw  # noqa: E402
from printing.profiles import WAYS as NAMES  # noqa: E402
from printing.slip import SlipData  # noqa: E402
from tests.forms.played import NOW, complete, example_of, facts_of, sample  # noqa: E402
from tests.printing.every_pad import PADS, SCAN, OnPad  # noqa: E402
from tests.printing.every_paper import Way, ways  # noqa: E402
from ui.pictures import pale  # noqa: E402
from views.on_paper import draft_data  # noqa: E402

FOLDER = ROOT / "docs" / "papers"
DPI, COLOURS, GAP = 72, 16, 6
GROUND = "#8C9199"
OFFICE, OPERATOR = "翠湖花园物业服务中心", "李敏 1003"
SIGNED = "王建国 1002 ✓\n11-21 10:45"
ONTO = {"folded": "激光，裁下对折", "labels": "激光，一页多张"}
MINUTE = "%Y-%m-%dT%H:%M"


def wanted() -> list[Way | OnPad]:
    """Every paper of every declared form in every way, and on every pad."""
    return [*ways(DECLARED), *PADS]


def file_of(way: Way | OnPad) -> str:
    """The name of its picture."""
    return f"{way}.png"


@lru_cache(maxsize=4)
def example_data(form: Form) -> SlipData:
    """What the form's papers show of its example: issued, every act done, signed in the program."""
    typed = complete(form, example_of(form))
    facts = facts_of(form, typed)
    typed = complete(form, {one.key: words(one, typed[one.key], facts) for one in form.fields
                            if one.key in typed and one.reckoned is None})  # fmt: skip
    data = draft_data(OFFICE, form, typed, facts_of(form, typed), OPERATOR)
    values, lines = dict(data.values), dict(data.lines)
    signed = {}
    for act in form.acts:
        told = {one.key: words(one, sample(one, typed), facts) for one in act.fields}
        values[f"{act.name}.at"] = dates.paper_moment(f"{NOW:{MINUTE}}")
        values[f"{act.name}.by"] = OPERATOR
        for one in act.fields:
            if one.kind is Kind.LINES:
                lines[f"{act.name}.{one.key}"] = [
                    {column.key: shown(column, line.get(column.key), paper=True)
                     for column in one.columns}
                    for line in told[one.key]
                ]  # fmt: skip
            else:
                values[f"{act.name}.{one.key}"] = shown(one, told[one.key], paper=True)
        signed |= _signature(act)
    values["@state"] = "在办"
    return replace(
        data, number=f"{form.code}-2026-000418", code=f"{form.code}2600041818ABCDEFGH"[:20],
        draft=False, values=values, lines=lines, signatures=signed,
    )  # fmt: skip


def _signature(act: Act) -> dict[str, str]:
    """What stands in the box of an act that somebody of the office did; ink is left to ink."""
    return {} if act.by_customer else {act.name: SIGNED}


def drawn(way: Way | OnPad, data: SlipData) -> Image.Image:
    """Its pages side by side, copy by copy, small."""
    if isinstance(way, Way):
        return sheet(pages(way.made(data)))
    scan, ratio = pale(way.scan) if way.scan else (b"", 0.0)
    seen = over(way.made(data).document, way.template, None, ratio)
    return sheet(pages(seen, {SCAN: scan}))


def sheet(shown: Iterable[Image.Image]) -> Image.Image:
    """Pages side by side on a grey ground."""
    side = list(shown)
    wide = sum(page.width for page in side) + GAP * (len(side) + 1)
    ground = Image.new("RGB", (wide, max(page.height for page in side) + 2 * GAP), GROUND)
    x = GAP
    for page in side:
        ground.paste(page, (x, GAP))
        x += page.width + GAP
    return ground


def pages(
    document: Document, images: Mapping[str, bytes] | None = None
) -> Iterator[Image.Image]:
    """The pages of a document as pictures; every photograph that is not among `images` is the same
    made one."""
    faces = dict.fromkeys(document.images, made_picture(Kind.PHOTO))
    pdf = pypdfium2.PdfDocument(draw(document, {**faces, **(images or {})}))
    try:
        for page in pdf:
            image: Image.Image = page.render(scale=DPI / 72).to_pil()
            yield image.convert("RGB")
    finally:
        pdf.close()


def kept(image: Image.Image) -> bytes:
    """The picture as it is kept: a PNG of few colours."""
    buffer = BytesIO()
    few = image.quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


HEAD = """# 每种单的每种纸

每张图是声明里的示例值，在固定的时刻，照每种打印方式排出来的样子（72 点每英寸，各联、各页从左到右）。套打的，纸上只有黑字；蓝线是
模板里各处的位置，现成的底下垫着那种单子。重画：

```sh
.venv/bin/python docs/make_paper_pictures.py
```

`tests/docs/test_paper_pictures.py` 拿现在排出来的与这里的比（平常比几张，`-m long` 全部）。有意改了版面，重画以后一张一张看过再提交。
"""


def contact_sheet(made: Sequence[Way | OnPad]) -> str:
    """The page with all pictures, form by form."""
    found = [HEAD]
    for form in DECLARED:
        mine = [way for way in made if way.form is form]
        if not mine:
            continue
        found.append(f"## {form.title}（{form.code}）\n")
        for way in mine:
            how = way.how if isinstance(way, OnPad) else ONTO.get(way.how) or NAMES[way.how]
            found.append(f"{way.paper.name}，{how}：\n\n![{way}]({quote(file_of(way))})\n")
    return "\n".join(found)


def main() -> None:
    """Read the command line and draw."""
    asked = argparse.ArgumentParser(description="Draws every paper of every form.")
    asked.add_argument("folder", metavar="FOLDER", type=Path, nargs="?", default=FOLDER)
    asked.add_argument("--only", metavar="TEXT", default="")
    options = asked.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    every = wanted()
    if not options.only:
        for old in options.folder.glob("*.png"):
            old.unlink()
        (options.folder / "README.md").write_text(contact_sheet(every), encoding="utf-8")
    for way in every:
        if options.only in file_of(way):
            file = options.folder / file_of(way)
            file.write_bytes(kept(drawn(way, example_data(way.form))))


if __name__ == "__main__":
    main()
