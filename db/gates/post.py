"""A gate with a computer of its own: judges by its pack, writes down what it lets through.

Its folder has the guards' passwords for this computer (keys.json, as a store's), the newest pack it
was given and its logs. It knows nothing of what was done elsewhere since the pack was made.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from db import codes, gate
from db.clock import Clock
from db.errors import Environment, Refused, disk
from db.files import fsync_folder
from db.gate import NO, YES, Verdict, refused, weighed
from db.gates import log
from db.gates.log import Log
from db.gates.pack import Guard, Pack, Slip
from db.reading import Record
from db.session import Member
from forms import DECLARED, life
from forms.acts import Act
from forms.facts import Facts
from forms.fields import Field
from forms.form import Form
from forms.life import Standing
from forms.rules import clean_fields
from forms.snapshot import revived
from forms.values import dates

SLACK_MS = 5 * 60_000
"""How far a clock may be behind what was written before without being wrong."""


@dataclass
class Post:
    """A guard at work there. key: the gate's · used: what was done here, by number: (row, name of
    the act) · notes: what he should be told about the pack or the logs."""

    folder: Path
    clock: Clock
    content: Pack
    guard: Guard
    key: bytes = field(repr=False)
    log: Log = field(repr=False)
    used: dict[str, Mapping[str, Any]] = field(repr=False)
    rows: int
    fresh: int
    last_at: int
    notes: tuple[str, ...] = ()
    _forms: dict[str, Form] = field(default_factory=dict, repr=False)
    _slips: dict[str, Slip] = field(init=False, repr=False)
    _said: tuple[str | None, str, int] | None = None

    def __post_init__(self) -> None:
        self._slips = {one.number: one for one in self.content.slips}

    @property
    def caution(self) -> str:
        """What this computer cannot know, to be seen with every verdict."""
        made = self._moment(self.content.header.made_at)
        until = self._moment(self.content.until)
        return (
            f"本机不知道别处是否已放行；包的日期 {made}（第 {self.content.header.sequence} 号，"
            f"有效到 {until}）"
        )

    @property
    def trouble(self) -> str | None:
        """Why nothing can be judged by the pack now."""
        now = self.clock.now()
        if now >= self.content.until:
            until = self._moment(self.content.until)
            return f"门岗包已过期（有效到 {until}），不能凭它放行，请前台送新的包来"
        if now < self.content.header.made_at - SLACK_MS or now < self.last_at - SLACK_MS:
            return "这台电脑的钟比做包或上一次放行的时间还早，不能放行；请先把钟校准"
        return None

    def now(self) -> datetime:
        """Naive office time."""
        return self.clock.local(self.clock.now()).replace(tzinfo=None)

    def may(self, action: str) -> bool:
        """Whether the guard may do the action."""
        return action in self.guard.rights

    def sees(self, one: Field) -> bool:
        """Whether the guard sees values of that field, as in the office."""
        if one.seen_by:
            return bool(set(one.seen_by) & set(self.guard.roles))
        return not one.is_personal or self.may("see:personal")

    def examine(self, scanned: str) -> Verdict:
        """The verdict on a code or a number; what is refused is written into the log."""
        if not scanned.strip():
            return Verdict(NO, gate.EMPTY)
        found = self._judged(scanned)
        if found.allows or self._again(found, scanned):
            return found
        data = {"number": found.number, "scanned": gate.legible(scanned), "refused": found.kind}
        try:
            self._add("scan", data)
        except Environment as trouble:
            return replace(found, reason=f"{found.reason}（没能记下来：{trouble}）")
        return found

    def act(self, number: str, name: str, typed: Mapping[str, Any]) -> Record:
        """Let it out, or turn it away: done only when this returns. Refused, Environment."""
        found = self._judged(number)
        record = found.record
        if record is None or record.number not in self._slips:
            raise Refused({"": found.reason})
        act = record.form.act(name)
        if not self.may(f"act:{record.form.code}:{name}"):
            raise Refused({"": f"{self.guard.name}不能办“{name}”，由{'、'.join(act.roles)}办理"})
        wrong = found.kind in ("over", "not now", "pack") or name not in record.seen.open
        if wrong or (act == record.form.release and not found.allows):
            raise Refused({"": found.reason if not found.allows else f"现在不能办“{name}”"})
        problems: dict[str, str] = {}
        values = clean_fields(act.fields, typed, record.facts, problems, {}, record.values)
        for check in act.checks:
            words = check.problem(values, {**record.values, **values}, record.facts)
            if words and not check.warns:
                problems.setdefault(check.at, words)
        if problems:
            raise Refused(problems)
        self._add("act", {"number": record.number, "act": name, "values": values})
        return self._record(self._slips[record.number])

    def photo(self, record: Record) -> bytes | None:
        """The small picture of the holder, written down as looked at; None for none."""
        slip = self._slips.get(record.number)
        if slip is None or slip.photo is None or not self.sees(record.form.field(slip.photo[0])):
            return None
        self._add("scan", {"number": record.number, "refused": "", "seen": slip.photo[0]})
        return base64.b64decode(self.content.photos[slip.photo[1]])

    def released_today(self) -> int:
        """How many were let out here on the office's day."""
        today = self.clock.today()
        return sum(
            row["act"] == self._form(self._slips[number]).release.name  # type: ignore[union-attr]
            for number, row in self.used.items()
            if number in self._slips and self.clock.local(row["at"]).date() == today
        )

    def give_back(self, folder: Path) -> list[Path]:
        """Copy all logs into a folder (the stick), each read back whole; the files."""
        if not folder.is_dir():
            raise Refused({"out": f"没有这个文件夹：{folder}，请检查U盘是否插好"})
        given = []
        for path in log.files(self.folder):
            with disk():
                content = path.read_bytes()
                target = folder / f"gate-{self.content.header.mark[:8]}-{path.stem[:8]}{log.SUFFIX}"
                part = target.with_name(f"{target.name}.part")
                try:
                    with part.open("wb") as file:
                        file.write(content)
                        file.flush()
                        os.fsync(file.fileno())
                    if part.read_bytes() != content:
                        raise Environment("disk", "放行记录写到U盘后读不回来，请换一个U盘。")
                    os.replace(part, target)
                finally:
                    part.unlink(missing_ok=True)
                fsync_folder(folder)
            given.append(target)
        return given

    def note_pack(self) -> None:
        """Write down that this pack is used from now on: none older is taken after it."""
        self._add("pack", {"made_at": self.content.header.made_at})

    # ---- inside

    def _judged(self, scanned: str) -> Verdict:
        number, genuine = codes.read(bytes.fromhex(self.content.secret), scanned)
        if self.trouble:
            return refused("pack", self.trouble, number if genuine else None)
        if number is None:
            return refused("foreign", gate.FOREIGN)
        if not genuine:
            return refused("forged", gate.FORGED, number)
        slip = self._slips.get(number)
        if slip is None:
            return self._not_in_the_pack(number)
        record = self._record(slip)
        release = record.form.release or record.form.admission
        assert release is not None
        found = Verdict(
            YES, gate.good(record.form, record.standing), number, record,
            tuple(gate.counted(record.values, release)), slip.ink,
        )  # fmt: skip
        return weighed(
            found,
            ("over", self._done_here(number)),
            ("over", slip.over),
            ("not now", gate.by_the_clock(record.form, record.standing, self.now())),
            ("lacking", slip.lacks and f"{slip.lacks}（做包的时候）"),
        )

    def _not_in_the_pack(self, number: str) -> Verdict:
        head, _, sequence = number.rpartition("-")
        code = head.partition("-")[0]
        made = self._moment(self.content.header.made_at)
        title = self.content.titles.get(code)
        if title is None:
            return refused("unknown", f"查无此单：{number}", number)
        form = next((one for one in DECLARED if one.code == code), None)
        if form is not None and not form.release and not form.admission:
            return refused("no paper", gate.no_paper(title), number)
        if int(sequence) > self.content.last.get(head, 0):
            words = f"包里没有这张单：{made} 做包以后才开的，或编号不对，请打电话问前台"
            return refused("later", words, number)
        return refused("over", f"早已用过、作废或过期（{made} 做包时已不再有效）", number)

    def _done_here(self, number: str) -> str | None:
        row = self.used.get(number)
        if row is None:
            return None
        release = self._form(self._slips[number]).release
        if release is not None and row["act"] == release.name:
            return f"已于 {self._moment(row['at'])} 在本机放行过，一次有效"
        return f"{row['act']}（{self._moment(row['at'])} 在本机）"

    def _record(self, slip: Slip) -> Record:
        """The paper as the rest of the program knows records, with what the pack says of it."""
        form = self._form(slip)
        done = self.used.get(slip.number)
        act: Act | None = form.act(done["act"]) if done else None
        standing = Standing(
            state=act.state or act.name if act else slip.state,
            open=() if act else slip.open,
            ended=slip.ended or act is not None,
            valid_until=_moment_of(slip.valid_until),
            valid_from=_moment_of(slip.valid_from),
        )
        now = self.now()
        values = dict(slip.values)
        if slip.photo:
            values[slip.photo[0]] = {"name": "照片.jpg", "sha256": slip.photo[1], "size": 1}
        return Record(
            id=0,
            number=slip.number,
            code=codes.slip_code(bytes.fromhex(self.content.secret), slip.number),
            form=form,
            values=values,
            acts=(),
            standing=standing,
            seen=life.seen_at(form, standing, now),
            issued_at=now,
            issued_by=Member("", "", ()),
            facts=Facts(now=now, settings=self.content.settings[slip.declaration]),
        )

    def _form(self, slip: Slip) -> Form:
        key = slip.declaration
        if key not in self._forms:
            body = self.content.forms[key]
            today = next((one for one in DECLARED if one.code == body["code"]), None)
            self._forms[key] = revived(body, today)  # type: ignore[arg-type]
        return self._forms[key]

    def _add(self, kind: str, data: Mapping[str, Any]) -> None:
        at = self.clock.now()
        if self.log.is_full:
            self.log = Log.begun(self.folder, self.key, self.content.header.mark)
        row = {"kind": kind, "at": at, "by": self.guard.no, "pack": self.content.header.sequence}
        self.log.add({**row, **data})
        self.rows, self.fresh, self.last_at = self.rows + 1, self.fresh + 1, at
        if kind == "act":
            self.used[data["number"]] = {**row, **data}

    def _again(self, found: Verdict, scanned: str) -> bool:
        """Whether a scanner held on one code asks the same once more."""
        at = self.clock.now()
        mark = gate.legible(scanned)
        same = self._said is not None and self._said[:2] == (found.number, mark)
        again = same and self._said is not None and 0 <= at - self._said[2] < gate.SAME_SCAN_MS
        if not again:
            self._said = (found.number, mark, at)
        return again

    def _moment(self, ms: int) -> str:
        when = self.clock.local(ms).strftime("%Y-%m-%dT%H:%M")
        return dates.pretty_moment(when, self.now())


def _moment_of(iso: str | None) -> datetime | None:
    return None if iso is None else datetime.fromisoformat(iso)
