"""A template as it is seen while it is made: an example on the scan of the pad, with its places.

Nothing of this goes to paper. What is half typed is shown as far as it is sound.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from forms.fields import Kind
from forms.form import Form
from forms.paper import Paper
from forms.rules import Rejected
from printing.overprint.keys import AGAIN, known
from printing.overprint.page import compose_overprint
from printing.overprint.reading import checked, extent, warnings
from printing.overprint.template import DRAWN, SPOTS, Spot, Style, Template
from printing.overprint.words import field_of
from printing.page import Document, Item, Picture, Rule, Tint
from printing.parts import SlipData

GUIDE, CHOSEN, STRIP = "#9DB4DC", "#FFE58A", "#EFEFEF"
THIN = 0.15
_AMOUNT, _MOMENT = "¥1860.00", "2026年11月21日 10:42"


@dataclass(frozen=True)
class Seen:
    """What there is to see of a half-typed template.

    problems, warnings: by path · misfits: by place of the spot, what does not fit of the example
    template: of the spots that are sound, None where the pad is not · document: the example on it
    """

    problems: Mapping[str, str]
    warnings: Mapping[str, str]
    misfits: Mapping[int, str]
    template: Template | None
    document: Document | None


def sample(form: Form, data: SlipData) -> SlipData:
    """An example that has a value everywhere: where `data` has none the value's own name stands."""
    values, lines = dict(data.values), dict(data.lines)
    for key, one in known(form).items():
        field = field_of(form, key)
        if Style.TABLE in one.styles and field is not None and not lines.get(key):
            lines[key] = [{
                column.key: _AMOUNT if column.kind is Kind.MONEY else column.label
                for column in field.columns
            }]  # fmt: skip
        elif not values.get(key):
            money = field is not None and field.kind is Kind.MONEY
            moment = len(one.takes) > 2
            words = _AMOUNT if money else _MOMENT if moment else one.label
            values[key] = one.choices[0] if one.choices else words
    signed = {act.name: act.called for act in form.acts} | dict(data.signatures)
    number = data.number or f"{form.code}-2026-000418"
    code = data.code or f"{form.code}26000418".ljust(20, "A")[:20]
    return replace(
        data, values={**values, AGAIN: "补打 第1次"}, lines=lines, signatures=signed, number=number,
        code=code, draft=False,
    )  # fmt: skip


def seen(
    values: Mapping[str, Any], form: Form, paper: Paper, data: SlipData, chosen: int | None = None,
    ratio: float = 0.0,
) -> Seen:  # fmt: skip
    """The template that is being typed, on `data`.

    chosen: the place of the spot to be seen best · ratio: height by width of the scan, 0 for none
    to show.
    """
    problems: Mapping[str, str] = {}
    places = list(range(len(values.get(SPOTS.key) or ())))
    template = None
    for _ in range(3):  # a table without its column, a column without its table
        try:
            some = [values[SPOTS.key][at] for at in places]
            template = checked({**values, SPOTS.key: some}, form, paper)
            break
        except Rejected as wrong:
            problems = problems or wrong.problems
            bad = {at for at, place in enumerate(places)
                   if any(path.startswith(f"{SPOTS.key}[{at}]") for path in wrong.problems)}
            if not bad:
                break
            places = [place for at, place in enumerate(places) if at not in bad]
    if template is None:
        return Seen(problems, {}, {}, None, None)
    made = compose_overprint(template, form, paper, data)
    told = {_placed(path, places): words for path, words in warnings(template, form).items()}
    misfits = {places[one.at]: one.words for one in made.misfits}
    best = places.index(chosen) if chosen in places else None
    return Seen(problems, told, misfits, template, over(made.document, template, best, ratio))


def _placed(path: str, places: list[int]) -> str:
    """The path of a spot among all of them."""
    at, _, rest = path.removeprefix(f"{SPOTS.key}[").partition("]")
    return f"{SPOTS.key}[{places[int(at)]}]{rest}"


def over(
    document: Document, template: Template, chosen: int | None, ratio: float
) -> Document:
    """The pages with the scan (`ratio`: its height by its width), the chosen spot and the places of
    all under their words."""
    under: list[Item] = []
    scan = template.scan
    if scan is not None and ratio:
        high = round(scan.width * ratio, 3)
        under.append(Picture(scan.x, scan.y, scan.width, high, scan.sha256))
    for x in (0.0, template.pad.width - template.pad.edge) if template.pad.edge else ():
        under.append(Tint(x, 0.0, template.pad.edge, template.pad.height, STRIP))
    tables = {one.key: one for one in template.spots if one.style is Style.TABLE}
    for at, spot in enumerate(template.spots):
        under += _guides(spot, tables.get(spot.table), at == chosen)
    bodies = tuple((*under, *body) for body in document.bodies)
    return replace(document, bodies=bodies)


def _guides(spot: Spot, table: Spot | None, chosen: bool) -> Iterator[Item]:
    """A line under the place of every value, between boxes an upright one."""
    if spot.style is Style.COLUMN:
        if table is None:
            return
        spot = replace(table, x=spot.x, width=spot.width, boxes=spot.boxes)
    elif spot.style is Style.TABLE:
        return
    left, top, right, bottom = extent(spot)
    if chosen:
        yield Tint(left, top, round(right - left, 3), round(bottom - top, 3), CHOSEN)
    if spot.style is Style.PHOTO:
        yield Picture(left, top, spot.width, spot.height)
    elif spot.style is Style.CODE:
        for edge in ((left, top, right, top), (left, bottom, right, bottom),
                     (left, top, left, bottom), (right, top, right, bottom)):  # fmt: skip
            yield Rule(*edge, THIN, GUIDE)
    if spot.style in (Style.TICK, *DRAWN):
        return
    for number in range(spot.lines):
        y = round(spot.y + number * spot.pitch + 0.6, 3)
        yield Rule(left, y, right, y, THIN, GUIDE)
    for number in range(spot.boxes + 1 if spot.boxes else 0):
        x = round(left + number * spot.width / spot.boxes, 3)
        yield Rule(x, top, x, bottom, THIN, GUIDE)
