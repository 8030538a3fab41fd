"""A person's own copy: everything that is held about one person, for that person alone.

The identity is checked against what is registered; what stands beside on the same records about
others is masked. It is journalled that it was given, never what stood in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from db import consents, filed, office, secrecy
from db.errors import Refused
from db.reading import Record, read
from db.session import Session
from forms import free_text
from forms.destroyed import is_destroyed
from forms.display import masked, shown
from forms.fields import Field, Kind
from forms.rules import is_empty
from forms.values import Invalid, identity, phone, plate, text, unit

RIGHT, WHAT = "own_copy", "给本人一份个人信息"
OTHER = "（他人）"
"""In the place of another person's name."""


def held(session: Session, person_id: int, proof: str) -> dict[str, Any]:
    """Everything held about a person, as words by what it is; nothing is journalled yet.

    proof: the number of the document that the person showed, as typed; who has none registered is
    known by the phone. Refused without the right and where it is not that person's.
    """
    person = require_proof(session, person_id, proof)
    rows = filed.naming(session, person_id)
    if closed := secrecy.out_of_sight(session, rows):
        words = f"有 {len(closed)} 张定了密级的单写着这个人，{session.member.name}看不到"
        raise Refused({"": f"{words}，请由看得到的人来给"})
    told = {
        "name": person["name"],
        "phone": phone.pretty(person["phone"] or ""),
        "document": identity.describe(
            {"kind": person["id_kind"], "number": person["id_number"]}
        ) if person["id_number"] else "",
        "note": person["note"] or "",
    }  # fmt: skip
    return {
        "office": str(office.setting(session.store, "office.name")),
        "made_at": session.now().strftime("%Y-%m-%dT%H:%M"),
        "person": told,
        "homes": [
            {"unit": unit.pretty(label), "role": role, "since": since, "until": until}
            for label, role, since, until in session.store.rows(
                "SELECT u.label, r.role, r.since, r.until FROM residence r"
                " JOIN unit u ON u.id = r.unit_id WHERE r.person_id = ? ORDER BY r.id",
                (person_id,),
            )
        ],
        "vehicles": [plate.pretty(one) for (one,) in session.store.rows(
            "SELECT plate FROM vehicle WHERE person_id = ? ORDER BY plate", (person_id,)
        )],
        "consents": [
            {"purpose": one.purpose, "scope": one.scope, "day": one.day.isoformat(),
             "given": one.given, "way": one.way}
            for one in consents.of(session, person_id)
        ],
        "records": [_record(read(session, row), person) for row in rows],
    }  # fmt: skip


def require_proof(session: Session, person_id: int, proof: str) -> Mapping[str, Any]:
    """The entry of the person whose document or phone `proof` is. Refused as `held`."""
    session.require(RIGHT, WHAT)
    person = filed.person_row(session, person_id)
    registered = person["id_number"] or person["phone"]
    if not registered:
        raise Refused({"proof": "登记里没有证件和电话，无法核对本人，请先补登记"})
    what = "证件号码" if person["id_number"] else "电话"
    try:
        given = text.line(proof, longest=60).upper().replace(" ", "")
        given = identity.upgrade(given) if person["id_number"] else phone.clean(given)
    except Invalid as invalid:
        raise Refused({"proof": str(invalid)}) from None
    known = identity.upgrade(registered) if person["id_number"] else registered
    if given != known:
        raise Refused({"proof": f"与登记的{what}不符，不能给；请看本人证件核对"})
    return person


def _record(record: Record, person: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "number": record.number,
        "form": record.form.title,
        "issued_at": record.issued_at.strftime("%Y-%m-%dT%H:%M"),
        "state": record.seen.state,
        "values": _values(record.form.fields, record.values, person),
        "acts": [
            {"name": one.name, "at": one.at.strftime("%Y-%m-%dT%H:%M"),
             "values": _values(record.form.act(one.name).fields, one.values, person)}
            for one in record.acts
        ],
    }  # fmt: skip


def _values(
    fields: Sequence[Field], values: Mapping[str, Any], person: Mapping[str, Any]
) -> dict[str, str]:
    """Label -> words of the fields that have a value; those about others masked."""
    return {
        one.label: _said(one, _own(one, values[one.key], person))
        for one in fields if not is_empty(values.get(one.key)) and not one.seen_by
    }  # fmt: skip


def _said(field: Field, value: Any) -> str:
    """A value in words; of lines every column."""
    if field.kind is not Kind.LINES:
        return shown(field, value)
    return "；".join(
        "　".join(filter(None, (shown(one, line.get(one.key)) for one in field.columns)))
        for line in value
    )


def _own(field: Field, value: Any, person: Mapping[str, Any]) -> Any:
    """The value as this person may have it: whole where it is the person's, else masked."""
    if is_destroyed(value):
        return value
    match field.kind:
        case Kind.PERSON:
            if value["name"] == person["name"]:
                return value
            return {"name": OTHER}
        case Kind.PHONE:
            return value if value == person["phone"] else masked(field, value)
        case Kind.ID_DOCUMENT:
            return value if value["number"] == person["id_number"] else masked(field, value)
        case Kind.PHOTO | Kind.FILE:
            return {"name": "有一份，请在柜台看", "size": value["size"]}
        case Kind.LINES:
            return [
                {one.key: _own(one, line[one.key], person)
                 for one in field.columns if one.key in line}
                for line in value
            ]  # fmt: skip
    if isinstance(value, str) and field.kind in free_text.TEXTS:
        return _words(value, person)
    return value


def _words(value: str, person: Mapping[str, Any]) -> str:
    """A text with the numbers of others masked."""
    own = {person["phone"], person["id_number"]}
    found = [number for _, number in free_text.numbers(value)]
    return value if all(one in own for one in found) else free_text.masked(value)


def note(session: Session, person_id: int, kind: str, records: int) -> None:
    """Journal that a person's copy left: whose entry, "json" or "pdf", how many records."""
    with session.store.write():
        session.journal("own_copy", f"person {person_id}", {"kind": kind, "records": records})


LINES = {
    "name": "姓名", "phone": "电话", "document": "证件", "note": "备注",
}
"""What the parts of the entry are called."""


def lines(found: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The copy as lines of (of what, which, words), for paper."""
    told = [("登记", LINES[key], words) for key, words in found["person"].items() if words]
    told += [
        ("住处", one["role"], f"{one['unit']}　{one['since'] or '不详'} 至 {one['until'] or '今'}")
        for one in found["homes"]
    ]
    told += [("车辆", "车牌", one) for one in found["vehicles"]]
    told += [
        ("同意" if one["given"] else "撤回", one["purpose"],
         f"{one['scope']}　{one['day']}　{one['way']}")
        for one in found["consents"]
    ]  # fmt: skip
    for one in found["records"]:
        head = f"{one['number']} {one['form']}"
        told.append((head, "开具时间、状态", f"{one['issued_at'].replace('T', ' ')}　{one['state']}"))
        told += [(head, key, words) for key, words in one["values"].items()]
        told += [
            (head, f"{act['name']}·{key}", words)
            for act in one["acts"] for key, words in act["values"].items()
        ]
    return told
