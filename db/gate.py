"""The gate's question: may what this slip names leave now, and if not, why not.

Asking writes nothing; the release is the act 放行 (docs/handbook.md §1: void, expired, used are
refused at the gate with the reason).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db import codes, office
from db.records import Record, load
from db.session import Session
from forms import life
from forms.acts import Act, Effect
from forms.fields import Field, Kind
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
    release = record.form.release
    if release is None:
        return Verdict(NO, f"{record.form.title}不是放行凭证", number, record)
    reason = _refusal(session, record, release)
    return Verdict(
        NO if reason else YES,
        reason or _good(session, record),
        number,
        record,
        tuple(_lines(record, release)),
        life.ink(record.form, record.values, record.acts, record.facts),
    )


def _refusal(session: Session, record: Record, release: Act) -> str | None:
    form = record.form
    for done in reversed(record.acts):
        effect = form.act(done.name).effect
        when = dates.pretty_moment(done.at.strftime("%Y-%m-%dT%H:%M"), session.now())
        why = done.values.get("why")
        because = f"，原因：{why}" if why else ""
        if effect is Effect.VOID:
            return f"已作废（{when}{because}）"
        if effect is Effect.REJECT:
            return f"{done.name}（{when}{because}）"
        if effect is Effect.RELEASE:
            return f"已于 {when} 放行过，一次有效"
    if life.is_over(record.standing, session.now()):
        return f"已过期，{record.form.until_words} {_until(session, record)}"
    wanted = life.lacking(form, release, record.values, record.done, record.facts)
    if wanted:
        return f"手续未齐，尚缺：{'、'.join(wanted)}"
    return None if release.name in record.seen.open else f"现在不能放行：{record.seen.state}"


def _good(session: Session, record: Record) -> str:
    words = f"{record.form.until_words} {_until(session, record)}，"
    until = words if record.standing.valid_until else ""
    return f"{until}手续齐全，首次使用"


def _until(session: Session, record: Record) -> str:
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
