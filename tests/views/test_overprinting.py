"""What joins the templates of the store with printing: onto pads, out to files, in from them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from tests.printing.pads import FILE, SPOTS, values

from db import attachments, demo, prints, records, templates
from db.clock import FixedClock
from db.errors import Refused
from db.records import Record
from db.samples import sample
from db.session import Session, member, open_session
from forms.fields import Kind
from forms.property.receipt import SJ
from printing.page import Text
from printing.profiles import Profile, Profiles
from printing.spool import Queue, Sizes
from tests.views.page_desk import NOW, at
from tests.views.window_desk import demo_folder
from views import looking, overprinting, print_run, printouts, template_files, ways

RECEIPT = {
    "payer": "欧阳虚构", "method": "现金",
    "others": [{"what": "复印 A4", "purse": "收费", "price": 50, "quantity": 6}],
}
MODE = "overprint"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """1003 of the front desk, who issues no receipts."""
    opened = open_session(
        demo_folder(tmp_path), "1003", demo.password_of("1003"), clock=at(NOW), forms=(SJ,),
        check=False,
    )  # fmt: skip
    yield opened
    opened.close()


@pytest.fixture
def keeper(session: Session) -> Session:
    """Who may change the office's settings."""
    return session.acting_as(member(session.store, "9001"))


@pytest.fixture
def till(session: Session) -> Session:
    """Who takes money."""
    return session.acting_as(member(session.store, "1010"))


def take(session: Session, folder: Path, **more: Any) -> templates.Kept:
    """The tests' pad from a file, with something else said."""
    file = folder / "模板.json"
    file.write_text(json.dumps({**FILE, **values(), **more}, ensure_ascii=False), "utf-8")
    return template_files.take(session, file)


def receipt(session: Session) -> Record:
    return records.issue(session, "SJ", RECEIPT).record


def words(made: printouts.Printout) -> list[tuple[str, float]]:
    """(words, x) on the first page."""
    page = made.going.pages[0]
    return [(one.typed, one.x) for one in made.going.items(page) if isinstance(one, Text)]


def but(spots: list[dict[str, Any]], key: str, **more: Any) -> list[dict[str, Any]]:
    """The spots with one of them changed."""
    return [{**one, **more} if one["key"] == key else one for one in spots]


def test_without_a_template_it_says_where_to_make_one(till: Session) -> None:
    with pytest.raises(Refused, match="还没有套打模板") as refused:
        printouts.prepare(till, receipt(till), mode=MODE)
    assert set(refused.value.problems) == {"mode"}


def test_a_reprint_follows_a_template_that_was_mended(
    till: Session, keeper: Session, tmp_path: Path
) -> None:
    """A pad is printed again because the first print missed its boxes. While the template is the
    same the stored pages are repeated, whatever became of the record."""
    take(keeper, tmp_path)
    made = receipt(till)
    first = printouts.prepare(till, made, mode=MODE)
    assert ("欧阳虚构", 35.0) in words(first) and first.copies == 3
    prints.settle(till, first.print_id, prints.PRINTED)
    with pytest.raises(Refused) as refused:
        printouts.prepare(till, made, mode=MODE)
    assert set(refused.value.problems) == {"again"}
    again = printouts.prepare(till, made, mode=MODE, again="纸卡住了")
    assert ("欧阳虚构", 35.0) in words(again) and "补打 第1次" in dict(words(again))
    prints.settle(till, again.print_id, prints.PRINTED)
    later = FixedClock(till.clock.now() + int(timedelta(minutes=5).total_seconds() * 1000))
    take(replace(keeper, clock=later), tmp_path, spots=but(SPOTS, "payer.name", x=55))
    mended = printouts.prepare(replace(till, clock=later), made, mode=MODE, again="没打准")
    assert ("欧阳虚构", 55.0) in words(mended) and "补打 第2次" in dict(words(mended))


def test_a_print_on_a_sheet_and_one_on_a_pad_are_other_pages(
    till: Session, keeper: Session, tmp_path: Path
) -> None:
    take(keeper, tmp_path)
    made = receipt(till)
    sheet = printouts.prepare(till, made, mode="laser")
    prints.settle(till, sheet.print_id, prints.PRINTED)
    pad = printouts.prepare(till, made, mode=MODE, again="改用套打的单子")
    assert pad.pages == 1 and pad.size == (241.0, 139.7)
    assert "收款项目" not in dict(words(pad)) and "补打 第1次" in dict(words(pad))


def test_what_does_not_fit_is_refused_before_it_is_logged(
    till: Session, keeper: Session, tmp_path: Path
) -> None:
    take(keeper, tmp_path, spots=but(but(SPOTS, "payer.name", width=8), "@number", width=9))
    made = receipt(till)
    with pytest.raises(Refused, match="交款人.*8 毫米") as refused:
        printouts.prepare(till, made, mode=MODE)
    assert "编号" in refused.value.problems[""], "everything at once"
    assert prints.log(till, made) == []


class Willing:
    """A printer that would take anything and is given nothing."""

    def refuse_reason(self, queue: str, width: float, height: float) -> str:
        return ""

    def rim(self, queue: str, width: float, height: float) -> None:
        return None

    def sizes(self, queue: str) -> Sizes:
        return Sizes((), (400.0, 600.0), (10.0, 10.0))

    def queues(self) -> list[Queue]:
        return [Queue("form", True, True, False, "就绪")]


def test_a_batch_offers_again_what_does_not_fit(
    till: Session, keeper: Session, tmp_path: Path
) -> None:
    """Told before, then logged as 未出纸 with its reason; so is what has no template at all."""
    made = receipt(till)
    ways.save(till, Profiles().with_one("套打", Profile("form", MODE)).using("", "套打"))
    for words in ("还没有套打模板", "放不下：交款人"):
        run = print_run.Run(till, cast(Any, Willing()))
        (found,) = run.look_over([print_run.Order(made.number, "收据")])
        assert words in found.stopping
        (went,) = run.print_all([print_run.Order(made.number, "收据")])
        assert went.outcome == prints.UNPRINTED and words in went.words
        assert prints.unprinted(till) == [made.number]
        take(keeper, tmp_path, spots=but(SPOTS, "payer.name", width=8))
    assert [one.outcome for one in prints.log(till, made)] == [prints.UNPRINTED] * 2


def test_a_way_to_print_chooses_among_the_templates_of_a_paper(
    till: Session, keeper: Session, tmp_path: Path
) -> None:
    """By name; the first where it names none; a reprint on another pad is not set as the first
    print was, one on the same pad is."""
    take(keeper, tmp_path)
    moved = but(SPOTS, "payer.name", x=55)
    file = tmp_path / "大单.json"
    file.write_text(json.dumps({**FILE, **values(*moved), "name": "大单"}, ensure_ascii=False))
    assert template_files.take(keeper, file, beside=True).slot == 2
    large, made = Profile(mode=MODE, pad="大单"), receipt(till)
    first = printouts.prepare(till, made, mode=MODE)
    assert ("欧阳虚构", 35.0) in words(first)
    prints.settle(till, first.print_id, prints.PRINTED)
    for way, x in ((large, 55.0), (Profile(mode=MODE, pad="三联收据"), 35.0), (large, 55.0)):
        again = printouts.prepare(till, made, mode=MODE, way=way, again="换了单子")
        assert ("欧阳虚构", x) in words(again)
        prints.settle(till, again.print_id, prints.PRINTED)
        seen = looking.pages(till, made, made.form.papers[0], way)(1)
        there = [one for one in seen.items(seen.pages[0]) if isinstance(one, Text)]
        assert ("欧阳虚构", x) in [(one.typed, one.x) for one in there]
    with pytest.raises(Refused, match="没有叫“小单”的套打模板，有：三联收据、大单"):
        printouts.prepare(till, made, mode=MODE, way=Profile(mode=MODE, pad="小单"), again="再打")


def test_a_file_takes_the_place_of_the_template_of_its_name(
    keeper: Session, tmp_path: Path
) -> None:
    """Of another name it takes that of the first, as when a paper had but one, or stands beside."""
    form = keeper.form("SJ")

    def slots() -> list[tuple[int, str]]:
        return [(one.slot, one.name) for one in templates.of_paper(keeper, "SJ", "收据")]

    take(keeper, tmp_path)
    take(keeper, tmp_path, name="新三联")
    assert slots() == [(1, "新三联")]
    file = tmp_path / "模板.json"
    file.write_text(json.dumps({**FILE, **values(), "name": "大单"}, ensure_ascii=False), "utf-8")
    for _ in range(2):
        template_files.take(keeper, file, beside=True)
    assert slots() == [(1, "新三联"), (2, "大单")]
    take(keeper, tmp_path, name="大单", spots=but(SPOTS, "payer.name", x=55))
    assert slots() == [(1, "新三联"), (2, "大单")]
    out = tmp_path / "出.json"
    assert template_files.export(keeper, form, form.papers[0], out, "大单").slot == 2
    assert json.loads(out.read_text("utf-8"))["name"] == "大单"
    with pytest.raises(Refused, match="没有叫“小单”"):
        template_files.export(keeper, form, form.papers[0], out, "小单")
    overprinting.saved(keeper, form, form.papers[0], None)
    way = Profile(mode=MODE)
    assert overprinting.loaded(keeper, form, form.papers[0], way).template.slot == 2


def test_one_copy_alone_and_another_paper_are_refused(
    till: Session, keeper: Session, tmp_path: Path
) -> None:
    take(keeper, tmp_path)
    made = receipt(till)
    with pytest.raises(Refused, match="一次打出各联"):
        printouts.prepare(till, made, mode=MODE, copy=2)
    with pytest.raises(Refused, match="模板的纸是 241 二等分，.*241 三等分"):
        printouts.prepare(till, made, mode=MODE, way=Profile(stock="241-3-1/3"))
    assert printouts.prepare(till, made, mode=MODE, way=Profile(stock="241-4-1/2")).pages == 1


def test_a_template_whose_field_is_gone_says_so(till: Session, keeper: Session) -> None:
    """A form may change under its template: nothing is printed that was not meant."""
    form = till.form("SJ")
    templates.save(keeper, form, form.papers[0], {**values(), "spots": [
        {"key": "gone", "style": "文字", "x": 40, "y": 50, "width": 30},
    ]})  # fmt: skip
    with pytest.raises(Refused, match="对不上：这种单没有“gone”这一栏"):
        printouts.prepare(till, receipt(till), mode=MODE)


def test_a_choice_that_a_form_of_before_had_not_is_not_ticked(
    till: Session, keeper: Session, tmp_path: Path
) -> None:
    """The office offers one more way to pay: what was taken before is printed all the same."""
    made = receipt(till)
    form = till.form("SJ")
    tick = {"key": "method", "style": "打勾", "choice": "数字人民币", "x": 120, "y": 110}
    templates.save(keeper, form, form.papers[0], values(*SPOTS, tick))
    found = printouts.prepare(till, made, mode=MODE)
    assert [one for one, _ in words(found)].count("✓") == 1
    with pytest.raises(Refused, match="没有“数字人民币”这个选项"):
        overprinting.saved(keeper, form, form.papers[0], values(*SPOTS, tick))


def test_a_file_carries_its_scan(keeper: Session, tmp_path: Path) -> None:
    """It comes out as it went in, and is not made worse by coming in where it is already."""
    form = keeper.form("SJ")
    scan = attachments.take(keeper, sample(Kind.FILE), "空白收据.jpg", Kind.FILE)
    given = values(scan=scan, scan_x=12.7, scan_width=215.9)
    overprinting.saved(keeper, form, form.papers[0], given)
    file = tmp_path / "送出" / "收据.json"
    held = template_files.export(keeper, form, form.papers[0], file)
    overprinting.saved(keeper, form, form.papers[0], None)
    assert template_files.take(keeper, file).values == held.values
    other = json.loads(file.read_text("utf-8"))
    other["scan_image"] = "/9j/4AAQ"
    file.write_text(json.dumps(other), "utf-8")
    with pytest.raises(Refused) as refused:
        template_files.take(keeper, file)
    assert set(refused.value.problems) == {"scan"}


def test_who_may_not_change_settings_gets_no_file_in_or_out(
    session: Session, keeper: Session, tmp_path: Path
) -> None:
    form = session.form("SJ")
    with pytest.raises(Refused, match="不能导入套打模板"):
        take(session, tmp_path)
    take(keeper, tmp_path)
    with pytest.raises(Refused, match="不能导出套打模板"):
        template_files.export(session, form, form.papers[0], tmp_path / "x.json")
    with pytest.raises(Refused, match="没有这种单"):
        take(keeper, tmp_path, form="QQ")
    with pytest.raises(Refused, match="没有“门贴”这种纸张"):
        take(keeper, tmp_path, paper="门贴")
    with pytest.raises(Refused, match="不存在"):
        template_files.take(keeper, tmp_path / "没有.json")
