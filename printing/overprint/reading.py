"""A template read strictly: everything that is wrong at once, by path, in words for people.

What comes in may be anybody's file: its size is looked at first (`db.templates`, `printing.
overprint.file`), every number has bounds, and no spot may stand off the pad.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from forms.form import Form
from forms.paper import Paper, Table
from forms.rules import Problems, Rejected, clean_fields
from printing.fonts import MM_PER_PT, measure
from printing.overprint.drawn import least_side
from printing.overprint.keys import Known, known
from printing.overprint.template import (
    CONTINUOUS, DRAWN, HEAD, LASER, NOBODY, SPOTS, Pad, Scan, Spot, Style, Template,
)  # fmt: skip
from printing.stock import CLEAR

ASCENT, DESCENT = 0.88, 0.12
"""How far type stands above and below its base line, in its size."""
SLACK = 0.2
"""mm that nobody sees."""


def checked(
    values: Mapping[str, Any], form: Form, paper: Paper, *, choices: bool = True
) -> Template:
    """The template that these values (`Template.values`) say, for that paper of that form.

    choices: False for a form of before, whose choices were others: what it has not is not ticked.
    Raises forms.rules.Rejected with every mistake: "name", "spots[3].x" (counted from 0).
    """
    problems: Problems = {}
    head = {key: value for key, value in values.items() if key != SPOTS.key}
    found = clean_fields(HEAD, head, NOBODY, problems, {})
    lines = clean_fields((SPOTS,), {SPOTS.key: values.get(SPOTS.key)}, NOBODY, problems, {})
    pad = _pad(found, problems)
    template = None
    if not problems and pad is not None:
        spots = tuple(
            Spot(**{**line, "style": Style(line["style"])}) for line in lines.get(SPOTS.key, ())
        )
        template = Template(form.code, paper.name, found["name"], pad, spots, _scan(found, pad))
        problems = dict(mistakes(template, form, paper))
        if not choices:
            problems = {key: one for key, one in problems.items() if not key.endswith(".choice")}
    if template is None or problems:
        raise Rejected(problems)
    return template


def pad_of(values: Mapping[str, Any]) -> Pad:
    """The pad that half-typed values say; Rejected with what is wrong with it."""
    problems: Problems = {}
    head = {key: value for key, value in values.items() if key != SPOTS.key}
    pad = _pad(clean_fields(HEAD, head, NOBODY, problems, {}), problems)
    if pad is None:
        raise Rejected(problems)
    return pad


def _pad(found: Mapping[str, Any], problems: Problems) -> Pad | None:
    if found.get("pad") != CONTINUOUS:
        if "width" not in found or "height" not in found:
            return None
        return Pad(found["width"], found["height"], "", found["printer"] != LASER)
    try:
        return Pad.of_box(found["box"]) if "box" in found else None
    except ValueError as wrong:
        problems["box"] = str(wrong)
        return None


def _scan(found: Mapping[str, Any], pad: Pad) -> Scan | None:
    image = found.get("scan")
    if image is None:
        return None
    width = found.get("scan_width", pad.width)
    return Scan(**image, x=found["scan_x"], y=found["scan_y"], width=width)


def mistakes(template: Template, form: Form, paper: Paper) -> Iterator[tuple[str, str]]:
    """(path, words) of what cannot be, of spots that are sound by themselves."""
    keys = known(form)
    tables = {one.key for one in template.spots if one.style is Style.TABLE}
    carried = {
        part.key for part in paper.in_order if isinstance(part, Table) and part.carried
    }  # fmt: skip
    met: set[str] = set()
    for at, spot in enumerate(template.spots):
        own = keys.get(spot.key)
        for key, words in (
            _of_key(spot, own) if own is None or spot.style not in own.styles
            else (*_of_kind(spot, own, tables, carried), *_of_place(spot, template.pad))
        ):  # fmt: skip
            yield f"{SPOTS.key}[{at}].{key}", words
        if spot.style in (Style.TABLE, Style.COLUMN) and spot.key in met:
            yield f"{SPOTS.key}[{at}].key", "同一个明细、同一列只能写一次"
        met.add(spot.key)
    for at, spot in enumerate(template.spots):
        if spot.style is Style.TABLE and not any(
            one.style is Style.COLUMN and one.table == spot.key for one in template.spots
        ):
            yield f"{SPOTS.key}[{at}].key", "这个明细一列也没有，请添上它的列"


def _of_key(spot: Spot, own: Known | None) -> Iterator[tuple[str, str]]:
    if own is None:
        yield "key", f"这种单没有“{spot.key}”这一栏"
    else:
        yield "style", f"{own.label}的样式只能是{'、'.join(own.styles)}"


def _of_kind(
    spot: Spot, own: Known, tables: set[str], carried: set[str]
) -> Iterator[tuple[str, str]]:
    if spot.take not in own.takes:
        yield "take", f"{own.label}只能取{'、'.join(own.takes)}"
    if spot.style is Style.TICK and spot.choice not in own.choices:
        yield "choice", f"{own.label}没有“{spot.choice}”这个选项：{'、'.join(own.choices)}"
    if spot.style is Style.COLUMN and spot.table not in tables:
        yield "key", "它的明细还没有添上"
    if spot.style is Style.TABLE and spot.key in carried and spot.lines < 3:
        yield "lines", "这个明细要过次页、承前页，至少要 3 行"


def _of_place(spot: Spot, pad: Pad) -> Iterator[tuple[str, str]]:
    high = spot.size * MM_PER_PT
    if spot.style is not Style.COLUMN and spot.size < pad.floor:
        yield "size", f"{'针式' if pad.struck else '激光'}打印机上不小于 {pad.floor:g} 磅"
    if spot.lines > 1 and spot.pitch < high:
        yield "pitch", f"{spot.size:g} 磅的字，行距至少 {high:.1f} 毫米"
    if spot.style is Style.BOXES and spot.width / spot.boxes < measure("0", spot.size):
        yield "boxes", "格子比字还窄，请改小字号、改宽或改少格数"
    if spot.style is Style.CODE and spot.width < least_side(pad) - 0.01:
        yield "width", f"二维码连四周的空白至少 {least_side(pad):g} 毫米见方，才扫得出"
    left, top, right, bottom = extent(spot)
    if spot.style is not Style.TABLE and not pad.edge <= left <= right <= pad.width - pad.edge:
        where = "落在两边的孔边里" if pad.box else "超出了纸边"
        yield "x", f"{where}：左右应在 {pad.edge:g} 到 {pad.width - pad.edge:g} 毫米之间"
    if spot.style is not Style.COLUMN and not 0 <= top <= bottom <= pad.height:
        yield "y", f"超出了纸边：纸高 {pad.height:.5g} 毫米"


def extent(spot: Spot) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what it may take, mm; of a TABLE and a COLUMN each has only
    what it says itself."""
    high = spot.size * MM_PER_PT
    if spot.style is Style.TICK:
        half = high / 2
        return spot.x - half, spot.y - half, spot.x + half, spot.y + half
    if spot.style in DRAWN:
        return spot.x, spot.top, round(spot.x + spot.width, 3), spot.y
    return (
        spot.x, round(spot.y - ASCENT * high, 3), round(spot.x + spot.width, 3),
        round(spot.bottom + DESCENT * high, 3),
    )  # fmt: skip


def warnings(template: Template, form: Form) -> dict[str, str]:
    """By path what is likely a mistake, but may be meant: what overlaps, what stands so near the
    perforations that it may be torn."""
    keys, found = known(form), {}
    clear = CLEAR if template.pad.box else 0.0
    for at, (left, top, right, bottom) in _areas(template):
        near = min(top, template.pad.height - bottom) < clear - SLACK
        beside = min(left, template.pad.width - right) < template.pad.edge + clear - SLACK
        if clear and (near or beside):
            found[f"{SPOTS.key}[{at}].key"] = f"离孔边、折线不到 {clear:g} 毫米"
    for (one, area), (other, its) in combinations(_areas(template), 2):
        if (area[0] < its[2] - SLACK and its[0] < area[2] - SLACK
                and area[1] < its[3] - SLACK and its[1] < area[3] - SLACK):  # fmt: skip
            label = keys[template.spots[one].key].label
            found.setdefault(f"{SPOTS.key}[{other}].key", f"和“{label}”叠在一起")
    return found


def _areas(template: Template) -> list[tuple[int, tuple[float, float, float, float]]]:
    """(place, extent) of all spots that have one of their own; a column as long as its table."""
    tables = {one.key: one for one in template.spots if one.style is Style.TABLE}
    found = []
    for at, spot in enumerate(template.spots):
        if spot.style is Style.COLUMN and spot.table in tables:
            _, top, _, bottom = extent(tables[spot.table])
            found.append((at, (spot.x, top, spot.x + spot.width, bottom)))
        elif spot.style is not Style.TABLE:
            found.append((at, extent(spot)))
    return found
