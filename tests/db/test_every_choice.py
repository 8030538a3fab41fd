"""Every choice of every form, as a hostile administrator would: each changed once on a demo store.

What was issued before keeps its snapshot to the last byte, what is issued afterwards follows, every
change has a readable line with old and new, and back to the default leaves nothing behind.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from db import choosing, chosen_before, office, records
from db.choosing import Part
from db.errors import Refused
from db.session import Session, member
from forms import FORMS, choices, choices_called, choices_filled, choices_words
from forms.fields import Field, Kind
from forms.form import Form
from forms.snapshot import snapshot
from tests.db.demo_desk import DIRECTOR, FX, Desk, copied

ADMIN = "9001"
OFTEN = ("FX", "WK")
"""Tried in every run; all the others in the long one."""
every_form = pytest.mark.parametrize("form", [
    pytest.param(one, marks=() if one.code in OFTEN else pytest.mark.long, id=one.code)
    for one in FORMS
])


@pytest.fixture
def desk(estate: Path, tmp_path: Path) -> Any:
    made = Desk(copied(estate, tmp_path / "office"))
    yield made
    made.close()


def other(form: Form, asked: Field, now: Any) -> Any:
    """Another answer to a question, one that holds."""
    if asked.key == "options":
        return [{**line, "words": f"{line['words']}、另外一种"} for line in now]
    if asked.key == "register":
        names = choices_words.listed(now)
        return "、".join([*names[1:], names[0]]) if len(names) > 1 else f"{now}、经办"
    if asked.key == "musts":
        return next(iter(choices_words.optional(form)))
    if asked.key == "limits":
        name, (_, one) = next(iter(choices_filled.limited(form).items()))
        most = one.longest if one.kind is Kind.LONG_TEXT else one.maximum
        return [{"field": name, "most": (most or 0) - 1}]
    if asked.key == "filled":
        free = choices_filled.fillable(form)
        lines = [{"field": line["field"], "value": constant(free[line["field"]][1], line["value"])}
                 for line in now or [{"field": next(iter(free)), "value": ""}]]
        return lines if lines != now else lines[1:]
    if asked.key == "called":
        return [{"what": name, "words": f"别的{at}"}
                for at, name in enumerate(choices_called.names(form))][:60]
    if asked.key.startswith("layout_"):
        return [*now[1:], now[0]]
    if asked.key == "copies":
        return [*now, {"name": "备查", "holder": "主任", "colour": "绿"}]
    if asked.kind is Kind.MONEY:
        return (now or 0) + 1_23
    if asked.kind is Kind.NUMBER:
        return (now or 0) + 1 if (now or 0) < 90 else now - 1
    if asked.kind is Kind.YES_NO:
        return not now
    if asked.kind is Kind.CHOICE:
        return next(one for one in asked.choices if one != now)
    if asked.key.endswith("_roles") or asked.key == choices.ISSUE:
        return f"{now}、公司经理" if "公司经理" not in now else "前台、主任"
    if asked.key.startswith(("title", "foot_", "text_", "register_title")):
        return f"{now or ''}（新）"
    return "9 天到 24:00" if now != "9 天到 24:00" else "8 天"


def constant(one: Field, now: str) -> str:
    """Another constant for a field, or what it is where none fits."""
    match one.kind:
        case Kind.TEXT:
            return "另一个"
        case Kind.CHOICE:
            return next(word for word in (*one.choices, now) if word != now)
        case Kind.YES_NO:
            return "否" if now == "是" else "是"
        case Kind.NUMBER:
            return "3"
        case Kind.MONEY:
            return "¥3.00"
    return now


def save(admin: Session, part: Part, changes: dict[str, Any]) -> None:
    """Save the section with these answers, "" or None for none."""
    values = {**choosing.chosen(admin, part).values, **changes}
    kept = {k: v for k, v in values.items() if v not in (None, "")}
    choosing.save(admin, part, kept, second=member(admin.store, DIRECTOR))


@every_form
def test_each_choice_holds_is_journalled_and_goes_back(desk: Desk, form: Form) -> None:
    """All at once, as one save: each that is refused is refused in words at its own field."""
    admin = desk.at(ADMIN)
    part = choosing.parts(admin)[form.code]
    before = choosing.chosen(admin, part)
    wanted = {one.key: other(form, one, before.values.get(one.key))
              for one in choices.questions(form)}  # fmt: skip
    while True:
        try:
            save(admin, part, wanted)
            break
        except Refused as refused:
            bad = {path.split("[")[0] for path in refused.problems}
            assert bad and bad <= set(wanted), refused.problems
            assert all(key.startswith("act_") for key in bad), refused.problems
            for key in bad:
                del wanted[key]
    after = choosing.chosen(admin, part).values
    effective = admin.form(form.code)
    assert {key: after.get(key) for key in wanted} == {
        key: answered(admin, part, key, value) for key, value in wanted.items()
    }
    assert choices.answers(form, effective)["title"].endswith("（新）")
    told = {line[0]: line[1:] for one in chosen_before.of_part(admin, part) for line in one.told}
    labels = {one.key: one.label for one in part.fields}
    for key in wanted:
        old, new = told[labels[key]]
        assert old != new and old and new, key
        names = re.sub(r"\{[一-龥、]+\}", "", old) if key.startswith("text_") else old
        assert "{" not in names.replace("{valid_until}", "").replace("{copies}", ""), old
    save(admin, part, before.values | dict.fromkeys(set(after) - set(before.values)))
    assert office.own(admin.store, f"form.{form.code}") is None
    assert choosing.chosen(admin, part).values == before.values


def answered(admin: Session, part: Part, key: str, value: Any) -> Any:
    """As it is read again: the holders of a right in the order of the table."""
    if key.endswith("_roles") or key == choices.ISSUE:
        found = choosing.chosen(admin, part).values[key]
        assert set(choices.roles_of(found)) == set(choices.roles_of(value))
        return found
    return value


def test_what_was_issued_keeps_all_and_what_is_issued_follows(desk: Desk) -> None:
    """Through every choice of the release slip at once."""
    old = desk.issue("FX", FX)
    frozen, values = snapshot(old.form), dict(old.values)
    admin = desk.at(ADMIN)
    part = choosing.parts(admin)["FX"]
    now = choosing.chosen(admin, part).values
    wanted = {one.key: other(part.form or old.form, one, now.get(one.key))
              for one in choices.questions(old.form) if not one.key.endswith("_second")
              and one.key not in ("musts", choices.ISSUE)}  # fmt: skip
    save(admin, part, wanted)
    again = records.load(desk.at(), old.number)
    assert again is not None and snapshot(again.form) == frozen and dict(again.values) == values
    assert again.standing.valid_until == old.standing.valid_until
    new = desk.issue("FX", FX)
    assert new.form.title == "物品放行条（新）" and new.form.copies[-1].name == "备查"
    assert new.form.papers[0].foot.endswith("（新）") and new.form.register != old.form.register
    assert "另外一种" in new.form.field("reason").suggestions or any(
        "另外一种" in (*one.choices, *one.suggestions) for one in new.form.fields
    )
    assert new.standing.valid_until != old.standing.valid_until


def test_a_field_the_office_asks_for_is_asked_of_new_records_only(desk: Desk) -> None:
    old = desk.issue("FX", FX)
    admin = desk.at(ADMIN)
    part = choosing.parts(admin)["FX"]
    label, key = next(
        (label, one.key) for label, one in choices_words.optional(old.form).items()
        if one.key not in FX
    )
    save(admin, part, {"musts": label})
    with pytest.raises(Refused) as refused:
        desk.issue("FX", FX)
    assert set(refused.value.problems) == {key}
    assert desk.act(old, "值班主任签字", "1002").record.number == old.number
