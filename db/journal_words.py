"""The journal in plain Chinese: what each row says somebody did, without anything personal.

What is done on records speaks by their forms' titles and acts; every other action has its words
here, and nowhere else. A row whose words lack something in an old store says less, never nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from db.session import Session
from forms import SETTINGS
from forms.roles import RIGHTS

PARTS: dict[str, tuple[str, ...]] = {
    "开单、办手续": ("issue", "act"),
    "看全文、照片": ("view", "see", "unmask", "find.document", "own_copy"),
    "打印": ("print",),
    "导出": ("export", "export.bulk", "export.file", "export.to"),
    "员工、权限": (
        "staff.add", "staff.roles", "staff.password", "staff.retire", "staff.key", "permission",
        "rekey", "recovery.drill",
    ),
    "设置、价目": ("setting", "level", "price", "prices.met", "template"),
    "房产、导入": ("estate", "import"),
    "门岗电脑": ("gate", "gate_add", "gate_end", "gate_pack", "gate_merge", "gate_settle"),
    "同意、销毁": ("consent", "destroy.propose", "destroy.drop", "destroy", "destroy.done"),
    "备份、恢复、检查": (
        "rehearse", "restore", "check", "search.rebuild", "standing.rebuild", "standing.renewed",
        "init", "demo",
    ),
    "封章、钟": ("seal", "clock.confirm", "data.confirm"),
}  # fmt: skip
"""Kinds of actions that the page offers, with the actions in them; every action is in one."""


@dataclass(frozen=True)
class Entry:
    """A row of the journal: number, when (UTC ms), who (None: the program), what on what, more."""

    seq: int
    at: int
    by: str | None
    action: str
    subject: str | None
    body: Mapping[str, Any]


@dataclass
class Speaker:
    """Says rows of one session's journal; names are read once."""

    session: Session
    _names: dict[str, str] = field(default_factory=dict)

    def who(self, no: str | None) -> str:
        """1003 李敏; 程序 where nobody did it."""
        if no is None:
            return "程序"
        if no not in self._names:
            name = self.session.store.value("SELECT name FROM staff WHERE no = ?", (no,))
            self._names[no] = f"{no} {name}" if name else no
        return self._names[no]

    def said(self, entry: Entry) -> str:
        """What was done, without who and when."""
        say = SENTENCES.get(entry.action)
        words = say(self, entry) if say is not None else f"做了“{entry.action}”"
        second = entry.body.get("second")
        return f"{words}，{self.who(second)} 复核" if second else words

    def record(self, number: str | None) -> str:
        """物品放行条 FX-2026-000001."""
        form = self.session.forms.get((number or "").partition("-")[0])
        return f"{form.title} {number}" if form is not None else number or "一张单"

    def titled(self, code: str | None) -> str:
        """The title of a form's code, else the code."""
        form = self.session.forms.get(code or "")
        return form.title if form is not None else code or ""

    def right(self, action: str) -> str:
        """A right as people say it: 开物品放行条, 在物品放行条上办“放行”, 改价目."""
        verb, _, rest = action.partition(":")
        code, _, name = rest.partition(":")
        if verb == "issue":
            return f"开{self.titled(code)}"
        if verb == "act":
            return f"在{self.titled(code)}上办“{name}”"
        return RIGHTS.get(action, action)

    def setting(self, key: str | None) -> str:
        """A setting by its label, a form's choices by its title."""
        one = SETTINGS.get(key or "")
        if one is not None:
            return f"设置“{one.field.label}”"
        return f"{self.titled((key or '')[5:])}的规矩" if (key or "").startswith("form.") else "一项设置"


def _plain(words: str) -> Callable[[Speaker, Entry], str]:
    return lambda speaker, entry: words


def _issued(speaker: Speaker, entry: Entry) -> str:
    more = f"，当时有 {len(warnings)} 处提醒" if (warnings := entry.body.get("warnings")) else ""
    return f"开了{speaker.record(entry.subject)}{more}"


def _acted(speaker: Speaker, entry: Entry) -> str:
    by = entry.body.get("by")
    along = f"（随 {by} 一起办）" if by else ""
    name = entry.body.get("act")
    what = f"“{name}”" if name else "一项手续"
    return f"在{speaker.record(entry.subject)}上办了{what}{along}"


def _viewed(speaker: Speaker, entry: Entry) -> str:
    return f"看了{speaker.record(entry.subject)}上的照片"


def _seen(speaker: Speaker, entry: Entry) -> str:
    kinds = {"person": "一个人的登记", "unit": "一户的登记", "vehicle": "一辆车的登记"}
    subject = entry.subject or ""
    what = kinds.get(subject.partition(" ")[0]) or speaker.record(subject)
    return f"看到{what}上完整的号码（当天头一次）"


def _unmasked(speaker: Speaker, entry: Entry) -> str:
    subject = entry.subject or ""
    what = "一个人的登记" if subject.startswith("person") else speaker.record(subject)
    return f"看了{what}的全文，理由：{entry.body.get('why', '')}"


def _found(speaker: Speaker, entry: Entry) -> str:
    return f"凭证件号码查找，找到 {len(entry.body.get('found', ()))} 条"


def _own_copy(speaker: Speaker, entry: Entry) -> str:
    return f"给了本人一份他自己的资料（{entry.body.get('records', 0)} 张单）"


def _printed(speaker: Speaker, entry: Entry) -> str:
    body = entry.body
    again = f"，补打：{body['again']}" if body.get("again") else ""
    paper = f"的{body['paper']}" if body.get("paper") else ""
    return f"打印了{speaker.record(entry.subject)}{paper}（第 {body.get('nth', 1)} 次{again}）"


def _exported(speaker: Speaker, entry: Entry) -> str:
    full = "，电话、证件号码印全" if entry.body.get("full") else ""
    known = entry.subject in speaker.session.forms
    title = f"{speaker.titled(entry.subject)}登记本" if known else entry.subject or "一张表"
    to = f"，交给{entry.body['to']}" if entry.body.get("to") else ""
    return f"导出了{title}（{entry.body.get('rows', 0)} 行{full}{to}）"


def _file(speaker: Speaker, entry: Entry) -> str:
    kinds = {"unit": "一户", "person": "一个人", "vehicle": "一辆车"}
    kind = kinds.get((entry.subject or "").partition(" ")[0], "一户")
    return f"导出了{kind}的档案{'，电话、证件号码印全' if entry.body.get('full') else ''}"


def _handed(speaker: Speaker, entry: Entry) -> str:
    return f"同意把{speaker.titled(entry.subject)}的资料交给{_list(entry.body.get('to'))}"


def _staff_added(speaker: Speaker, entry: Entry) -> str:
    return f"添加了员工 {speaker.who(entry.subject)}（{_list(entry.body.get('roles'))}）"


def _staff_roles(speaker: Speaker, entry: Entry) -> str:
    old, new = _list(entry.body.get("old")), _list(entry.body.get("new"))
    return f"把 {speaker.who(entry.subject)} 的岗位由{old}改为{new}"


def _password(speaker: Speaker, entry: Entry) -> str:
    if entry.body.get("by") == "recovery":
        return f"用恢复码给 {speaker.who(entry.subject)} 设了新密码，签名钥匙换了新的"
    if entry.subject == entry.by:
        return "改了自己的密码"
    return f"给 {speaker.who(entry.subject)} 重设了密码，签名钥匙换了新的"


def _permission(speaker: Speaker, entry: Entry) -> str:
    old, new = _list(entry.body.get("old")), _list(entry.body.get("new"))
    return f"把“{speaker.right(entry.subject or '')}”的权由{old}改为{new}"


def _level(speaker: Speaker, entry: Entry) -> str:
    old, new = entry.body.get("old", ""), entry.body.get("new", "")
    return f"把{speaker.titled(entry.subject)}以后的密级由{old}改为{new}"


def _price(speaker: Speaker, entry: Entry) -> str:
    body = entry.body
    old, new = (f"{one / 100:.2f} 元" if isinstance(one, int) else "不提供"
                for one in (body.get("old"), body.get("new")))  # fmt: skip
    return f"定价“{entry.subject}”：{body.get('since', '')} 起 {new}，原来 {old}"


def _template(speaker: Speaker, entry: Entry) -> str:
    code, _, paper = (entry.subject or "").partition(" ")
    form = speaker.session.forms.get(code)
    done = "改了" if entry.body.get("new") else "撤下了"
    which = (entry.body.get("new") or entry.body.get("old") or {}).get("name", "")
    which = f"“{which}”" if entry.body.get("beside") else ""
    return f"{done}{form.title if form else code} {paper}的套打模板{which}"


def _imported(speaker: Speaker, entry: Entry) -> str:
    kinds = {"units": "房产住户", "vehicles": "车辆", "arrears": "欠费"}
    return f"导入了{kinds.get(entry.subject or '', '表格')}（{entry.body.get('accepted', 0)} 行）"


def _judged(speaker: Speaker, entry: Entry) -> str:
    return f"在门岗核验了{speaker.record(entry.subject)}"


def _gate(words: str) -> Callable[[Speaker, Entry], str]:
    return lambda speaker, entry: words.format(
        gate=entry.body.get("gate", ""), slips=entry.body.get("slips", 0),
        rows=entry.body.get("rows", 0), record=speaker.record(entry.subject),
    )


def _consent(speaker: Speaker, entry: Entry) -> str:
    given = "同意" if entry.body.get("given") else "撤回同意"
    return f"登记了一个人的{given}（{entry.body.get('purpose', '')}）"


def _destruction(words: str) -> Callable[[Speaker, Entry], str]:
    return lambda speaker, entry: words.format(
        order=entry.subject or "", items=entry.body.get("items", 0)
    )


def _restored(speaker: Speaker, entry: Entry) -> str:
    gone = sum(entry.body.get("gone", {}).values())
    more = f"；{gone} 个编号已在外面的纸上，跳过" if gone else ""
    code = "凭恢复码" if entry.by is None else ""
    return f"{code}用备份 {entry.subject} 恢复了数据{more}"


def _rehearsed(speaker: Speaker, entry: Entry) -> str:
    good = "通过" if "records" in entry.body else "没有通过"
    return f"用备份 {entry.subject} 演练恢复，{good}"


def _checked(speaker: Speaker, entry: Entry) -> str:
    found = entry.body.get("found", "")
    return f"全面检查了数据，不对的在{found}" if found else "全面检查了数据，没有不对的"


def _sealed(speaker: Speaker, entry: Entry) -> str:
    occasion = f"{speaker.record(entry.subject)}" if entry.subject else "日志"
    return f"凭{occasion}给日志封了第 {entry.body.get('seal', 0)} 次章"


def _clock(speaker: Speaker, entry: Entry) -> str:
    last, now = (
        f"{speaker.session.local(int(entry.body[key])):%Y-%m-%d %H:%M}" for key in ("last", "clock")
    )
    return f"确认电脑的时间 {now} 没有错（最近一次办理记的是 {last}）"


def _data(speaker: Speaker, entry: Entry) -> str:
    left = _list(entry.body.get("left"))
    return f"确认就用现在这份数据（{entry.body.get('present', '')}），不再比的日志头：{left}"


def _list(found: Any) -> str:
    return "、".join(map(str, found)) if found else "（无）"


SENTENCES: dict[str, Callable[[Speaker, Entry], str]] = {
    "issue": _issued, "act": _acted, "view": _viewed, "see": _seen, "unmask": _unmasked,
    "find.document": _found, "own_copy": _own_copy, "print": _printed, "export": _exported,
    "export.bulk": _exported, "export.file": _file, "export.to": _handed, "staff.add": _staff_added,
    "staff.roles": _staff_roles, "staff.password": _password, "permission": _permission,
    "staff.retire": lambda speaker, entry: f"给 {speaker.who(entry.subject)} 办了离职",
    "staff.key": _plain("有了签名用的钥匙"), "rekey": _plain("换了数据钥匙"),
    "recovery.drill": _plain("演练了恢复码，打得开数据"),
    "setting": lambda speaker, entry: f"改了{speaker.setting(entry.subject)}",
    "level": _level, "price": _price, "template": _template,
    "prices.met": _plain("把程序带来的价放进了价目表"),
    "estate": lambda speaker, entry: f"改了房产登记（{entry.subject or ''}）",
    "import": _imported, "gate": _judged,
    "gate_add": _gate("登记了门岗电脑“{gate}”"), "gate_end": _gate("停用了门岗电脑“{gate}”"),
    "gate_pack": _gate("给门岗电脑“{gate}”做了门岗包（{slips} 张单）"),
    "gate_merge": _gate("并回了门岗电脑“{gate}”的放行记录（{rows} 条）"),
    "gate_settle": _gate("处理了{record}在门岗电脑上的疑问"),
    "consent": _consent,
    "destroy.propose": _destruction("提出了销毁单 {order}（{items} 项）"),
    "destroy.drop": _destruction("撤回了销毁单 {order}"),
    "destroy": _destruction("批准了销毁单 {order}，个人信息已销毁"),
    "destroy.done": _destruction("销毁单 {order} 做完，文件、索引、备份都已清理或列出"),
    "rehearse": _rehearsed, "restore": _restored,
    "check": _checked,
    "search.rebuild": _plain("重建了查找用的索引"),
    "standing.rebuild": _plain("照手续重算了各张单的状态"),
    "standing.renewed": _plain("照新的工作时间重算了期限"),
    "init": _plain("建立了这份数据"), "demo": _plain("放进了演示小区"),
    "seal": _sealed, "clock.confirm": _clock, "data.confirm": _data,
}  # fmt: skip
"""What each action says."""
