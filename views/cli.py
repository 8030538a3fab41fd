"""The command line: the view without a window, for scripts, scheduled jobs and outside tests.

docs/command-line.md is its contract. It imports no Qt; every verb calls the same functions as the
window. Exit status: 0 done, 2 the user can mend it, 3 the environment, 1 a bug.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn, TextIO

from db.clock import Clock, SystemClock
from db.errors import Environment, Refused
from db.files import data_folder
from db.sqlite_errors import environment
from forms import FORMS
from forms.form import Form
from views import cli_arguments, cli_keeping, cli_words, faults
from views.cli_arguments import NEW_PASSWORD, PASSWORD, RECOVERY, conditions, day, json_of
from views.cli_session import clock_of, password_of, second_of, with_session


class _Parser(argparse.ArgumentParser):
    """Wrong arguments are refusals, so that --json holds for them too."""

    def error(self, message: str) -> NoReturn:
        for english, chinese in cli_words.ARGUMENTS:
            message = message.replace(english, chinese)
        raise Refused({"": f"命令写得不对：{message}（用法见 python main.py --help）"})

    def print_help(self, file: Any = None) -> None:
        """As any answer, its reader may be gone."""
        _put(self.format_help(), sys.stdout)


def parse(arguments: list[str]) -> argparse.Namespace | int:
    """The options, or an exit status when they cannot be used (said already)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # JSON is UTF-8 whatever the system's code page; half a character is escaped.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        options = parser().parse_args(_globals_first(arguments))
        if options.verb is None and options.json:
            raise Refused({"": "命令写得不对：--json 要和动作一起用（用法见 python main.py --help）"})
        options.data = options.data or data_folder()
        return options
    except Refused as refused:
        return _say({"refused": refused.problems}, 2, "--json" in arguments)


def _globals_first(arguments: list[str]) -> list[str]:
    """The same arguments with --json, --data, --staff and --now in front of the verb, wherever
    they were written."""
    front: list[str] = []
    rest = list(arguments)
    for name, width in (("--json", 1), ("--data", 2), ("--staff", 2), ("--now", 2)):
        if name in rest:
            at = rest.index(name)
            if len(rest) < at + width:
                raise Refused({"": f"命令写得不对：{name}: 后面要写内容（用法见 python main.py --help）"})
            front += rest[at : at + width]
            del rest[at : at + width]
    glued = [one for one in rest if one.startswith(("--data=", "--staff=", "--now="))]
    return front + glued + [one for one in rest if one not in glued]


def parser() -> argparse.ArgumentParser:
    """All verbs with their arguments."""
    top = _Parser(prog="main.py", description="前台通：不写动作就打开窗口", allow_abbrev=False)
    top.add_argument("--data", type=Path, help="数据文件夹")
    top.add_argument("--staff", help=f"工号；密码在环境变量 {PASSWORD}")
    top.add_argument("--json", action="store_true", help="标准输出只有一个 JSON")
    top.add_argument("--now", help="演示数据的时钟，如 2026-11-21T10:42")
    top.add_argument("--demo", action="store_true", help="打开一个用完即弃的演示小区")
    top.add_argument("--gate", type=Path, metavar="DIR", help="门岗的第二台电脑：凭这个文件夹里的门岗包开窗口")
    verbs = top.add_subparsers(dest="verb", parser_class=_Parser)
    for name, (_, words, add) in VERBS.items():
        add(verbs.add_parser(name, help=words, description=words))
    return top


def run(options: argparse.Namespace, forms: Iterable[Form] = FORMS) -> int:
    """Run one verb and print its answer; the exit status."""
    options.forms = tuple(forms)
    try:
        answer = VERBS[options.verb][0](options)
    except Refused as refused:
        return _say({"refused": refused.problems}, 2, options.json)
    except Environment as trouble:
        return _say({"environment": str(trouble)}, 3, options.json)
    except Exception as fault:
        hidden = environment(fault)
        if hidden is not None:
            return _say({"environment": str(hidden)}, 3, options.json)
        faults.write(options.data, fault)
        return _say({"bug": "see log"}, 1, options.json)
    status = 3 if options.verb == "check" and any(v != "ok" for v in answer.values()) else 0
    if options.json:
        _put(json.dumps(answer, ensure_ascii=False), sys.stdout)
    else:
        _put(cli_words.words(options.verb, answer, options.forms), sys.stdout)
    return status


def _say(answer: Mapping[str, Any], status: int, as_json: bool) -> int:
    _put(cli_words.trouble(answer), sys.stderr)
    if as_json:
        _put(json.dumps(answer, ensure_ascii=False), sys.stdout)
    return status


def _put(words: str, stream: TextIO) -> None:
    """A line on the stream; quietly nothing when its reader is gone (a pipe into head)."""
    try:
        print(words, file=stream, flush=True)
    except BrokenPipeError:
        # Python flushes the streams once more at its end: let that go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def standing_answer(record: Any) -> dict[str, Any]:
    """A record's standing as the contract writes it."""
    seen = record.seen
    answer: dict[str, Any] = {"state": seen.state, "next": list(seen.open)}
    if seen.due:
        answer["due"] = seen.due.at.strftime("%Y-%m-%dT%H:%M")
    if seen.valid_until:
        answer["valid_until"] = seen.valid_until.strftime("%Y-%m-%dT%H:%M")
    if seen.holder:
        answer["holder"] = seen.holder
    return answer


def _init(options: argparse.Namespace) -> dict[str, Any]:
    from db import demo, demo_days, lock, setup

    clock = clock_of(options, options.demo_office)
    given = os.environ.get(PASSWORD)
    password = given or setup.generated_password()
    with lock.hold(options.data):
        if options.demo_office:
            name = options.office or demo.NAME
            made = demo.create(
                options.data, password, name=name, clock=clock, forms=options.forms
            )
            if not options.empty:
                demo_days.fill(made.session)
        else:
            name = options.office or "物业服务中心"
            made = setup.create(options.data, name, password, clock=clock, forms=options.forms)
    made.session.close()
    first: dict[str, Any] = {"staff": made.session.member.no}
    if not given:
        first["password"] = password
    answer = {"administrator": first, "recovery": made.recovery}
    return answer | ({"staff": demo.roster()} if options.demo_office else {})


def _forms(options: argparse.Namespace) -> list[dict[str, Any]]:
    from views import cli_forms

    return [cli_forms.described(form) for form in options.forms]


def _example(session: Any, options: argparse.Namespace) -> dict[str, Any]:
    from db.example import example
    from views import cli_pictures

    code = options.code.upper()
    values = example(session, code)
    return cli_pictures.as_files(session, session.form(code).fields, values, options.data)


def _issue(session: Any, options: argparse.Namespace) -> dict[str, Any]:
    from db import records
    from views import cli_pictures

    code = options.code.upper()
    typed, fields = json_of(options.file), session.form(code).fields
    with cli_pictures.accepted(session, fields, typed, options.file) as values:
        made = records.issue(session, code, values)
    record = made.record
    answer = {"number": record.number, "code": record.code, "standing": standing_answer(record)}
    return answer | ({"warnings": dict(made.warnings)} if made.warnings else {})


def _act(session: Any, options: argparse.Namespace) -> dict[str, Any]:
    from db import records
    from views import cli_pictures

    second = second_of(session, options)
    record, name, typed = records.load(session, options.number), options.name, options.values
    assert record is not None
    fields = next((act.fields for act in record.form.acts if act.name == name), ())
    with cli_pictures.accepted(session, fields, json_of(typed), typed) as values:
        made = records.act(
            session, record.number, name, values, signer=options.paper, second=second
        )
    standing = standing_answer(made.record)
    answer = {"number": made.record.number, "standing": standing, "prints": list(made.prints)}
    answer |= {"made": list(made.made)} if made.made else {}
    return answer | ({"warnings": dict(made.warnings)} if made.warnings else {})


def _show(session: Any, options: argparse.Namespace) -> dict[str, Any]:
    from views import cli_forms

    return cli_forms.shown_record(session, options.number)


def _print(session: Any, options: argparse.Namespace) -> dict[str, Any]:
    from views import cli_print

    return cli_print.printed(session, options)


def _gate(options: argparse.Namespace) -> dict[str, Any]:
    if options.pack is not None:
        from views import cli_gates

        return cli_gates.asked(options, password_of(), _gate_clock(options))
    if options.release is not None:
        raise Refused({"release": "--release 要和 --pack 一起用；有数据的电脑上放行用 act"})
    answer: dict[str, Any] = with_session(_asked)(options)
    return answer


def _gate_clock(options: argparse.Namespace) -> Clock:
    """The clock of a gate's own computer: one of a throw-away estate may be told the time."""
    from db.gates.joining import FOLDER
    from db.keys import Keys

    folder = options.data / FOLDER
    return SystemClock() if options.now is None else clock_of(options, Keys.load(folder).demo)


def _asked(session: Any, options: argparse.Namespace) -> dict[str, Any]:
    from db.gate import examine

    found = examine(session, options.code)
    return {
        "verdict": found.verdict,
        "reason": found.reason,
        "number": found.number,
        "lines": [dict(line) for line in found.lines],
        "ink": list(found.ink),
    }


def _gates(session: Any, options: argparse.Namespace) -> Any:
    from views import cli_gates

    does = {
        "gates": cli_gates.gates, "pack": cli_gates.packed, "merge": cli_gates.merged,
        "conflicts": cli_gates.listed,
    }  # fmt: skip
    return does[options.verb](session, options)


def _join(options: argparse.Namespace) -> dict[str, Any]:
    from views import cli_gates

    return cli_gates.joined(options, password_of())


def _returns(options: argparse.Namespace) -> dict[str, Any]:
    from views import cli_gates

    return cli_gates.given_back(options, password_of(), _gate_clock(options))


def _find(session: Any, options: argparse.Namespace) -> list[dict[str, str]]:
    from db.find import find

    hits = find(session, options.text, options.limit)
    return [
        {"kind": hit.kind, "id": hit.id, "title": hit.title, "line": hit.line} for hit in hits
    ]


def _file(session: Any, options: argparse.Namespace) -> Any:
    from views import cli_file

    stamped = None
    if options.full:
        from db import exporting

        if options.out is None:
            raise Refused({"out": "完整的号码只能导出到文件，请写 --out"})
        stamped = exporting.in_full(session, options.why or "", second_of(session, options))
    return cli_file.told(session, options.text, options.limit, options.out, stamped)


def _register(session: Any, options: argparse.Namespace) -> Any:
    from views import cli_forms

    where = conditions(options.where or ())
    first, last = day(options.first, "from"), day(options.last, "to")
    second, stamped = second_of(session, options), None
    if options.full:
        from db import exporting

        if options.out is None:
            raise Refused({"out": "完整的号码只能导出到文件，请写 --out"})
        stamped = exporting.in_full(session, options.why or "", second)
    code = options.code.upper()
    return cli_forms.register(session, code, first, last, where, options.out, stamped, second)


def _due(session: Any, options: argparse.Namespace) -> list[dict[str, Any]]:
    from db.workbench import items

    return [
        {
            "due": item.due.strftime("%Y-%m-%dT%H:%M") if item.due else None,
            "state": item.state,
            "number": item.number,
            "form": item.code,
            "what": item.what,
            "verb": item.verb,
        }
        for item in items(session)
    ]


def _statistics(session: Any, options: argparse.Namespace) -> Any:
    from views import cli_statistics

    first, last = day(options.first, "from"), day(options.last, "to")
    return cli_statistics.told(session, options.name, first, last, options.out)


def _daybook(session: Any, options: argparse.Namespace) -> Any:
    from views import cli_daybook

    return cli_daybook.told(session, day(options.day, "day"), options.out)


def _send(session: Any, options: argparse.Namespace) -> Any:
    from views import cli_send

    second = second_of(session, options)
    return cli_send.told(session, options.code.upper(), options.out, second)


def _slots(session: Any, options: argparse.Namespace) -> Any:
    from views import cli_slots

    return cli_slots.listed(session, day(options.day, "day"))


def _prints(session: Any, options: argparse.Namespace) -> Any:
    from views import cli_prints

    first, last = day(options.first, "from"), day(options.last, "to")
    return cli_prints.listed(
        session, first, last, options.number or "", options.who or "",
        (options.code or "").upper(), options.outcome or "", options.limit, options.out,
    )  # fmt: skip


def _prices(session: Any, options: argparse.Namespace) -> Any:
    from views import cli_prices

    return cli_prices.listed(session, day(options.day, "day"), options.out)


def _templates(session: Any, options: argparse.Namespace) -> Any:
    from views import template_files

    return template_files.asked(session, options)


def _import(session: Any, options: argparse.Namespace) -> dict[str, Any]:
    from db import imports
    from db.imports.headings import mapping

    source = imports.look(session, options.file, mapping(options.map or ""), options.what)
    told: dict[str, Any] = {}
    if options.what == "arrears":
        as_of = day(options.as_of, "as_of")
        done = imports.arrears(
            session, source, options.rejects, day=as_of, missing_paid=options.missing_paid
        )
        told = {"as_of": done.as_of, "cleared": done.cleared}
    else:
        take = {"units": imports.units, "vehicles": imports.vehicles}[options.what]
        done = take(session, source, options.rejects)
    return {
        "accepted": done.accepted,
        "unchanged": done.unchanged,
        "conflicts": done.conflicts,
        "rejected": done.rejected,
        "rejects": str(done.rejects) if done.rejects else None,
        **told,
    }


Verb = tuple[Callable[[argparse.Namespace], Any], str, Callable[[argparse.ArgumentParser], None]]

VERBS: dict[str, Verb] = {
    "init": (_init, "建立新的数据", cli_arguments.for_init),
    "forms": (_forms, "有哪些表单", cli_arguments.nothing),
    "example": (with_session(_example), "一份能开出来的示例内容", cli_arguments.for_code),
    "import": (with_session(_import), "导入房产、住户、车辆、欠费", cli_arguments.for_import),
    "issue": (with_session(_issue), "开单", cli_arguments.for_issue),
    "act": (with_session(_act), "办一项手续", cli_arguments.for_act),
    "show": (with_session(_show), "看一张单", cli_arguments.for_number),
    "print": (with_session(_print), "打印", cli_arguments.for_print),
    "prints": (with_session(_prints), "打印记录", cli_arguments.for_prints),
    "gate": (_gate, "门岗核验，只问不放；凭门岗包也可放行", cli_arguments.for_gate),
    "gates": (with_session(_gates), "门岗的第二台电脑：登记、停用、列出", cli_arguments.for_gates),
    "pack": (with_session(_gates), "给一台门岗电脑做门岗包", cli_arguments.for_pack),
    "join": (_join, "在门岗的第二台电脑上：用门岗码登记一位门岗", cli_arguments.for_join),
    "returns": (_returns, "在门岗的第二台电脑上：把放行记录存到U盘", cli_arguments.for_returns),
    "merge": (with_session(_gates), "把门岗带回的放行记录并进来", cli_arguments.for_merge),
    "conflicts": (with_session(_gates), "门岗带回的、对不上的", cli_arguments.for_conflicts),
    "find": (with_session(_find), "按房号、姓名、拼音、电话、车牌、单号、物品查找", cli_arguments.for_find),
    "file": (with_session(_file), "一户、一辆车的档案", cli_arguments.for_file),
    "register": (with_session(_register), "登记本", cli_arguments.for_register),
    "due": (with_session(_due), "待办", cli_arguments.nothing),
    "statistics": (with_session(_statistics), "统计报表", cli_arguments.for_statistics),
    "daybook": (with_session(_daybook), "收费日报", cli_arguments.for_daybook),
    "slots": (with_session(_slots), "一天里约好的时段", cli_arguments.for_slots),
    "prices": (with_session(_prices), "有偿服务价格明细表", cli_arguments.for_prices),
    "templates": (
        with_session(_templates), "套打模板：列出、导出、导入、撤下", cli_arguments.for_templates,
    ),
    "send": (with_session(_send), "等着报送的；写了 --out 就生成邮件和表格", cli_arguments.for_send),
    "own-copy": (with_session(cli_keeping.own_copy), "给本人一份他的个人信息", cli_arguments.for_own_copy),
    "destroy": (
        with_session(cli_keeping.destroy), "销毁到期的个人信息：一人提出，一人批准", cli_arguments.for_destroy,
    ),
    "check": (cli_keeping.check, "检查数据", cli_arguments.for_check),
    "confirm": (
        with_session(cli_keeping.confirm), "开单停了以后，确认电脑的时间、或确认用这份数据", cli_arguments.for_confirm,
    ),
    "backup": (with_session(cli_keeping.backup), "备份", cli_arguments.for_backup),
    "restore": (cli_keeping.restore, "用备份恢复；不写 --staff 时密码是恢复码", cli_arguments.for_restore),
    "rights": (with_session(cli_keeping.rights), "谁能办什么，改要第二人", cli_arguments.for_rights),
    "password": (cli_keeping.password, f"改自己的密码，新密码在环境变量 {NEW_PASSWORD}", cli_arguments.nothing),
    "rekey": (cli_keeping.rekey, "换数据钥匙（有人离职以后），会给出新的恢复码", cli_arguments.for_second),
    "drill": (with_session(cli_keeping.drill), f"演练恢复码，码在环境变量 {RECOVERY}", cli_arguments.nothing),
    "rehearse": (
        with_session(cli_keeping.rehearse), "演练恢复：在别处打开最近的备份，全部检查一遍", cli_arguments.nothing,
    ),
}
