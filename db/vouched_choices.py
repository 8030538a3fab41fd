"""What the office has chosen, against what the journal says of it: who may do what, settings, the
price list, templates of pads, who gets data, what two persons agreed to.

Each of these changes with an entry of the journal that tells the new value; what was never changed
must be as the program brings it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from math import inf
from typing import Any

from db import addressees, office, rights, secrecy, templates
from db.store import Store
from forms import PRICE_LISTS, SETTINGS
from forms.form import Form
from forms.secrecy import PLAIN
from forms.roles import OWNERSHIP

_NAME = "office.name"
_ONE_EACH = ("staff", "level", "export", "rekey")
"""First words of what takes one approval for each entry; 权限 has one for all that is changed."""


def differences(store: Store, forms: Mapping[str, Form]) -> list[str]:
    """What is wrong, as sentences for people; [] if all is as the journal says. forms: by code, as
    declared today."""
    return [
        *_rights(store, forms), *_settings(store, forms), *_prices(store), *_templates(store),
        *_addressees(store), *_approvals(store),
    ]  # fmt: skip


def _told(store: Store, action: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Subject and body of every entry of an action, in order."""
    for subject, body in store.rows(
        "SELECT subject, body FROM journal WHERE action = ? ORDER BY seq", (action,)
    ):
        yield subject, json.loads(body)


def _rights(store: Store, forms: Mapping[str, Form]) -> list[str]:
    """Who may do what: as changed last; never changed, as the program gives it."""
    last = {action: told.get("new") for action, told in _told(store, "permission")}
    held: dict[str, set[str]] = {}
    for role, action in store.rows("SELECT role, action FROM permission"):
        held.setdefault(action, set()).add(role)
    changed = [
        action for action, roles in last.items()
        if roles is not None and held.get(action, set()) != set(roles)
    ]  # fmt: skip
    met = set(office.setting(store, rights.GRANTED) or ())
    strange = [
        action for action, given in sorted(_first_given(store, forms).items())
        if action not in last and (action in met or action in held)
        and held.get(action, set()) not in given
    ]
    wrong = [f"权限与日志里最后一次改的不同：{'、'.join(changed[:5])}。"] if changed else []
    if strange:
        wrong.append(f"权限与程序带来的不同，日志里没有改过：{'、'.join(strange[:5])}。")
    return wrong


def _first_given(store: Store, forms: Mapping[str, Form]) -> dict[str, list[set[str]]]:
    """By action the roles that any version of the program gave it, as far as that is known: rights
    of no form have never been given otherwise; those of a form stand in today's declaration and in
    those that its records were made under. Of a form without records nothing is known."""
    found = {right: [set(roles)] for right, roles in OWNERSHIP.items()}
    used = set()
    for code, body in store.rows("SELECT code, body FROM declaration"):
        used.add(code)
        declared = json.loads(body)
        found.setdefault(f"issue:{code}", []).append(set(declared.get("issued_by", ())))
        for act in declared.get("acts", ()):
            action = f"act:{code}:{act['name']}"
            found.setdefault(action, []).append(set(act.get("roles", ())))
    today = rights.first_given(one for code, one in forms.items() if code in used)
    for action, roles in today.items():
        found.setdefault(action, []).append(roles)
    return found


def _settings(store: Store, forms: Mapping[str, Form]) -> list[str]:
    """Settings as changed last, those never changed as they are by default; what was kept of one
    for records of before is what it was. Of what the program notes for itself the journal says
    nothing. Forms that are classified by their declaration need not stand on the list of those
    that ever were, which older stores have not."""
    last: dict[str, Any] = {}
    before: dict[str, list[Any]] = {}
    kept = {key: json.loads(value) for key, value in store.rows("SELECT key, value FROM setting")}
    last[_NAME] = kept.get(_NAME)  # of an office that was founded before the journal told its name
    for _, told in _told(store, "init"):
        last[_NAME] = told.get("office", last[_NAME])
    for key, told in _told(store, "setting"):
        last[key] = told.get("new")
        before.setdefault(key, []).append(told.get("old"))
    asked = {key for key in kept if key in SETTINGS or key.startswith("form.")} | set(last)
    asked -= {one.formerly for one in PRICE_LISTS}
    wrong = [key for key in sorted(asked) if kept.get(key) != last.get(key)]
    wrong += [
        key for key, value in (kept.get(office.OF_BEFORE) or {}).items()
        if value not in before.get(key, ())
    ]  # fmt: skip
    ever = set(kept.get(secrecy.EVER) or ())
    wrong += [
        code for (code,) in store.rows(
            "SELECT DISTINCT r.code FROM classified c JOIN record r ON r.id = c.record_id"
        ) if code not in ever and code in forms and forms[code].secrecy == PLAIN
    ]  # fmt: skip
    words = [_called(key, forms) for key in wrong]
    return [f"设置与日志里最后一次改的不同：{'、'.join(words[:5])}。"] if words else []


def _called(key: str, forms: Mapping[str, Form]) -> str:
    """A setting as people call it."""
    code = key.removeprefix("form.")
    if code in forms:
        return forms[code].title
    return SETTINGS[key].field.label if key in SETTINGS else key


def _prices(store: Store) -> list[str]:
    """Every price that was ever set, in the order in which it was; of those that the program
    brought itself the item, how much and from when."""
    own = [
        (item, told["section"], told["measure"], told["since"], told["new"])
        for item, told in _told(store, "price")
    ]
    brought = [
        (item, amount, told["since"]) for _, told in _told(store, "prices.met")
        for item, amount in told["new"].items()
    ]
    rows = store.rows(
        "SELECT item, section, measure, since, amount, set_by FROM price ORDER BY id"
    )
    told, kept = Counter(own), Counter(row[:5] for row in rows if row[5] is not None)
    wrong = not (told <= kept if _silent_demo(store) else told == kept) or (
        Counter(brought) != Counter((row[0], row[4], row[3]) for row in rows if row[5] is None)
    )
    return ["价目与日志里改过的不同。"] if wrong else []


def _silent_demo(store: Store) -> bool:
    """Whether it is a demo of a version that did not journal the prices it made up: since then the
    first is told of before any record is issued."""
    first = dict(store.rows(
        "SELECT action, min(seq) FROM journal WHERE action IN ('demo', 'issue', 'price')"
        " GROUP BY action"
    ))
    issued = first.get("issue", 0)
    return "demo" in first and not 0 < first.get("price", 0) < (issued or inf)


def _templates(store: Store) -> list[str]:
    """Every version of every template, by the hash that the journal has of it."""
    told = {
        (subject + templates.key("", one.get("beside", 1)), one["version"]):
            one["new"] and one["new"]["hash"]
        for subject, one in _told(store, "template")
    }  # fmt: skip
    kept = {
        (f"{form} {paper}", version):
            None if body is None else hashlib.sha256(body.encode("utf-8")).hexdigest()
        for form, paper, version, body in store.rows(
            "SELECT form, paper, version, body FROM template"
        )
    }  # fmt: skip
    wrong = sorted({
        subject for subject, version in {*told, *kept}
        if told.get((subject, version), "") != kept.get((subject, version), "")
    })  # fmt: skip
    said = "、".join(wrong[:5]).replace(templates.BESIDE, " 第 ")
    return [f"套打模板与日志登记的不同：{said}。"] if wrong else []


def _addressees(store: Store) -> list[str]:
    """Who gets data by e-mail, as two persons agreed last."""
    agreed = {
        (code, addressees.name_in(words)): words
        for code, told in _told(store, addressees.ACTION) for words in told["to"]
    }  # fmt: skip
    wrong = [
        who for code, kept in (office.setting(store, addressees.KEY) or {}).items()
        for who, to in kept.items() for words in addressees.named({who: to})
        if agreed.get((code, who)) != words
    ]  # fmt: skip
    return [f"报送给谁与日志里复核过的不同：{'、'.join(wrong[:5])}。"] if wrong else []


def _approvals(store: Store) -> list[str]:
    """What two persons agreed to stands in the journal, by whom and with whom, as often."""
    approved: Counter[tuple[str, str, str]] = Counter()
    is_open = False
    for what, maker, checker, spent in store.rows(
        "SELECT what, maker, checker, spent FROM approval"
    ):
        approved[what.split(".")[0], maker, checker] += 1
        is_open = is_open or not spent
    told: Counter[tuple[str, str, str]] = Counter()
    for first in (*_ONE_EACH, "permission"):
        for by, second in store.rows(
            "SELECT by, body ->> 'second' FROM journal WHERE action >= ? AND action < ?"
            " AND body ->> 'second' IS NOT NULL", (first, f"{first}~"),
        ):  # fmt: skip
            told[first, by, second] += 1
    wrong = {
        f"{maker}、{checker}" for first, maker, checker in {*approved, *told}
        if (one := approved[first, maker, checker]) != (other := told[first, maker, checker])
        and (first in _ONE_EACH or not 0 < one <= other)
    }  # fmt: skip
    found = ["有一次两人复核还开着，谁都可以借它改权限。"] if is_open else []
    if wrong:
        found.append(f"两人复核的记录与日志登记的不同：{'；'.join(sorted(wrong)[:5])}。")
    return found
