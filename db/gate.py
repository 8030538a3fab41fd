"""The gate's question: does this paper let something or somebody through now, and if not, why not.

Asking writes nothing. What leaves once is released by an act (放行); a pass lets its holder through
as often as he comes while it holds. Void, expired, used, lost are refused with the reason
(docs/handbook.md §1 FX, CR).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db import codes, office
from db.records import Record, load
from db.remaking import successor
from db.session import Session
from forms import life
from forms.acts import Act, Effect
from forms.fields import Field, Kind
from forms.life import Done
from forms.values import dates

YES, NO = "可以放行", "不可放行"


@dataclass(frozen=True)
class Verdict:
    """verdict: 可以放行 or 不可放行 · reason: in words · record: None if there is none
    lines: the goods to count, canonical · ink: signatures to look for on the paper."""

    verdict: str
    reason: str
    number: str | None = None
    record: Record | None = None
    lines: tuple[Mapping[str, Any], ...] = ()
    ink: tuple[str, ...] = ()

    @property
    def allows(self) -> bool:
        """Whether it may leave."""
        return self.verdict == YES


def examine(session: Session, scanned: str) -> Verdict:
    """The verdict on a code or a number as typed or scanned; needs the right "gate"."""
    session.require("gate", "核验放行")
    if not scanned.strip():
        return Verdict(NO, "请扫码或输入单号")
    number, genuine = codes.read(office.secret(session.store), scanned)
    if number is None:
        return Verdict(NO, "这不是本单位的单号，请核对")
    record = load(session, number, missing_ok=True)
    if not genuine:
        return Verdict(NO, "验证码不符，可能是伪造或涂改的，请扣留并报告前台", number)
    if record is None:
        return Verdict(NO, f"查无此单：{number}", number)
    act = record.form.release or record.form.admission
    if act is None:
        return Verdict(NO, f"{record.form.title}不是放行凭证", number, record)
    reason = _over(session, record, act) or (
        _not_yet_released(record, act) if record.form.release else _not_admitted(record, act)
    )
    return Verdict(
        NO if reason else YES,
        reason or _good(session, record),
        number,
        record,
        tuple(_lines(record, act)),
        life.ink(record.form, record.values, record.acts, record.facts),
    )


def _over(session: Session, record: Record, act: Act) -> str | None:
    """Why it holds no more, or not yet."""
    now = session.now()
    ending = {*act.unless, *(one.name for one in record.form.acts if one.ends)}
    for done in reversed(life.counting(record.form, record.acts)):
        if done.name in ending:
            return _ended_by(session, record, done)
    basis = life.basis_of(record.form, record.facts)
    if basis and basis.ended:
        return f"所依的 {basis.number} {basis.state}，随之失效"
    if life.is_over(record.standing, now):
        return f"已过期，{record.form.until_words} {_until(record)}"
    if life.is_early(record.standing, now):
        begins = record.standing.valid_from
        assert begins is not None
        return f"还没有到日子，{dates.paper_day(begins.date().isoformat())}起有效"
    return None


def _ended_by(session: Session, record: Record, done: Done) -> str:
    act = record.form.act(done.name)
    when = dates.pretty_moment(done.at.strftime("%Y-%m-%dT%H:%M"), session.now())
    why = done.values.get("why")
    because = f"，原因：{why}" if why else ""
    if act.effect is Effect.RELEASE:
        return f"已于 {when} 放行过，一次有效"
    said = done.name if act.effect is Effect.REJECT else act.state or done.name
    instead = successor(session, record.id) if act.effect is Effect.REPLACE else None
    return f"{said}{f' {instead}' if instead else ''}（{when}{because}）"


def _not_yet_released(record: Record, release: Act) -> str | None:
    wanted = life.lacking(record.form, release, record.values, record.done, record.facts)
    if wanted:
        return f"手续未齐，尚缺：{'、'.join(wanted)}"
    return None if release.name in record.seen.open else f"现在不能放行：{record.seen.state}"


def _not_admitted(record: Record, admission: Act) -> str | None:
    form, facts = record.form, record.facts
    if admission.name in record.done:
        unpaid = facts.outstanding and any(fee.paid_first for fee in form.fees)
        return "收款已冲正，还没有重新缴费" if unpaid else None
    wanted = life.lacking(form, admission, record.values, record.done, facts)
    return f"手续未齐，尚缺：{'、'.join((*wanted, admission.name))}"


def _good(session: Session, record: Record) -> str:
    words = f"{record.form.until_words} {_until(record)}，"
    until = words if record.standing.valid_until else ""
    return f"{until}手续齐全" + ("，首次使用" if record.form.release else "")


def _until(record: Record) -> str:
    moment = record.standing.valid_until
    assert moment is not None
    return dates.paper_until(moment.strftime("%Y-%m-%dT%H:%M"))


def counted_field(release: Act) -> Field | None:
    """The release's tally field, if it counts anything."""
    return next((field for field in release.fields if field.kind is Kind.TALLY), None)


def _lines(record: Record, release: Act) -> list[Mapping[str, Any]]:
    tally = counted_field(release)
    if tally is None or not tally.of:
        return []
    return list(record.values.get(tally.of.partition(".")[0], ()))
