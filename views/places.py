"""The pages one can go to, and who may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from db import consignment, prints, receipts, rights
from db.secrecy import issuable
from db.session import Session
from db.work_extras import BATCH_PLACE
from views.page import Page
from views.rail import Stop


CASHIER = "cashier"
"""Where receipts are made: their entry page leads there."""
SHIFT = "shift"
"""Where one shift hands over to the next: that form's entry page leads there."""


@dataclass(frozen=True)
class Place:
    """A page one can go to: its stop in the rail, the group it stands in, who may, how made.

    listed: whether it stands in the rail, or is reached from another page · right: what its key
    asks for, so that who has not got it reads who has; "" where the key means something else then.
    """

    stop: Stop
    group: int
    open_to: Callable[[Session], bool]
    make: Callable[[Session], Page]
    listed: Callable[[Session], bool] = lambda session: True
    right: Callable[[Session], str] = lambda session: ""


def _work(session: Session) -> Page:
    from views.work import WorkPage

    return WorkPage(session)


def _issue(session: Session) -> Page:
    from views.issue import IssuePage

    return IssuePage(session)


def _register(session: Session) -> Page:
    from views.register import RegisterPage

    return RegisterPage(session)


def _gate(session: Session) -> Page:
    from views.gate import GatePage

    return GatePage(session)


def _gates(session: Session) -> Page:
    from views.gates import GatesPage

    return GatesPage(session)


def _estate(session: Session) -> Page:
    from views.estate import EstatePage

    return EstatePage(session)


def _estate_import(session: Session) -> Page:
    from views.estate_import import EstateImportPage

    return EstateImportPage(session)


def _staff(session: Session) -> Page:
    from views.staff import StaffPage

    return StaffPage(session)


def _settings(session: Session) -> Page:
    from views.settings import SettingsPage

    return SettingsPage(session)


def _cashier(session: Session) -> Page:
    from views.cashier import CashierPage

    return CashierPage(session)


def _consignment(session: Session) -> Page:
    from views.consignment import ConsignmentPage

    return ConsignmentPage(session)


def _templates(session: Session) -> Page:
    from views.templates import TemplatesPage

    return TemplatesPage(session)


def _printers(session: Session) -> Page:
    from views.printers import PrintersPage

    return PrintersPage(session)


def _print_batch(session: Session) -> Page:
    from views.print_batch import PrintBatchPage

    return PrintBatchPage(session)


def _print_log(session: Session) -> Page:
    from views.print_log import PrintLogPage

    return PrintLogPage(session)


def _prints(session: Session) -> bool:
    """Whether the member may print any paper."""
    return any(prints.may_print_any(session, form) for form in session.forms.values())


def _prices(session: Session) -> Page:
    from views.prices import PricesPage

    return PricesPage(session)


def _duties(session: Session) -> Page:
    from views.duties import DutiesPage

    return DutiesPage(session)


def _rights(session: Session) -> Page:
    from views.rights import RightsPage

    return RightsPage(session)


def _destruction(session: Session) -> Page:
    from views.destruction import DestructionPage

    return DestructionPage(session)


def _dossiers(code: str, session: Session) -> Page:
    from views.dossiers import DossiersPage

    return DossiersPage(session, code)


def places(session: Session) -> dict[str, Place]:
    """All places by key that the member may go to: after the registers the lists of those forms
    that have a dossier."""
    found = []
    for place in PLACES:
        found.append(place)
        if place.stop.key == "register":
            found += _lists(session)
    return {place.stop.key: place for place in found if place.open_to(session)}


def _lists(session: Session) -> list[Place]:
    """A place for each form with a dossier, the first with a key of its own."""
    keys = iter(("Shift+F3",))
    return [
        Place(
            Stop(f"dossiers_{form.code}", form.dossier.title, form.dossier.icon, next(keys, "")),
            0, lambda one: one.may("see:records") and one.may("see:unit"),
            partial(_dossiers, form.code),
        )
        for form in session.forms.values() if form.dossier is not None
    ]  # fmt: skip


def _daybook(session: Session) -> Page:
    from views.daybook import DaybookPage

    return DaybookPage(session)


def _statistics(session: Session) -> Page:
    from views.statistics import StatisticsPage

    return StatisticsPage(session)


def _journal(session: Session) -> Page:
    from views.journal import JournalPage

    return JournalPage(session)


def _shift(session: Session) -> Page:
    from views.shift import ShiftPage

    return ShiftPage(session)


def _hands_over(session: Session) -> bool:
    """Whether the member may hand over."""
    forms = (code for code, form in session.forms.items() if form.hands_over)
    return any(session.may(f"issue:{code}") for code in forms)


def _receipt_right(session: Session) -> str:
    """What a receipt is made by; "" where there are none."""
    form = receipts.form_of(session)
    return f"issue:{form.code}" if form is not None else ""


def elsewhere(session: Session) -> dict[str, str]:
    """By key of a place the member may not go to: whose work it is, in words."""
    found = {}
    for place in PLACES:
        right = "" if place.open_to(session) else place.right(session)
        roles = rights.holders(session.store, right) if right else ()
        if roles:
            found[place.stop.shortcut] = f"{place.stop.title}由{'、'.join(roles)}办理"
    return found


def first_place(session: Session) -> str:
    """Where the member starts: who lets out at the gate what others issue, who keeps the staff, the
    rest."""
    let_out = (
        form.code for form in session.forms.values()
        if form.release and session.may(f"act:{form.code}:{form.release.name}")
    )
    if session.may("gate") and any(not session.may(f"issue:{code}") for code in let_out):
        return "gate"
    if session.may("staff") and not session.may("see:unit"):
        return "staff"
    return "work"


PLACES = (
    Place(Stop("work", "工作台", "work", "Ctrl+1"), 0, lambda session: True, _work),
    Place(Stop("issue", "开单", "issue", "F2"), 0, lambda s: bool(issuable(s)), _issue),
    Place(Stop("register", "登记本", "register", "F3"), 0, lambda s: s.may("see:unit"), _register),
    Place(
        Stop("duties", "职责日历", "calendar-check-outline", "Ctrl+F3"), 0,
        lambda s: s.may("see:records") and any(form.duties for form in s.forms.values()), _duties,
    ),
    Place(Stop("gate", "门岗核验", "gate", "F4"), 1, lambda s: s.may("gate"), _gate),
    Place(
        Stop("gates", "门岗电脑", "gate", "Shift+F4"), 1,
        lambda s: s.may("gatepack") or s.may("settings"), _gates,
        listed=lambda s: not s.may("gate"),
    ),
    Place(
        Stop(CASHIER, "收费押金", "money", "Ctrl+F9"), 1,
        lambda s: receipts.settling(s) is not None, _cashier, right=_receipt_right,
    ),
    Place(
        Stop("daybook", "日报", "report", "Ctrl+F8"), 1,
        lambda s: s.may("daybook") and any(form.closes for form in s.forms.values()), _daybook,
        right=lambda s: "daybook" if any(form.closes for form in s.forms.values()) else "",
    ),
    Place(
        Stop("consignment", "报送", "export", "Ctrl+F6"), 1,
        lambda s: s.may("see:records") and bool(consignment.forms_of(s)), _consignment,
    ),
    Place(Stop(BATCH_PLACE, "成批打印", "printer-check", "Shift+F9"), 1, _prints, _print_batch),
    Place(
        Stop("print_log", "打印记录", "text-box-check-outline", "Shift+F6"), 1,
        lambda s: s.may(prints.SEE_LOG), _print_log, right=lambda s: prints.SEE_LOG,
    ),
    Place(Stop(SHIFT, "交接班", "shift", "Ctrl+F2"), 1, _hands_over, _shift),
    Place(
        Stop("statistics", "统计报表", "statistics", "Shift+F8"), 1,
        lambda s: s.may("see:statistics"), _statistics, right=lambda s: "see:statistics",
    ),
    Place(Stop("estate", "房产", "unit", "F6"), 2, lambda s: s.may("see:unit"), _estate),
    Place(
        Stop("import", "导入", "import", "F6"), 2, lambda s: s.may("import"), _estate_import,
        listed=lambda s: not s.may("see:unit"),
    ),
    Place(
        Stop("prices", "价目表", "tag-text-outline", "F11"), 2,
        lambda s: s.may("prices") or s.may("see:unit"), _prices,
    ),
    Place(
        Stop("templates", "套打模板", "form-textbox", "Ctrl+F12"), 2,
        lambda s: s.may("settings"), _templates, right=lambda s: "settings",
    ),
    Place(
        Stop("printers", "打印机", "print", "Ctrl+F10"), 2, lambda session: True, _printers,
        listed=lambda session: _prints(session) or session.may("settings"),
    ),
    Place(Stop("staff", "员工", "account-group-outline", "F5"), 2, lambda s: s.may("staff"), _staff),
    Place(
        Stop("rights", "权限", "key", "Shift+F5"), 2,
        lambda s: s.may("staff") or s.may("settings"), _rights,
    ),
    Place(
        Stop("journal", "日志", "history", "Shift+F11"), 2, lambda s: s.may("see:journal"),
        _journal, right=lambda s: "see:journal",
    ),
    Place(
        Stop("destruction", "销毁", "file-remove-outline", "Ctrl+F5"), 2,
        lambda s: s.may("destroy") or s.may("destroy:approve"), _destruction,
        right=lambda s: "destroy",
    ),
    Place(
        Stop("settings", "设置", "settings", "Ctrl+F11"), 2, lambda s: s.may("settings"), _settings,
        right=lambda s: "settings",
    ),
)
