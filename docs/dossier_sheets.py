"""Pictures of renovations in hand for the contact sheets: their lists, and the whole of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

import make_pictures as pictures
from db import records
from db.example import example
from db.session import Session
from views.shell import Shell

Shot = Callable[[str, QWidget | None], None]
LONGEST = "阿卜杜拉·买买提江·艾力·司马光明"


def dossiers(shell: Shell, session: Session, shot: Shot) -> None:
    """Those in hand, a tab with all chosen, none that passes, the whole of one, acts on many."""
    site, passes = _site(session)
    page: Any = shell.go("dossiers_ZX")
    pictures.wait(lambda: page.lines)
    shot("装修：在办", None)
    page.turn_to(1)
    page.current().choose_all()
    shot("装修：待收的出入证，全选", None)
    page.text.setText("没有这样的人")
    shot("装修：没有符合筛选的", None)
    page.text.setText("")
    shell.show_record(site)
    page = shell.page("dossier")
    pictures.wait(lambda: page.whole)
    shot("装修全貌：三十人", None)
    table = page.side.cards[0].table
    table.choose(passes[:6])
    table.setFocus()
    shot("装修全貌：已选六张", None)
    page.side.bar.begin("退证")
    shot("装修全貌：一起退证", None)
    records.act(session, passes[2], "退证")
    page.side.bar.panel.commit()
    pictures.wait(lambda: page.side.bar.panel.leave_out.isVisible())
    shot("装修全貌：有一张办不了", None)
    page.side.put_away()
    page.acts.begin("违规")
    shot("装修全貌：记违规", None)
    page.acts.put_away()
    shell.issue("ZX", {"unit": "6-1804"})
    page = shell.page("issue")
    pictures.settle()  # whatever moves the boxes puts the offers away
    box = next(
        one for one in shell.findChildren(QLineEdit)
        if one.isVisible() and "contractor" in (one.objectName(), one.parentWidget().objectName())
    )  # fmt: skip
    box.setFocus()
    QTest.keyClicks(box, "mj")
    pictures.wait(lambda: page.form.offering.open)
    shot("装修登记：照上次的施工单位", None)
    page.form.offering.close()


def _site(session: Session) -> tuple[str, list[str]]:
    """A renovation with thirty workers, some with passes, a violation and a hot-work permit."""
    names = [LONGEST, *(f"工人{one}" for one in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申")]
    names += [f"学徒{one}" for one in "甲乙丙丁戊己庚辛壬癸"]
    crew = [
        {"name": name, "trade": ("水电工", "木工", "泥瓦工")[at % 3],
         "document": {"kind": "护照", "number": f"E876543{at:02d}"}}
        for at, name in enumerate(names)
    ]
    cashier = pictures.as_member(session, "1010")
    typed = example(session, "ZX") | {"workers": crew, "contractor": "美居装饰工程有限公司"}
    site = records.issue(session, "ZX", typed).record
    for no, name in (("1007", "工程主管审核"), ("1001", "主任批准"), ("1010", "缴押金")):
        records.act(pictures.as_member(session, no), site.number, name)
    records.act(session, site.number, "发许可证")
    passes = []
    for line in crew[:12]:
        typed = example(session, "CR") | {
            "unit": site.values["unit"], "basis": site.number, "holder": line["name"],
            "holder_id": line["document"], "trade": line["trade"],
        }  # fmt: skip
        made = records.issue(session, "CR", typed).record.number
        passes.append(made)
        if len(passes) < 9:
            records.act(cashier, made, "缴费")
            records.act(session, made, "制证", {"receipt_done": True})
            records.act(session, made, "交证")
            records.act(cashier, made, "财务盖章")
    more = {"unit": site.values["unit"], "basis": site.number, "applicant": "装修负责人"}
    records.issue(session, "DH", example(session, "DH") | more)
    records.act(session, site.number, "违规", {"what": "超时施工", "mend_by": "2026-11-21"})
    return site.number, passes
