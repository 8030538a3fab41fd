"""What every form obeys: from what was typed to canonical values, or all problems at once.

Pure: facts come in as an argument. Paths of problems: "carrier_id", "goods[2].quantity" (counted
from 0 as typed), "" for the form as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forms.conditions import Values, holds
from forms.display import shown
from forms.facts import DEFAULTS, SOURCES, Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.timing import end_of_day
from forms.values import Invalid, amount, dates, identity, number, phone, plate, text, unit

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
    for check in (*form.checks, *form.preconditions):
        _apply(check, check.at, values, values, facts, problems, warnings)
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
    seen = {**(form_values or {}), **values}
    for field in fields:
        if is_empty(values.get(field.key)) and field.key not in problems:
            default = _unless_wrong(problems, default_of, field, seen, facts)
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
                others = "、".join(facts.taken[field.key])
                problems.setdefault(field.key, f"已有在办的单据：{others}")
            for check in field.checks:
                _apply(check, field.key, values[field.key], seen, facts, problems, warnings)
    return values


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
    return SOURCES[field.filled_from](facts) if field.filled_from else None


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
        _clean_tally(values, field, value, form_values, problems)
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
    values: dict[str, Any], field: Field, value: Any, form_values: Values, problems: Problems
) -> None:
    """Each count must equal what the paper says: a difference means no exit
    (docs/handbook.md §1: mismatch in goods or count, no exit, new slip)."""
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
            problems[path] = (
                f"第 {position + 1} 行应有 {line.get(column)}，实点 {counts[-1]}：与本条不符，不予放行"
            )
    values[field.key] = counts


def _apply(
    check: Check,
    at: str,
    value: Any,
    values: Values,
    facts: Facts,
    problems: Problems,
    warnings: Problems,
) -> None:
    choice = facts.settings.get(check.setting, "") if check.setting else ""
    if choice == "off":
        return
    words = _unless_wrong(problems, check.problem, value, values, facts)
    if words:
        into = warnings if choice == "warn" or (not choice and check.warns) else problems
        into.setdefault(check.at or at, words)


def _unless_wrong(problems: Problems, function: Callable[..., Any], *known: Any) -> Any:
    """What a declaration's function says; nothing if it trips over values that are missing
    because something else is wrong and said already."""
    try:
        return function(*known)
    except (KeyError, TypeError, IndexError):
        if not problems:
            raise
        return None


def _text(field: Field, value: Any, facts: Facts) -> str:
    return text.line(value, longest=field.longest or 200)


def _long_text(field: Field, value: Any, facts: Facts) -> str:
    return text.paragraph(value, longest=field.longest or 2000)


def _choice(field: Field, value: Any, facts: Facts) -> str:
    label = text.line(value) if isinstance(value, str) else value
    if label not in field.choices:
        raise Invalid(f"请从“{'、'.join(field.choices)}”中选择")
    return str(label)


def _number(field: Field, value: Any, facts: Facts) -> int | float:
    return number.clean(
        value, decimals=field.decimals, minimum=field.minimum, maximum=field.maximum
    )


def _money(field: Field, value: Any, facts: Facts) -> int:
    fen = amount.clean(value)
    if field.minimum is not None and fen < field.minimum:
        raise Invalid(f"不能少于 {amount.pretty(int(field.minimum))}")
    if field.maximum is not None and fen > field.maximum:
        raise Invalid(f"不能多于 {amount.pretty(int(field.maximum))}")
    return fen


def _yes_no(field: Field, value: Any, facts: Facts) -> bool:
    answers = {True: True, False: False, "是": True, "否": False}
    if isinstance(value, (bool, str)) and value in answers:
        return answers[value]
    raise Invalid("请选“是”或“否”")


def _date(field: Field, value: Any, facts: Facts) -> str:
    return dates.day(value, facts.today)


def _datetime(field: Field, value: Any, facts: Facts) -> str:
    return dates.moment(value, facts.now)


def _period(field: Field, value: Any, facts: Facts) -> dict[str, str]:
    return dates.period(value, facts.today)


def _phone(field: Field, value: Any, facts: Facts) -> str:
    return phone.clean(value)


def _id_document(field: Field, value: Any, facts: Facts) -> dict[str, str]:
    return identity.clean(value, today=facts.today)


def _plate(field: Field, value: Any, facts: Facts) -> str:
    return plate.clean(value)


def _unit(field: Field, value: Any, facts: Facts) -> str:
    return unit.clean(value, facts.entrances)


def _person(field: Field, value: Any, facts: Facts) -> dict[str, str]:
    if isinstance(value, str):
        value = {"name": value}
    if not isinstance(value, Mapping) or set(value) - {"name", "phone"}:
        raise Invalid("请填写姓名（和电话）")
    person = {"name": text.name(value.get("name", ""))}
    if value.get("phone"):
        person["phone"] = phone.clean(value["phone"])
    return person


def _file(field: Field, value: Any, facts: Facts) -> dict[str, Any]:
    """A file already taken in: its name, hash and size; reading it is the store's work."""
    unreadable = Invalid(f"{field.label}的文件读不出来，请重新选择")
    if not isinstance(value, Mapping) or set(value) != {"name", "sha256", "size"}:
        raise unreadable
    mark, size = value["sha256"], value["size"]
    if not isinstance(mark, str) or not re.fullmatch("[0-9a-f]{64}", mark):
        raise unreadable
    if type(size) is not int or not 0 <= size < 1 << 40:
        raise unreadable
    return {"name": text.line(value["name"]), "sha256": mark, "size": size}


def _reference(field: Field, value: Any, facts: Facts) -> str:
    wanted = text.halfwidth(value).upper() if isinstance(value, str) else ""
    linked = facts.linked.get(field.key)
    if linked is None or linked.number != wanted:
        raise Invalid(f"没有 {wanted or '这个号码'} 这张单")
    if linked.code not in field.refers:
        raise Invalid(f"{wanted} 不是所要的单据")
    return linked.number


CLEANERS: dict[Kind, Callable[[Field, Any, Facts], Any]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _long_text,
    Kind.CHOICE: _choice,
    Kind.DATE: _date,
    Kind.DATETIME: _datetime,
    Kind.PERIOD: _period,
    Kind.MONEY: _money,
    Kind.NUMBER: _number,
    Kind.PHONE: _phone,
    Kind.ID_DOCUMENT: _id_document,
    Kind.PLATE: _plate,
    Kind.UNIT: _unit,
    Kind.PERSON: _person,
    Kind.VEHICLE: _plate,
    Kind.YES_NO: _yes_no,
    Kind.PHOTO: _file,
    Kind.FILE: _file,
    Kind.REFERENCE: _reference,
}


def moment_of(value: str) -> datetime:
    """A canonical date or date-time as a naive datetime; a date counts to its end."""
    if "T" in value:
        return datetime.fromisoformat(value)
    return end_of_day(datetime.fromisoformat(value).date())
