"""The gate's question: does this paper let something or somebody through now, and if not, why not.

Asking changes no record; what is refused is journalled. What leaves once is released by an act
(放行); a pass lets its holder through as often as he comes while it holds. Void, expired, used,
lost are refused with the reason (docs/handbook.md §1 FX, CR). The same questions are asked at a
gate without the store, of what its pack says (`db.gates`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from db import codes, office
from db.errors import Environment
from db.fields import canonical
from db.records import Record, load
from db.remaking import successor
from db.session import Session
from forms import free_text, life
from forms.acts import Act, Effect
from forms.display import masked
from forms.fields import Field, Kind
from forms.form import Form
from forms.life import Done, Standing
from forms.values import Invalid, dates, text

YES, NO = "可以放行", "不可放行"
EMPTY = "请扫码或输入单号"
FOREIGN = "这不是本单位的单号，请核对"
FORGED = "验证码不符，可能是伪造或涂改的，请扣留并报告前台"
REFUSALS = {
    "foreign": "不是本单位的码", "forged": "伪造或涂改的码", "unknown": "查无此单",
    "no paper": "不是放行凭证", "over": "已用过、作废或失效", "not now": "过期或还没到日子",
    "lacking": "手续未齐", "later": "门岗包以后开的", "pack": "门岗包不能用",
}  # fmt: skip
"""What people call each sort of refusal."""
SAME_SCAN_MS = 10_000
"""A scanner held on one code asks again and again: within this time that is one scan."""


@dataclass(frozen=True)
class Verdict:
    """verdict: 可以放行 or 不可放行 · reason: in words · record: None if there is none
    lines: the goods to count, canonical · ink: signatures to look for on the paper
    kind: what sort of refusal it is, one of `REFUSALS`."""

    verdict: str
    reason: str
    number: str | None = None
    record: Record | None = None
    lines: tuple[Mapping[str, Any], ...] = ()
    ink: tuple[str, ...] = ()
    kind: str = ""

    @property
    def allows(self) -> bool:
        """Whether it may leave."""
        return self.verdict == YES


def examine(session: Session, scanned: str) -> Verdict:
    """The verdict on a code or a number as typed or scanned; needs the right "gate".

    What is refused is written down in the journal, one row a scan; a journal that cannot be
    written does not hold up the verdict, which then says so.
    """
    session.require("gate", "核验放行")
    if not scanned.strip():
        return Verdict(NO, EMPTY)
    found = _judged(session, scanned)
    return found if found.allows else _told(session, scanned, found)


def _judged(session: Session, scanned: str) -> Verdict:
    number, genuine = codes.read(office.secret(session.store), scanned)
    if number is None:
        return refused("foreign", FOREIGN)
    record = load(session, number, missing_ok=True)
    if not genuine:
        return refused("forged", FORGED, number)
    if record is None:
        return refused("unknown", f"查无此单：{number}", number)
    act = record.form.release or record.form.admission
    if act is None:
        return refused("no paper", no_paper(record.form.title), number, record)
    found = Verdict(
        YES,
        good(record.form, record.standing),
        number,
        record,
        tuple(counted(_read(record), act)),
        life.ink(record.form, record.values, record.acts, record.facts),
    )
    return weighed(
        found,
        ("over", ended(session, record, act)),
        ("not now", by_the_clock(record.form, record.standing, session.now())),
        ("lacking", lacking(record, act)),
    )


def refused(
    kind: str, reason: str, number: str | None = None, record: Record | None = None
) -> Verdict:
    """A refusal of that sort."""
    return Verdict(NO, reason, number, record, kind=kind)


def weighed(found: Verdict, *against: tuple[str, str | None]) -> Verdict:
    """The verdict with the first reason that speaks against it, if any: (kind, words or None)."""
    for kind, reason in against:
        if reason:
            return replace(found, verdict=NO, reason=reason, kind=kind)
    return found


def _told(session: Session, scanned: str, found: Verdict) -> Verdict:
    """The same refusal once it is journalled; the same scan again within moments is not."""
    at = session.clock.now()
    body = {"scanned": legible(scanned), "kind": found.kind}
    last = session.store.rows(
        "SELECT at, by, action, subject, body FROM journal ORDER BY seq DESC LIMIT 1"
    )
    if last and last[0][1:] == (session.member.no, "gate", found.number, canonical(body)):
        if 0 <= at - int(last[0][0]) < SAME_SCAN_MS:
            return found
    try:
        with session.store.write():
            session.journal("gate", found.number, body)
    except Environment as trouble:
        return replace(found, reason=f"{found.reason}（没能记入日志：{trouble}）")
    return found


def legible(scanned: str) -> str:
    """What may be kept of a refused scan: a code as it was read; of anything else, which may be a
    name, only how long it was."""
    try:
        plain = re.sub(r"[\s-]", "", text.halfwidth(scanned)).upper()
    except Invalid:
        plain = ""
    document = any(what == "document" for what, _ in free_text.numbers(plain))
    if re.fullmatch(r"[A-Z]{2,4}[0-9][0-9A-Z]{0,29}", plain) and not document:
        return plain
    return f"（{len(scanned)} 个字符）"


def _read(record: Record) -> dict[str, Any]:
    """The values of a record with numbers of persons masked: the gate counts by what it reads."""
    return {
        one.key: masked(one, record.values[one.key])
        for one in record.form.fields if one.key in record.values
    }  # fmt: skip


def ended(session: Session, record: Record, act: Act) -> str | None:
    """What has ended it for the gate, whatever the clock shows."""
    ending = {*act.unless, *(one.name for one in record.form.acts if one.ends)}
    for done in reversed(life.counting(record.form, record.acts)):
        if done.name in ending:
            return _ended_by(session, record, done)
    basis = life.basis_of(record.form, record.facts)
    if basis and basis.ended:
        return f"所依的 {basis.number} {basis.state}，随之失效"
    return None


def by_the_clock(form: Form, standing: Standing, now: datetime) -> str | None:
    """Why it holds no more at `now`, or not yet."""
    if life.is_over(standing, now):
        return f"已过期，{form.until_words} {_until(standing)}"
    if life.is_early(standing, now):
        begins = standing.valid_from
        assert begins is not None
        return f"还没有到日子，{dates.paper_day(begins.date().isoformat())}起有效"
    return None


def lacking(record: Record, act: Act) -> str | None:
    """What is still to be done before it lets anything through."""
    return _not_yet_released(record, act) if record.form.release else _not_admitted(record, act)


def _ended_by(session: Session, record: Record, done: Done) -> str:
    act = record.form.act(done.name)
    when = dates.pretty_moment(done.at.strftime("%Y-%m-%dT%H:%M"), session.now())
    why = done.values.get("why")
    because = f"，原因：{free_text.masked(str(why))}" if why else ""
    if act.effect is Effect.RELEASE:
        return f"已于 {when} 放行过，一次有效"
    said = act.called if act.effect is Effect.REJECT else act.state or act.called
    instead = successor(session, record.id) if act.effect is Effect.REPLACE else None
    return f"{said}{f' {instead}' if instead else ''}（{when}{because}）"


def _not_yet_released(record: Record, release: Act) -> str | None:
    wanted = life.lacking(record.form, release, record.values, record.done, record.facts)
    if wanted:
        return f"手续未齐，尚缺：{record.form.acts_called(wanted)}"
    state = record.standing.state
    return None if release.name in record.standing.open else f"现在不能放行：{state}"


def _not_admitted(record: Record, admission: Act) -> str | None:
    form, facts = record.form, record.facts
    if admission.name in record.done:
        unpaid = facts.outstanding and any(fee.paid_first for fee in form.fees)
        return "收款已冲正，还没有重新缴费" if unpaid else None
    wanted = life.lacking(form, admission, record.values, record.done, facts)
    return f"手续未齐，尚缺：{form.acts_called((*wanted, admission.name))}"


def good(form: Form, standing: Standing) -> str:
    """Why it may pass."""
    until = f"{form.until_words} {_until(standing)}，" if standing.valid_until else ""
    return f"{until}手续齐全" + ("，首次使用" if form.release else "")


def _until(standing: Standing) -> str:
    moment = standing.valid_until
    assert moment is not None
    return dates.paper_until(moment.strftime("%Y-%m-%dT%H:%M"))


def counted_field(release: Act) -> Field | None:
    """The release's tally field, if it counts anything."""
    return next((field for field in release.fields if field.kind is Kind.TALLY), None)


def counted(values: Mapping[str, Any], act: Act) -> list[Mapping[str, Any]]:
    """The lines that are counted at the gate, canonical."""
    tally = counted_field(act)
    if tally is None or not tally.of:
        return []
    return list(values.get(tally.of.partition(".")[0], ()))


def no_paper(title: str) -> str:
    """Words for a record of a form that lets nothing through."""
    return f"{title}不是放行凭证"
