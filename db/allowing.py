"""Whether somebody may do an act on a record now; refused in words that say why not.

Who has the right, whether the act is open, whose work it is, whether it takes two.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from db import office, passing
from db.errors import Refused
from db.reading import Record, who
from db.session import Member, Session
from forms import life
from forms.acts import Act, Signed
from forms.conditions import Values
from forms.form import Form
from forms.values import Invalid, text


def declared_act(record: Record, name: str) -> Act:
    """The record's act of that name; Refused, with those there are."""
    try:
        return record.form.act(name)
    except KeyError:
        known = "、".join(act.name for act in record.form.acts)
        raise Refused({"": f"{record.form.title}没有“{name}”这项手续，可办：{known}"}) from None


def signer_of(session: Session, record: Record, declared: Act, signer: str | None) -> str | None:
    """Refused unless the member may do it, in the program or by recording paper; the signer."""
    code = record.form.code
    if declared.passed_only:
        others = passing.bringers(session, record, declared.name)
        raise Refused({"": f"“{declared.called}”不单独办理，{others}"})
    if signer is None:
        if declared.signed is Signed.PAPER and not declared.by_customer:
            raise Refused({"": f"“{declared.called}”由本单位定为纸上签字，请注明签字人"})
        session.require(f"act:{code}:{declared.name}", f"办“{declared.called}”")
        return None
    if declared.signed is Signed.PROGRAM:
        raise Refused({"": f"“{declared.called}”须由本人登录办理，不能代记纸上签字"})
    if not signer.strip():
        raise Refused({"": "请填写纸上签字人的姓名"})
    session.require(f"issue:{code}", "代记纸上签字")
    try:
        return text.name(signer)
    except Invalid as invalid:
        raise Refused({"": f"纸上签字人：{invalid}"}) from None


def require_open(
    session: Session, record: Record, declared: Act, by: Record | None = None
) -> None:
    """Refused unless the act is open now, saying why it is not; by: the record whose act passes it
    on."""
    name = declared.name
    basis = life.basis_of(record.form, record.facts)
    # Also where the clock was set back to before the moment it ended.
    dead = basis is not None and basis.ended and declared.needs_valid
    if name in record.seen.open and not dead:
        return
    if by and passing.is_open(session, record, declared):
        return
    over = dead or life.is_over(record.standing, session.now())
    if over and name in record.standing.open:
        ended = f"所依的 {basis.number} {basis.state}" if basis and basis.ended else ""
        raise Refused({"": f"{ended or record.number + ' 已过期'}，不能再办“{declared.called}”"})
    if life.is_early(record.standing, session.now()) and name in record.standing.open:
        raise Refused({"": f"{record.number} 还没有到日子，不能办“{declared.called}”"})
    if name in record.done and not declared.repeats:
        raise Refused({"": f"{record.number} 的“{declared.called}”已经办过"})
    enders = {one for one in record.done if record.form.act(one).ends}
    is_over = Refused({"": f"{record.number} {record.seen.state}，不能再办“{declared.called}”"})
    if enders - {*declared.after, *declared.after_any, *declared.though}:
        raise is_over
    wanted = life.lacking(record.form, declared, record.values, record.done, record.facts)
    if wanted:
        raise Refused({"": f"还不能办“{declared.called}”，尚缺：{record.form.acts_called(wanted)}"})
    if enders:
        raise is_over
    raise Refused({"": f"{record.number} 现在不能办“{declared.called}”"})


def require_not_named(
    session: Session, record: Record, signer: str | None = None, second: Member | None = None
) -> None:
    """Refused for whom the record names as staff that may not handle it: who is complained about
    (docs/handbook.md §3), whoever of those that do the act it is."""
    named = life.named(record.form, record.values, record.acts)
    people = [(session.member.no, session.member.name), ("", signer or "")]
    people += [(second.no, second.name)] if second else []
    for no, name in people:
        if name and life.is_named(named, no, name):
            what = _naming(record.form)
            raise Refused({"": f"{name}是{record.number}的{what}，不能经手，请换一位同事"})


def named_problem(session: Session, form: Form, values: Values) -> dict[str, str]:
    """What is wrong with who issues a record that names staff who may not handle it."""
    named = life.named(form, values, ())
    if not life.is_named(named, session.member.no, session.member.name):
        return {}
    words = f"{_naming(form)}不经手，请换一位同事登录来登记；只有本人当班的，这一栏先空着，由主管补上"
    return {form.not_those[0]: words}


def _naming(form: Form) -> str:
    return "、".join(form.field(key).label for key in form.not_those)


def roles_of(session: Session, name: str) -> tuple[str, ...]:
    """The roles of those of that name who work here; () for nobody."""
    rows = session.store.rows("SELECT roles FROM staff WHERE active AND name = ?", (name,))
    return tuple(role for (roles,) in rows for role in json.loads(roles))


def roles_for(session: Session, record: Record, declared: Act) -> tuple[str, ...]:
    """The roles that alone may do an act on this record; () for no such limit."""
    if declared.whose is None:
        return ()
    facts = replace(record.facts, settings=office.choices_for(session.store, record.form))
    facts = life.with_done(record.form, facts, record.acts)
    return life.theirs(record.form, declared, record.values, facts)


def require_theirs(
    session: Session, record: Record, declared: Act, signer: str | None = None
) -> None:
    """Refused if the act, or what is due that it settles, is the work of other roles only; on paper
    it is the signer who must have one of them."""
    roles = roles_for(session, record, declared)
    mine = session.member.roles if signer is None else roles_of(session, signer)
    if roles and not set(roles) & set(mine):
        raise Refused({"": f"这张单的“{declared.called}”由{'、'.join(roles)}办理"})
    roles = life.only_for(record.standing, declared.name)
    if roles and not set(roles) & set(session.member.roles):
        raise Refused({"": f"这张单的“{declared.called}”由{'、'.join(roles)}办理"})
    if declared.same_as and session.member.no not in _doers(record, declared.same_as):
        names = "、".join(who(session, no).words for no in _doers(record, declared.same_as))
        raise Refused({"": f"这张单的“{declared.called}”由 {names} 本人办理"})
    if session.member.no in _doers(record, declared.other_than):
        raise Refused({"": f"这张单的“{declared.called}”须另一人办理，不能是本人"})


def _doers(record: Record, names: Sequence[str]) -> tuple[str, ...]:
    """Staff numbers of who did acts of a record that count, "@issued_by" for the issue."""
    counted = life.counting(record.form, record.acts)
    found = [one.by for one in counted if one.name in names]
    issued = [record.issued_by.no] if "@issued_by" in names else []
    return tuple(dict.fromkeys(issued + found))


def require_two(session: Session, record: Record, declared: Act, second: Member | None) -> None:
    """Refused where an act takes a second person who may do it, and there is none or the same."""
    needs = declared.second or any(name in record.done for name in declared.second_after)
    if second is None and not needs:
        return
    if second is None:
        raise Refused({"second": f"“{declared.called}”须第二人复核"})
    if second.no == session.member.no:
        raise Refused({"second": "复核人不能是本人"})
    reviewer = session.acting_as(second)
    reviewer.require(f"act:{record.form.code}:{declared.name}", f"复核“{declared.called}”")
