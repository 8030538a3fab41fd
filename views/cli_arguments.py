"""What each verb of the command line may be followed by, and how that is read."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from db.errors import Refused

PASSWORD, PASSWORD_2 = "QIANTAI_PASSWORD", "QIANTAI_PASSWORD_2"
NEW_PASSWORD = "QIANTAI_NEW_PASSWORD"
RECOVERY = "QIANTAI_RECOVERY"
GATE_CODE = "QIANTAI_GATE_CODE"


def nothing(verb: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def for_init(verb: argparse.ArgumentParser) -> None:
    """Demo or real, and the office's name."""
    verb.add_argument("--demo", dest="demo_office", action="store_true", help="虚构的演示小区，有一个月的单")
    verb.add_argument("--empty", action="store_true", help="演示小区里不放单")
    verb.add_argument("--office", metavar="NAME", help="单位名称")


def for_code(verb: argparse.ArgumentParser) -> None:
    """A form's code."""
    verb.add_argument("code", metavar="CODE", help="表单代码，如 FX")


def for_import(verb: argparse.ArgumentParser) -> None:
    """What is in the workbook, what its headings mean, where bad rows go."""
    verb.add_argument(
        "what", choices=("units", "vehicles", "arrears"),
        help="units：房产和住户；vehicles：车辆；arrears：欠费",
    )  # fmt: skip
    verb.add_argument("file", type=Path, metavar="FILE", help=".xlsx 或 .xls")
    verb.add_argument("--map", metavar="heading=field,…", help="认不出的表头，如 户号=房号,户名=姓名")
    verb.add_argument("--rejects", type=Path, metavar="FILE", help="没有导入的行写在这里，.xlsx")
    verb.add_argument("--as-of", metavar="D", help="欠费截至哪天；不写就看表题，表题没有就是今天")
    verb.add_argument("--missing-paid", action="store_true", help="表里没有的房号都不欠费了")


def for_issue(verb: argparse.ArgumentParser) -> None:
    """A form's code and its values."""
    for_code(verb)
    verb.add_argument("file", metavar="FILE.json", help="内容，- 表示标准输入")


def for_number(verb: argparse.ArgumentParser) -> None:
    """A record's number."""
    verb.add_argument("number", metavar="NUMBER", help="编号，如 FX-2026-000418")


def for_act(verb: argparse.ArgumentParser) -> None:
    """A record's number, the act, its values and who signs."""
    for_number(verb)
    verb.add_argument("name", metavar="NAME", help="手续名称，如 放行")
    verb.add_argument("--values", metavar="FILE.json", help="手续的内容，- 表示标准输入")
    verb.add_argument("--paper", metavar="SIGNER", help="代记纸上签字：签字人姓名")
    for_second(verb)


def for_print(verb: argparse.ArgumentParser) -> None:
    """Numbers of records and where their pages go."""
    verb.add_argument(
        "number", metavar="NUMBER", nargs="+",
        help="编号；卡片、标签可以写几个，打在同一张 A4 上",
    )  # fmt: skip
    going = verb.add_mutually_exclusive_group()
    going.add_argument("--out", type=Path, metavar="FILE.pdf", help="存为 PDF")
    going.add_argument("--queue", metavar="NAME", help="打印机")
    verb.add_argument(
        "--way", metavar="NAME", help="这台电脑的哪种打印方式（“打印机”页里的名称），不写照那里定的"
    )
    verb.add_argument("--paper", metavar="NAME", help="哪一种纸，不写是第一种")
    verb.add_argument(
        "--mode",
        choices=("laser", "half", "pair", "impact", "overprint", "card", "sheet", "roll", "label"),
        help="怎么打：laser 一般的打印机，卡片打在 A4 上裁；half 两联一页；pair 两张连页（A3）；impact 针式打印机；"
        "card 卡片打印机；sheet 卡片一页多张；roll 卷纸（小票）；label 标签打印机",
    )  # fmt: skip
    verb.add_argument(
        "--stock", metavar="241-3-1/2", help="针式打印机的连续纸，照纸箱上写的；不写照常用的"
    )
    verb.add_argument(
        "--start", type=int, default=1, metavar="N", help="卡片、标签从 A4 上第几个位置打起"
    )
    verb.add_argument("--copy", type=int, metavar="N", help="只打第 N 联")
    verb.add_argument("--again", metavar="WHY", help="补打原因")


def for_templates(verb: argparse.ArgumentParser) -> None:
    """Which paper's template goes out, which file comes in."""
    doing = verb.add_mutually_exclusive_group()
    doing.add_argument("--export", metavar="CODE", help="导出这种单的模板，到 --out")
    doing.add_argument("--import", dest="file", type=Path, metavar="FILE.json", help="导入")
    doing.add_argument("--end", metavar="CODE", help="撤下：这种单不再套打")
    verb.add_argument("--paper", metavar="NAME", help="哪一种纸，不写是第一种")
    verb.add_argument("--name", metavar="NAME", help="哪个模板，不写是这种纸的第一个")
    verb.add_argument("--beside", action="store_true", help="导入成这种纸的又一个，不换掉现在的")
    verb.add_argument("--out", type=Path, metavar="FILE.json", help="导出到哪里")


def for_prints(verb: argparse.ArgumentParser) -> None:
    """Which prints, how many of them, and a file."""
    verb.add_argument("--from", dest="first", metavar="D", help="起，如 2026-11-01")
    verb.add_argument("--to", dest="last", metavar="D", help="止")
    verb.add_argument("--number", metavar="NUMBER", help="哪张单")
    verb.add_argument("--who", metavar="NO", help="谁打的：工号或姓名")
    verb.add_argument("--code", metavar="CODE", help="哪种单，如 FX")
    verb.add_argument("--outcome", metavar="WORD", help="已出纸、已送打印机、已存文件、未出纸、补打")
    verb.add_argument("--limit", type=int, default=200, help="最近的几次，不写是 200")
    verb.add_argument("--out", type=Path, metavar="FILE.xlsx", help="存成表格")


def for_gate(verb: argparse.ArgumentParser) -> None:
    """What was scanned or typed; at a gate's own computer its pack, and letting it out."""
    verb.add_argument("code", metavar="CODE", help="扫到的码或单号")
    verb.add_argument("--pack", type=Path, metavar="FILE", help="在门岗的第二台电脑上：门岗包")
    verb.add_argument(
        "--release", metavar="FILE.json", help="凭门岗包放行，内容如 {\"counts\": […]}，- 表示标准输入"
    )


def for_gates(verb: argparse.ArgumentParser) -> None:
    """A gate's computer that is new, or given up."""
    doing = verb.add_mutually_exclusive_group()
    doing.add_argument("--add", metavar="NAME", help="登记一台，门岗码只出现这一次")
    doing.add_argument("--end", metavar="NAME", help="停用一台")


def for_pack(verb: argparse.ArgumentParser) -> None:
    """For which gate, and where to."""
    verb.add_argument("gate", metavar="NAME", help="哪一台门岗电脑")
    verb.add_argument("--out", type=Path, metavar="DIR", required=True, help="U盘上的文件夹")


def for_join(verb: argparse.ArgumentParser) -> None:
    """By which pack."""
    verb.add_argument("pack", type=Path, metavar="FILE", help="门岗包")


def for_returns(verb: argparse.ArgumentParser) -> None:
    """Where to."""
    verb.add_argument("--out", type=Path, metavar="DIR", required=True, help="U盘上的文件夹")


def for_merge(verb: argparse.ArgumentParser) -> None:
    """What came back."""
    verb.add_argument("file", type=Path, metavar="FILE", help="门岗带回的放行记录")


def for_conflicts(verb: argparse.ArgumentParser) -> None:
    """One that was dealt with."""
    verb.add_argument("--settle", type=int, metavar="N", help="哪一条处理好了")
    verb.add_argument("--words", metavar="TEXT", help="查到什么、怎样处理")


def for_find(verb: argparse.ArgumentParser) -> None:
    """What to look for."""
    verb.add_argument("text", metavar="TEXT", help="单号或房号")
    verb.add_argument("--limit", type=int, default=50)


def for_file(verb: argparse.ArgumentParser) -> None:
    """Whose, how much of it, and a file."""
    verb.add_argument("text", metavar="UNIT|PLATE", help="房号或车牌")
    verb.add_argument("--limit", type=int, default=50, help="最近的几张单，不写是 50")
    verb.add_argument("--full", action="store_true", help="纸上印完整的电话、证件号码，要有人批准")
    verb.add_argument("--why", metavar="WHY", help="为什么要带完整的号码")
    verb.add_argument("--out", type=Path, metavar="FILE.pdf", help="存成一页档案")
    for_second(verb)


def for_register(verb: argparse.ArgumentParser) -> None:
    """A form's code, period, conditions and a file."""
    for_code(verb)
    verb.add_argument("--from", dest="first", metavar="D", help="起，如 2026-11-01")
    verb.add_argument("--to", dest="last", metavar="D", help="止")
    verb.add_argument("--where", nargs="+", action="extend", metavar="key=value")
    verb.add_argument("--out", type=Path, metavar="FILE", help=".xlsx 或 .pdf")
    verb.add_argument("--full", action="store_true", help="带完整的电话、证件号码，要有人批准")
    verb.add_argument("--why", metavar="WHY", help="为什么要带完整的号码")
    for_second(verb)


def for_rights(verb: argparse.ArgumentParser) -> None:
    """Which action, who is asked about, to which roles it goes."""
    verb.add_argument("action", nargs="?", metavar="ACTION", help="哪一项，如 act:FX:放行；不写是全部")
    verb.add_argument("--who", metavar="NO", help="这个工号为什么能、为什么不能")
    verb.add_argument("--to", nargs="+", action="extend", metavar="ROLE", help="只给这些岗位")
    verb.add_argument("--out", type=Path, metavar="FILE", help=".xlsx 或 .pdf")
    for_second(verb)


def for_second(verb: argparse.ArgumentParser) -> None:
    """Who approves what takes two."""
    verb.add_argument("--second", metavar="NO", help=f"复核人工号；密码在 {PASSWORD_2}")


def for_daybook(verb: argparse.ArgumentParser) -> None:
    """Of which day, and a file."""
    verb.add_argument("--day", metavar="D", help="哪一天，不写是现在的营业日")
    verb.add_argument("--out", type=Path, metavar="FILE.pdf", help="存成收费日报")


def for_send(verb: argparse.ArgumentParser) -> None:
    """A form's code, and a folder."""
    for_code(verb)
    verb.add_argument("--out", type=Path, metavar="DIR", help="邮件和表格放进这个文件夹")
    for_second(verb)


def for_statistics(verb: argparse.ArgumentParser) -> None:
    """Which report, of which period, and a file."""
    verb.add_argument("name", nargs="?", metavar="NAME", help="哪一种，不写就列出有哪些")
    verb.add_argument("--from", dest="first", metavar="D", help="起，不写是本月 1 日")
    verb.add_argument("--to", dest="last", metavar="D", help="止，不写是今天")
    verb.add_argument("--out", type=Path, metavar="FILE", help="存成 .xlsx 或 .pdf")


def for_slots(verb: argparse.ArgumentParser) -> None:
    """Of which day."""
    verb.add_argument("--day", metavar="D", help="哪一天，不写是今天")


def for_prices(verb: argparse.ArgumentParser) -> None:
    """Of which day, and a file."""
    verb.add_argument("--day", metavar="D", help="哪天的价目，不写是今天")
    verb.add_argument("--out", type=Path, metavar="FILE.pdf", help="存成柜台公示")


def for_destroy(verb: argparse.ArgumentParser) -> None:
    """What of an order, which records and people, and why."""
    verb.add_argument(
        "what", choices=("due", "propose", "approve", "drop", "show", "list"),
        help="due：到期该销毁的；propose：提出；approve：批准并销毁；drop：撤回；show：看一张；list：各张",
    )  # fmt: skip
    verb.add_argument("names", nargs="*", metavar="NUMBER", help="单号；批准、撤回、看的写销毁单号")
    verb.add_argument("--person", type=int, nargs="+", action="extend", metavar="ID",
                      help="住户登记的标识，find 里有")
    verb.add_argument("--why", metavar="WHY", help="理由")
    verb.add_argument("--second", metavar="NO", help=f"在这里批准的人；密码在 {PASSWORD_2}")
    verb.add_argument("--limit", type=int, default=200)
    verb.add_argument("--out", type=Path, metavar="FILE.pdf", help="存成销毁清单")


def for_own_copy(verb: argparse.ArgumentParser) -> None:
    """Whose, what was shown for proof, and a file."""
    verb.add_argument("person", type=int, metavar="ID", help="住户登记的标识，find 里有")
    verb.add_argument("--proof", required=True, metavar="NUMBER",
                      help="核对本人：看到的证件号码，没有登记证件的写电话；- 从标准输入读")
    verb.add_argument("--out", type=Path, required=True, metavar="FILE", help=".pdf 或 .json")


def for_check(verb: argparse.ArgumentParser) -> None:
    """How thorough; against which head of the journal."""
    verb.add_argument("--full", action="store_true", help="逐页检查")
    verb.add_argument("--head", help="交接班表上的日志码，16 位，前面可以写第几条")


def for_confirm(verb: argparse.ArgumentParser) -> None:
    """What somebody answers for."""
    verb.add_argument("what", choices=("clock", "data"), help="clock 电脑的时间，data 用这份旧数据")


def for_backup(verb: argparse.ArgumentParser) -> None:
    """Where to."""
    verb.add_argument("--to", type=Path, metavar="DIR", help="另存到这个文件夹")


def for_restore(verb: argparse.ArgumentParser) -> None:
    """From which file."""
    verb.add_argument("file", type=Path, metavar="FILE", help="备份文件")
    verb.add_argument(
        "--without-photos", action="store_true", help="照片、扫描件不在旁边也恢复，那些照片就没有了"
    )
    verb.add_argument(
        "--unread", action="store_true", help="现有的数据换过钥匙、读不出来也恢复，编号会重"
    )
    for_second(verb)


LARGEST_JSON = 16_000_000
"""Bytes of a file of values that is read at all: a slip with 500 lines of the longest has 1 MB."""


def json_of(file: str | None) -> dict[str, Any]:
    """The JSON object in a file, or on standard input for "-"; {} for no file.

    Refused for what is none, too large, or says one thing twice.
    """
    if file is None:
        return {}
    what = "标准输入" if file == "-" else file
    try:
        content = _bytes_of(file)
        if len(content) > LARGEST_JSON:
            raise Refused({"": f"{what} 太大（超过 {LARGEST_JSON // 1_000_000} MB），不会是一张单的内容"})
        values = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    except OSError:
        raise Refused({"": f"读不到文件“{file}”，请核对路径和权限"}) from None
    except (ValueError, RecursionError):
        raise Refused({"": f"{what} 不是有效的 JSON"}) from None
    if not isinstance(values, dict):
        raise Refused({"": "JSON 应是一个对象，如 {\"unit\": \"3-1202\"}"})
    return values


def _bytes_of(file: str) -> bytes:
    """At most one byte more than is allowed."""
    if file == "-":
        return sys.stdin.buffer.read(LARGEST_JSON + 1)
    with Path(file).open("rb") as opened:
        return opened.read(LARGEST_JSON + 1)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, each of whose keys stands there once: of two nobody knows which is meant."""
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refused({twice: "写了两次，请只留一个"})
    return values


def conditions(pairs: Iterable[str]) -> dict[str, str]:
    """key=value as written after --where."""
    found = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise Refused({"where": f"条件应写成 key=value，现为 {pair}"})
        found[key] = value
    return found


def day(text: str | None, name: str) -> date | None:
    """An ISO day of this century; `name` of the argument heads the refusal."""
    if text is None:
        return None
    try:
        read = date.fromisoformat(text)
    except ValueError:
        raise Refused({name: f"日期应写成 2026-11-21，现为 {text}"}) from None
    if not 2000 <= read.year <= 2099:
        raise Refused({name: f"日期应在 2000 年到 2099 年之间，现为 {text}"})
    return read


def moment(text: str) -> datetime:
    """An ISO date and time of this century, for --now."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise Refused({"now": f"时间应写成 2026-11-21T10:42，现为 {text}"}) from None
    if not 2000 <= read.year <= 2099:
        raise Refused({"now": f"时间应在 2000 年到 2099 年之间，现为 {text}"})
    return read
