"""What every form obeys: from what was typed to canonical values, or all problems at once.

Pure: facts come in as an argument. Paths of problems: "carrier_id", "goods[2].quantity" (counted
from 0 as typed), "" for the form as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms.checks import in_force
from forms.cleaners import CLEANERS
from forms.conditions import Values, holds
from forms.display import shown
from forms.facts import DEFAULTS, OF_THE_UNIT, SOURCES, Facts, of_linked, of_unit
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.settings import MISCOUNT
from forms.timing import moment_of
from forms.values import Invalid, dates, number, plate

Problems = dict[str, str]


class Rejected(Exception):
    """Values that the user can mend: `problems` by path, in Chinese."""

    def __init__(self, problems: Problems) -> None:
        super().__init__("；".join(problems.values()))
        self.problems = problems


@dataclass(frozen=True)
class Cleaned:
    """Canonical values, and warnings by path that do not stop the form."""

    values: dict[str, Any]
    warnings: Problems


def clean(form: Form, typed: Values, facts: Facts) -> Cleaned:
    """Canonical values of a whole form.

    Raises Rejected with every problem found; unknown keys are problems too.
    """
    found, problems = judged(form, typed, facts)
    if problems:
        raise Rejected(problems)
    return found


def judged(form: Form, typed: Values, facts: Facts) -> tuple[Cleaned, Problems]:
    """What half-typed values mean so far, with all present warnings and problems."""
    problems: Problems = {}
    warnings: Problems = {}
    values = clean_fields(form.fields, typed, facts, problems, warnings)
    problems |= _over_limit(form, values, facts)
    if facts.estate and facts.unit and not facts.unit.known and form.unit_field in values:
        problems[form.unit_field] = f"房产表里没有 {facts.unit.label} 这个房号，请核对"
    within = form.validity.within if form.validity else None
    basis = (in_force(within),) if within else ()
    for check in (*form.checks, *form.preconditions, *basis):
        apply(check, check.at, values, values, facts, problems, warnings)
    return Cleaned(values, warnings), problems


def _over_limit(form: Form, values: Values, facts: Facts) -> Problems:
    """A paper may not outlive what it hangs on (docs/handbook.md §1: no pass outlives its
    renovation's limit)."""
    validity = form.validity
    if validity is None or not validity.within or not validity.field:
        return {}
    value, linked = values.get(validity.field), facts.linked.get(validity.within)
    if not value or not linked or not linked.valid_until:
        return {}
    if moment_of(value["to"] if isinstance(value, dict) else value) <= linked.valid_until:
        return {}
    until = dates.paper_until(linked.valid_until.strftime("%Y-%m-%dT%H:%M"))
    return {validity.field: f"不能超过 {linked.number} 的期限：{until}"}


def clean_fields(
    fields: Sequence[Field],
    typed: Values,
    facts: Facts,
    problems: Problems,
    warnings: Problems,
    form_values: Values | None = None,
) -> dict[str, Any]:
    """Canonical values of a form's or an act's fields; adds to problems and warnings.

    form_values: the record's own values, for an act's conditions and tallies.
    """
    known = {field.key for field in fields}
    for key in typed:
        if key not in known:
            problems[str(key)] = f"没有“{key}”这一栏"
    values: dict[str, Any] = {}
    for field in fields:
        value = typed.get(field.key)
        value = filled(field, facts) if is_empty(value) else value
        if not is_empty(value):
            _clean_into(values, field, value, facts, problems, warnings, form_values or {})
    handed = {field.key for field in fields if field.reckoned is not None}
    typed_values = {key: value for key, value in values.items() if key not in handed}
    seen = {**(form_values or {}), **typed_values}
    for field in fields:
        if is_empty(values.get(field.key)) and field.key not in problems:
            default = _default(field, fields, seen, facts, problems)
            if not is_empty(default) and holds(field.shown, seen, facts):
                values[field.key] = seen[field.key] = default
        if field.reckoned is not None:
            _reckon(values, field, seen, facts, problems)
    for field in fields:
        if not holds(field.shown, seen, facts):
            values.pop(field.key, None)
            for path in [path for path in problems if _under(field.key, (path,))]:
                del problems[path]
        elif is_empty(values.get(field.key)):
            if holds(field.required, seen, facts) and not _under(field.key, problems):
                problems[field.key] = missing(field)
        else:
            if field.exclusive and facts.taken.get(field.key):
                _say_taken(field, facts, problems, warnings)
            for check in field.checks:
                apply(check, field.key, values[field.key], seen, facts, problems, warnings)
    return values


def _default(
    field: Field, fields: Sequence[Field], seen: Values, facts: Facts, problems: Problems
) -> Any:
    """The default of a field; None where it trips over what is still to be typed, as the office
    has nothing filled in there."""
    try:
        return default_of(field, seen, facts)
    except (KeyError, TypeError, IndexError):
        if problems or any(one.required and is_empty(seen.get(one.key)) for one in fields):
            return None
        raise


def _say_taken(field: Field, facts: Facts, problems: Problems, warnings: Problems) -> None:
    words = f"已有在办的单据：{'、'.join(facts.taken[field.key])}"
    if stops(field, facts):
        problems.setdefault(field.key, words)
    elif _chosen(field.exclusive, facts) == "warn":
        warn(warnings, field.key, words)


def stops(field: Field, facts: Facts) -> bool:
    """Whether another record in hand with the same value of an exclusive field stops this one: it
    does unless the office has chosen otherwise."""
    return _chosen(field.exclusive, facts) in ("", "block")


def _chosen(setting: object, facts: Facts) -> str:
    """What the office chose for a rule, "" for nothing."""
    return str(facts.settings.get(setting, "")) if isinstance(setting, str) else ""


def _reckon(
    values: dict[str, Any],
    field: Field,
    seen: dict[str, Any],
    facts: Facts,
    problems: Problems,
) -> None:
    """Put in what is always worked out; another value handed in is a mistake of who sent it."""
    handed = values.pop(field.key, None)
    right = offered(field, seen, facts)
    if is_empty(right) or not holds(field.shown, seen, facts):
        seen.pop(field.key, None)
        return
    if handed not in (None, right):
        problems.setdefault(field.key, f"应为 {shown(field, right)}，由程序算出，不用填")
    values[field.key] = seen[field.key] = right


def is_empty(value: Any) -> bool:
    """Whether a box was left empty."""
    return value is None or value == "" or value == [] or value == {} or (
        isinstance(value, str) and not value.strip()
    )


def missing(field: Field) -> str:
    """What to say when a required field is empty."""
    verb = {Kind.CHOICE: "请选择", Kind.PHOTO: "请附上", Kind.FILE: "请附上"}.get(
        field.kind, "请填写"
    )
    if field.kind is Kind.LINES:
        return f"请至少填写一行{field.label}"
    return verb + field.label


def filled(field: Field, facts: Facts) -> Any:
    """What a known fact fills the field with, or None."""
    name = field.filled_from
    if not name:
        return None
    if name in OF_THE_UNIT:
        return of_unit(name, field.refers, facts)
    return SOURCES[name](facts) if name in SOURCES else of_linked(name, facts)


def default_of(field: Field, values: Values, facts: Facts) -> Any:
    """The canonical default of a field; None for none, and for one that is not a good value of
    its kind: the tests refuse such a declaration, the program lets people type instead."""
    return _made(field, declared_default(field, values, facts), values, facts)


def reckoned(field: Field, values: Values, facts: Facts) -> Any:
    """The canonical value of a field that is always worked out; None while it cannot be."""
    raw = field.reckoned(values, facts) if field.reckoned is not None else None
    return _made(field, raw, values, facts)


def _made(field: Field, raw: Any, values: Values, facts: Facts) -> Any:
    """What a declaration's function gave, cleaned like a typed value; None for no good one."""
    if is_empty(raw):
        return None
    found: dict[str, Any] = {}
    problems: Problems = {}
    _clean_into(found, field, raw, facts, problems, {}, values)
    return None if problems else found.get(field.key)


def declared_default(field: Field, values: Values, facts: Facts) -> Any:
    """What the declaration gives as a default, as it gives it; None for none."""
    default = field.default
    if callable(default):
        return default(values, facts)
    if isinstance(default, str) and field.kind in (Kind.DATE, Kind.DATETIME):
        return DEFAULTS[default](facts) if default in DEFAULTS else default
    return default


def offered(field: Field, values: Values, facts: Facts) -> Any:
    """What an empty box counts as with half-typed values: its default or what is always worked
    out; None while neither can be."""
    try:
        found = reckoned if field.reckoned is not None else default_of
        return found(field, values, facts)
    except (KeyError, TypeError, IndexError):
        return None


def _under(key: str, problems: Iterable[str]) -> bool:
    return any(path == key or path.startswith((f"{key}.", f"{key}[")) for path in problems)


def _clean_into(
    values: dict[str, Any],
    field: Field,
    value: Any,
    facts: Facts,
    problems: Problems,
    warnings: Problems,
    form_values: Values,
) -> None:
    if field.kind is Kind.LINES:
        lines = _clean_lines(field, value, facts, problems, warnings)
        if lines:
            values[field.key] = lines
    elif field.kind is Kind.TALLY:
        _clean_tally(values, field, value, form_values, facts, problems, warnings)
    else:
        try:
            values[field.key] = CLEANERS[field.kind](field, value, facts)
        except Invalid as invalid:
            problems[field.key] = str(invalid)
            return
        if field.kind in (Kind.PLATE, Kind.VEHICLE):
            doubt = plate.doubt(values[field.key])
            if doubt:
                warnings[field.key] = doubt


def _clean_lines(
    field: Field, value: Any, facts: Facts, problems: Problems, warnings: Problems
) -> list[dict[str, Any]]:
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
        problems[field.key] = f"{field.label}应为若干行"
        return []
    most = int(field.maximum or 200)
    if len(value) > most:
        problems[field.key] = f"{field.label}最多 {most} 行，现有 {len(value)} 行"
        return []
    lines: list[dict[str, Any]] = []
    for position, row in enumerate(value):
        at = f"{field.key}[{position}]"
        if not isinstance(row, Mapping):
            problems[at] = "这一行读不懂"
            continue
        if all(is_empty(cell) for cell in row.values()):
            continue
        own: Problems = {}
        own_warnings: Problems = {}
        cleaned = clean_fields(field.columns, row, facts, own, own_warnings)
        problems |= {f"{at}.{key}": words for key, words in own.items()}
        warnings |= {f"{at}.{key}": words for key, words in own_warnings.items()}
        lines.append(cleaned)
    return lines


def _clean_tally(
    values: dict[str, Any],
    field: Field,
    value: Any,
    form_values: Values,
    facts: Facts,
    problems: Problems,
    warnings: Problems,
) -> None:
    """Each count must equal what the paper says: a difference means no exit, unless the office has
    chosen otherwise (docs/handbook.md §1: mismatch in goods or count, no exit, new slip)."""
    key, _, column = (field.of or "").partition(".")
    lines = form_values.get(key) or []
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
        problems[field.key] = f"{field.label}应为 {len(lines)} 个数"
        return
    if len(value) != len(lines):
        problems[field.key] = f"{field.label}应为 {len(lines)} 个数，现有 {len(value)} 个"
        return
    counts: list[Any] = []
    for position, (counted, line) in enumerate(zip(value, lines, strict=True)):
        path = f"{field.key}[{position}]"
        try:
            counts.append(number.clean(counted, decimals=3, minimum=0))
        except Invalid as invalid:
            problems[path] = str(invalid)
            continue
        if counts[-1] != line.get(column):
            words = f"第 {position + 1} 行应有 {line.get(column)}，实点 {counts[-1]}：与本条不符"
            how = _chosen(MISCOUNT.key, facts)
            if how == "warn":
                warn(warnings, path, words)
            elif how != "off":
                problems[path] = f"{words}，不予放行"
    values[field.key] = counts


def apply(
    check: Check,
    at: str,
    value: Any,
    values: Values,
    facts: Facts,
    problems: Problems,
    warnings: Problems,
) -> None:
    """Put what a check says among the problems or the warnings, as the office chooses."""
    choice = _chosen(check.setting, facts)
    if choice == "off":
        return
    words = _unless_wrong(problems, check.problem, value, values, facts)
    if words:
        if choice == "warn" or (not choice and check.warns):
            warn(warnings, check.at or at, words)
        else:
            problems.setdefault(check.at or at, words)


def warn(warnings: Problems, path: str, words: str) -> None:
    """Say it beside the field, after what is said there already: no warning hides another."""
    told = warnings.get(path)
    if told is None:
        warnings[path] = words
    elif words not in told.split("；"):
        warnings[path] = f"{told}；{words}"


def _unless_wrong(problems: Problems, function: Callable[..., Any], *known: Any) -> Any:
    """What a declaration's function says; nothing if it trips over values that are missing
    because something else is wrong and said already."""
    try:
        return function(*known)
    except (KeyError, TypeError, IndexError):
        if not problems:
            raise
        return None
