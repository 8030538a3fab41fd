"""Invented values for any field of any form, repeatable from a seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from db import attachments, prices
from db.demo_words import ANSWERS, GIVEN, IN_TURN, LINES, PLATES, SURNAMES, TOGETHER, UNUSUAL, WORDS
from db.samples import sample
from db.session import Session
from forms.conditions import Condition, holds
from forms.facts import PRICES as LISTED
from forms.facts import Facts
from forms.fields import Field, Kind
from forms.form import Form
from forms.rules import clean_fields, declared_default, filled, is_empty
from forms.values import hours

VARIED = frozenset({Kind.PERSON, Kind.PHONE, Kind.ID_DOCUMENT, Kind.PLATE, Kind.VEHICLE})
PICTURES = attachments.KINDS
PRICES = (100_00, 200_00, 300_00, 500_00)
OWN_WORDS = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.LINES, Kind.DATETIME})


class Inventions:
    """Makes up what people would type; photos and scans are taken in once and used again."""

    def __init__(self, session: Session, seed: int = 418) -> None:
        self.session = session
        self.chance = random.Random(seed)
        self._pictures: dict[Kind, dict[str, Any]] = {}
        self._names: dict[str, list[str]] = {}
        self._turns: Counter[str] = Counter()

    def person(self) -> dict[str, str]:
        """A name, seldom an unusual one."""
        if self.chance.random() < 0.06:
            return {"name": self.chance.choice(UNUSUAL)}
        return {"name": self.chance.choice(SURNAMES) + self.chance.choice(GIVEN)}

    def hours(self) -> str:
        """One to three hours of a working day, from a full or a half hour."""
        first = self.chance.randrange(17, 31) * 30
        return hours.of(first, first + self.chance.choice((60, 90, 120, 180)))

    def form_values(self, form: Form) -> dict[str, Any]:
        """The example with other people, words, lines and choices; no unit, no references."""
        values: dict[str, Any] = {}
        for field in form.fields:
            given = form.example.get(field.key)
            if field.kind in (Kind.UNIT, Kind.REFERENCE):
                continue
            if is_empty(given) and not (field.label in WORDS and self.chance.random() < 0.5):
                continue
            if callable(field.default) and self.chance.random() < 0.7:
                continue
            values[field.key] = self._varied(field, given)
        return values | self._together(form)

    def towards(self, form: Form, goal: str) -> dict[str, Any]:
        """Choices that an act asks about before it can be done at all, one way or the other."""
        when = next((act.when for act in form.acts if act.name == goal), True)
        keys = when.keys if isinstance(when, Condition) else ()
        asked = [form.field(key) for key in keys if form.has(key)]
        return {
            one.key: self.chance.choice(one.choices or (False, True)) for one in asked
            if one.kind in (Kind.CHOICE, Kind.YES_NO)
        }  # fmt: skip

    def _together(self, form: Form) -> dict[str, str]:
        """One of the sets of words that go together, if the form asks for all of them."""
        by_label = {field.label: field.key for field in form.fields}
        fitting = [words for words in TOGETHER if set(words) <= set(by_label)]
        chosen = self.chance.choice(fitting) if fitting else {}
        return {by_label[label]: words for label, words in chosen.items()}

    def wanted(self, form: Form, typed: Mapping[str, Any], facts: Facts) -> dict[str, Any]:
        """The values with everything filled in that they make the form ask for besides."""
        return self._completed(form.fields, typed, facts, {})

    def act_values(
        self,
        fields: tuple[Field, ...],
        facts: Facts,
        values: Mapping[str, Any],
        *,
        dear: bool | None = None,
        told: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """What an act asks for, its defaults mostly left as they are.

        dear: whether a price that may be nought is one; None for now and then · told: choices that
        were made already
        """
        typed: dict[str, Any] = dict(told or {})
        for field in fields:
            if field.key in typed:
                continue
            if field.kind is Kind.MONEY and field.default == 0:
                if self.chance.random() < 0.4 if dear is None else dear:
                    typed[field.key] = self.chance.choice(PRICES)
            if field.kind is Kind.CHOICE and field.default and self.chance.random() < 0.12:
                typed[field.key] = self.chance.choice(field.choices)
            elif field.label in WORDS and field.required is False and self.chance.random() < 0.4:
                typed[field.key] = self.value(field, facts, values)
        return self._completed(fields, typed, facts, values)

    def value(self, field: Field, facts: Facts, values: Mapping[str, Any]) -> Any:
        """A good value of the field's kind; `values` are the record's own, for a tally."""
        if field.staff:
            return {"name": self.chance.choice(self._staff(field.staff))}
        match field.kind:
            case Kind.CHOICE:
                return self.chance.choice(field.choices)
            case Kind.NUMBER:
                return max(1, int(field.minimum or 0))
            case Kind.MONEY:
                return max(self.chance.choice(PRICES), int(field.minimum or 0))
            case Kind.YES_NO:
                return True
            case Kind.REFERENCE | Kind.UNIT:
                return None
            case Kind.DATE:
                return (facts.today + timedelta(days=self.chance.randint(1, 6))).isoformat()
            case Kind.DATETIME:
                day = facts.today + timedelta(days=1)
                return f"{day}T{self.chance.randint(9, 16):02d}:30"
            case Kind.HOURS:
                return self.hours()
            case Kind.PERIOD:
                return {"from": "今天", "to": f"+{self.chance.randint(1, 3)}"}
            case Kind.TALLY:
                key, _, column = str(field.of).partition(".")
                return [line[column] for line in values[key]]
        return self._varied(field, None)

    def picture(self, kind: Kind, name: str) -> dict[str, Any]:
        """A made picture, taken in the first time."""
        if kind not in self._pictures:
            self._pictures[kind] = attachments.take(self.session, sample(kind), name, kind)
        return {**self._pictures[kind], "name": name}

    def _varied(self, field: Field, given: Any) -> Any:
        chance = self.chance
        if field.kind in VARIED:
            return self._of_a_person(field.kind)
        if field.kind in PICTURES:
            return self.picture(field.kind, given["name"] if given else f"{field.label}.jpg")
        if field.kind is Kind.HOURS:
            return self.hours()
        if field.kind is Kind.LINES:
            return self._lines(field, given)
        if field.kind is Kind.CHOICE and chance.random() < 0.5:
            return chance.choice(field.choices)
        if field.kind in OWN_WORDS and field.label in WORDS:
            return chance.choice(WORDS[field.label])[: field.longest]
        if field.suggestions and (is_empty(given) or chance.random() < 0.6):
            return chance.choice(field.suggestions)
        if field.label in IN_TURN or not is_empty(given):
            return self._in_turn(field.label, given)
        number = chance.randrange(10**6, 10**7)
        words = ANSWERS.get(field.label)
        return words[number % len(words)][: field.longest] if words else f"{number}"

    def _in_turn(self, name: str, given: Any) -> Any:
        """The next of the words for a field of that label; without any, what is given."""
        words = IN_TURN.get(name)
        if not words:
            return given
        self._turns[name] += 1
        return words[self._turns[name] % len(words)]

    def _of_a_person(self, kind: Kind) -> Any:
        chance = self.chance
        match kind:
            case Kind.PERSON:
                return self.person()
            case Kind.PHONE:
                return f"138{chance.randrange(10**8):08d}"
            case Kind.ID_DOCUMENT:
                return {"kind": "护照", "number": f"E{chance.randrange(10**7, 10**8)}"}
        return chance.choice(PLATES)

    def _lines(self, field: Field, given: Any) -> list[dict[str, Any]]:
        known = self._priced(field, LINES.get(field.label) or ())
        if not known:
            return [self._line(field, one) for one in given or [{}]]
        picked = self.chance.sample(known, min(len(known), self.chance.randint(1, 3)))
        return [self._line(field, line) for line in picked]

    def _priced(self, field: Field, known: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
        """Of lines that the price list offers only those of the sections that the field names;
        where there are none, its items."""
        first = field.columns[0]
        source, _, named = (first.offers or "").partition(".")
        if source != LISTED:
            return known
        sections = named.split("、")
        items = [
            item for item, one in prices.effective(self.session).items()
            if one.section in sections and one.amount is not None
        ]
        fitting = [line for line in known if line.get(first.key) in items]
        return fitting or [{first.key: item} for item in items]

    def _line(self, field: Field, line: Mapping[str, Any]) -> dict[str, Any]:
        found = {one.key: line[one.key] for one in field.columns if one.key in line}
        for one in field.columns:
            if one.key in found and one.kind in VARIED | PICTURES:
                found[one.key] = self._varied(one, found[one.key])
            elif one.key not in found and one.kind is Kind.NUMBER and one.reckoned is None:
                found[one.key] = self.chance.choice((1, 1, 1, 2, 3))
        return found

    def _completed(
        self,
        fields: Iterable[Field],
        typed: Mapping[str, Any],
        facts: Facts,
        values: Mapping[str, Any],
    ) -> dict[str, Any]:
        """Filled in, round by round, as one answer makes another question appear."""
        fields, found = tuple(fields), dict(typed)
        for _ in range(4):
            problems: dict[str, str] = {}
            seen = {**values, **clean_fields(fields, found, facts, problems, {}, values)}
            wrong = {path.partition("[")[0].partition(".")[0] for path in problems}
            for field in fields:
                if field.key in wrong and holds(field.shown, seen, facts):
                    found[field.key] = self._better(field, seen, facts, values)
            if not wrong:
                break
        hidden = [one.key for one in fields if not holds(one.shown, seen, facts)]
        return {key: value for key, value in found.items() if key not in hidden}

    def _better(
        self, field: Field, seen: Mapping[str, Any], facts: Facts, values: Mapping[str, Any]
    ) -> Any:
        """In the place of what was missing or wrong: nothing where there is a default."""
        if is_empty(filled(field, facts)):
            try:
                default = declared_default(field, seen, facts)
            except (KeyError, TypeError, IndexError):
                default = None
            if is_empty(default):
                return self.value(field, facts, values)
        return None

    def _staff(self, role: str) -> list[str]:
        if role not in self._names:
            rows = self.session.store.rows(
                "SELECT name FROM staff WHERE active AND EXISTS"
                " (SELECT 1 FROM json_each(roles) WHERE value = ?) ORDER BY no", (role,),
            )  # fmt: skip
            self._names[role] = [name for (name,) in rows]
        return self._names[role]
