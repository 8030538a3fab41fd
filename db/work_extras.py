"""What else stands on the workbench beside the work of records: papers, receipts, drafts.

Another part of the desk that has something to say there adds a function to `SOURCES`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from db import (
    drafts, drill, duties, handing_over, print_batch, prints, reading, receipts, secrecy,
)  # fmt: skip
from db.reading import Record
from db.work_groups import LATE, TODAY, Rank, Reader
from forms.display import told
from forms.form import Form

BATCH_PLACE = "print_batch"
"""Key of the page where papers are printed in one go."""
PAPER, RECEIPT, DRAFT, DUTY, DESTROY = "未出纸", "收据", "草稿", "职责", "销毁"


@dataclass(frozen=True)
class Item:
    """One line: due in office time or None, its state (逾期, 今天, 待办 …), the record, its form's
    title and code, what it is about, the word for what Enter offers and the act it does.

    heading: under which it is counted beside how pressing it is · who: whose hands it is in
    place: key of the page that Enter goes to, where there is no record; a draft has only a code
    values: where there is none yet, what its form is opened with
    """

    due: datetime | None
    state: str
    number: str
    form: str
    code: str
    what: str
    verb: str
    act: str
    heading: str = ""
    who: str = ""
    place: str = ""
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Extra:
    """Lines of one kind: how many there are, under which heading, and the first so many, each with
    its place in the order.

    pressing: LATE, TODAY or "", if it is one of those for all of them
    """

    rank: Rank
    heading: str
    count: int
    first: Callable[[int], Sequence[tuple[int, Item]]]
    pressing: str = ""

    def passes(self, heading: str) -> bool:
        """Whether it counts under a heading; "" is all."""
        return heading in ("", self.heading, self.pressing)


Source = Callable[[Reader], Sequence[Extra]]
"""Says what there is for the member at the reader's moment, in a few queries."""


def unprinted(reader: Reader) -> Sequence[Extra]:
    """Records with a paper that never came out, for who may print it; what is void needs none."""
    session = reader.session
    papers = prints.unprinted_papers(session, 100)
    if not papers:
        return ()
    named: dict[str, set[str]] = {}
    for number, paper, _ in papers:
        named.setdefault(number, set()).add(paper)
    ids = [row for (row,) in session.store.rows(
        f"SELECT id FROM record WHERE number IN ({','.join('?' * len(named))})", tuple(named)
    )]
    closed = secrecy.out_of_sight(session, ids)
    found = [
        record for record in reading.glance(session, [one for one in ids if one not in closed])
        if record.destroyed is None and not print_batch.is_void(record)
        and any(prints.may_print(session, record.form, one) for one in named[record.number])
    ]  # fmt: skip
    items = [
        (record.id, line(record, None, prints.UNPRINTED, "打印", "", PAPER)) for record in found
    ]
    return (Extra(Rank.PAPER, PAPER, len(items), lambda many: items[:many]),)


def cut_short(reader: Reader) -> Sequence[Extra]:
    """A batch of the member's that the program ended in the middle of, to be gone on with."""
    found = print_batch.left(reader.session)
    if found is None or not found.orders:
        return ()
    words = f"上次成批打印没有打完，还剩 {len(found.orders)} 张"
    item = Item(None, prints.UNPRINTED, "", "成批打印", "", words, "接着打", "", PAPER,
                place=BATCH_PLACE)  # fmt: skip
    return (Extra(Rank.PAPER, PAPER, 1, lambda many: [(0, item)][:many]),)


def unused(reader: Reader) -> Sequence[Extra]:
    """Receipts of which nothing has been made yet (已收未用), for those who take money and those
    who make what was paid for."""
    session = reader.session
    form = receipts.form_of(session)
    if form is None or not (reader.may(f"issue:{form.code}") or _serves(reader, form)):
        return ()
    which = "FROM standing INDEXED BY standing_by_state WHERE code = ? AND state = ? AND ended = 0"
    asked = (form.code, form.open_state)
    count = int(session.store.value(f"SELECT count(*) {which}", asked))

    def first(many: int) -> list[tuple[int, Item]]:
        rows = session.store.rows(
            f"SELECT record_id, issued_at {which} ORDER BY issued_at DESC LIMIT ?", (*asked, many)
        )
        places = {record_id: -at for record_id, at in rows}
        return [
            (places[one.id], line(one, None, "未用", "查看", "", RECEIPT))
            for one in reading.glance(session, list(places))
        ]

    return (Extra(Rank.MONEY, RECEIPT, count, first),)


def _serves(reader: Reader, receipt: Form) -> bool:
    """Whether the member may say that a receipt has served."""
    return any(
        reader.may(f"act:{receipt.code}:{act.name}") for act in receipt.acts if act.closes
    )


def unfinished(reader: Reader) -> Sequence[Extra]:
    """The member's own drafts, the newest first."""
    session = reader.session
    codes = [code for code in drafts.codes(session) if reader.may(f"issue:{code}")]
    codes = [code for code in codes if code in session.forms]
    items = [(at, _draft(reader, code)) for at, code in enumerate(codes)]
    return (Extra(Rank.DRAFT, DRAFT, len(items), lambda many: items[:many]),)


def _draft(reader: Reader, code: str) -> Item:
    session, form = reader.session, reader.form(code)
    kept, at = drafts.load(session, code), drafts.saved_at(session, code)
    unit = str((kept[1] if kept else {}).get(form.unit_field or "") or "")
    when = f"{at.month:02}-{at.day:02} {at:%H:%M} 写到一半" if at else ""
    return Item(
        None, DRAFT, "", form.title, code, f"{unit} {when}".strip(), "接着填", "", DRAFT,
        session.member.name,
    )  # fmt: skip


def owed(reader: Reader) -> Sequence[Extra]:
    """The duties of the member's roles that are to be done now and were not."""
    found: dict[str, list[tuple[int, Item]]] = {}
    for one in duties.due(reader.session):
        item = Item(one.due, one.state, "", one.form, one.code, one.what, one.verb, "", DUTY,
                    one.role, "", one.values)  # fmt: skip
        at = reader.session.instant(one.due)
        found.setdefault(one.state, []).append((-at if one.state == LATE else at, item))
    ranks = {LATE: (Rank.LATE, LATE), TODAY: (Rank.TODAY, TODAY)}
    extras = []
    for state, items in found.items():
        rank, pressing = ranks.get(state, (Rank.COMING, ""))
        first = partial(_first, sorted(items, key=lambda one: one[0]))
        extras.append(Extra(rank, DUTY, len(items), first, pressing))
    return extras


def _first(items: Sequence[tuple[int, Item]], many: int) -> Sequence[tuple[int, Item]]:
    return items[:many]


def leaving(reader: Reader) -> Sequence[Extra]:
    """The shift that ends: time to prepare the handover, late once it has ended."""
    due, form = handing_over.due_at(reader.session), handing_over.form_of(reader.session)
    if due is None or form is None:
        return ()
    late = reader.session.now() >= due
    words = f"准备交接班，本班 {due:%H:%M} 结束" if not late else f"{due:%H:%M} 的交接班还没有做"
    item = Item(
        due, LATE if late else TODAY, "", form.title, form.code, words, "交班", "",
        who=reader.session.member.name, place="shift",
    )  # fmt: skip
    rank = Rank.LATE if late else Rank.TODAY
    at = reader.session.instant(due)
    return (Extra(rank, "", 1, lambda many: [(at, item)], LATE if late else TODAY),)


def kept_long_enough(reader: Reader) -> Sequence[Extra]:
    """Orders of destruction that wait for approval, and that something may be destroyed by now."""
    session, words = reader.session, []
    if not (session.may("destroy") or session.may("destroy:approve")):
        return ()
    from db import destruction, retention  # they read files of persons, which read the workbench

    if session.may(destruction.APPROVE):
        many = destruction.waiting(session)
        words += [(f"{many} 张销毁单等批准", "批准")] if many else []
    if session.may(destruction.RIGHT) and retention.is_due(session):
        words.append(("有保存期满的个人信息，可以提出销毁", "看名单"))
    items = [
        (at, Item(None, DESTROY, "", DESTROY, "", said, verb, "", DESTROY, place="destruction"))
        for at, (said, verb) in enumerate(words)
    ]
    return (Extra(Rank.COMING, DESTROY, len(items), lambda many: items[:many]),) if items else ()


def unproved(reader: Reader) -> Sequence[Extra]:
    """That the recovery code was not drilled for a year, for who keeps the staff."""
    if not reader.may("staff") or not drill.due(reader.session.store, reader.at.now):
        return ()
    words = "恢复码一年没有演练：照纸上的打一遍，看打不打得开"
    item = Item(None, TODAY, "", "恢复码", "", words, "演练", "",
                who=reader.session.member.name, place="staff")  # fmt: skip
    return (Extra(Rank.TODAY, "", 1, lambda many: [(0, item)], TODAY),)


SOURCES: tuple[Source, ...] = (
    unprinted, cut_short, unused, leaving, unfinished, owed, unproved, kept_long_enough,
)
"""All there are; a part of the desk with lines of its own adds its function here."""


def line(
    record: Record,
    due: datetime | None,
    state: str,
    verb: str,
    act: str,
    heading: str = "",
    who: str = "",
) -> Item:
    """A line about a record."""
    form = record.form
    return Item(
        due, state, record.number, form.title, form.code, about(record), verb, act, heading, who
    )


def about(record: Record) -> str:
    """A record in one line, to tell it from others."""
    return told(record.form.fields, record.values, record.issued_at)
