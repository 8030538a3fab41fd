"""Dossiers as declared: what they name is there, also in the other forms."""

from __future__ import annotations

import pytest

from forms import DECLARED
from forms.acts import Act, void
from forms.dossier import Collect, Course, Dossier, Hanging, Section, Team, Told
from forms.fields import Field, Kind, WrongDeclaration
from forms.form import Form
from forms.snapshot import fingerprint, snapshot

BY_CODE = {form.code: form for form in DECLARED}
WITH = [form for form in DECLARED if form.dossier is not None]
every_dossier = pytest.mark.parametrize("form", WITH, ids=lambda form: form.code)
CREW = Field("crew", "人员", Kind.LINES, columns=(Field("name", "姓名"), Field("job", "工种")))


def made(*sections: Section, columns: tuple[str, ...] = (), code: str = "TXZ") -> Form:
    """A small form with a dossier of these sections."""
    return Form(
        "GD", "工地单", "物业", ("前台",), (Field("unit", "房号", Kind.UNIT), CREW),
        (Act("完工", ("前台",)), void("前台")),
        dossier=Dossier(sections, "工地", columns=columns, collect=(Collect("证", code, ("退",)),)),
    )  # fmt: skip


TEAM = Team("人员", "crew", "TXZ", (("name", "holder"),), ("job",))


def test_a_right_one_is_taken() -> None:
    """Codes of forms that are not there yet are no mistake."""
    form = made(
        Told("地点", ("unit", "@valid_until", "完工.at")), Course("完工", ("完工",)), TEAM,
        Hanging("别的", ("QQQ",)), columns=("unit", "@valid_until"),
    )  # fmt: skip
    assert form.dossier is not None
    assert form.dossier.teams == (TEAM,) and form.dossier.hanging[0].codes == ("QQQ",)


@pytest.mark.parametrize(
    ("section", "words"),
    [
        (Told("甲", ("room",)), "全貌的“甲” 提到没有的字段 room"),
        (Course("乙", ("开工",)), "全貌的“乙” 提到没有的动作 开工"),
        (Team("丙", "unit", "TXZ", (("name", "holder"),)), "全貌的“丙”：unit 不是明细"),
        (Team("丁", "crew", "TXZ", (("age", "holder"),)), "全貌的“丁” 提到没有的列 age"),
        (Team("丁", "crew", "TXZ", (("name", "holder"),), ("age",)), "提到没有的列 age"),
        (Team("戊", "crew", "TXZ", ()), "全貌的“戊” 须写明凭哪一列认人（by）"),
        (Hanging("己", ("txz",)), "全貌里的代码 txz 应为 2 到 4 个大写字母"),
    ],
    ids=["told", "course", "lines", "by", "told column", "nobody", "code"],
)
def test_a_mistake_is_named(section: Section, words: str) -> None:
    """At import, in words for who declares it."""
    with pytest.raises(WrongDeclaration, match=words):
        made(section)


def test_a_column_and_a_code_to_collect_are_checked_too() -> None:
    """Of the list of those in hand."""
    with pytest.raises(WrongDeclaration, match="全貌的列 room 不存在"):
        made(columns=("room",))
    with pytest.raises(WrongDeclaration, match="全貌里的代码 T 应为"):
        made(code="T")


def test_what_is_recalled_must_be_another_field() -> None:
    """A field that brings others back names fields of the same form."""
    for wrong in ("phone", "firm"):
        fields = (Field("firm", "单位", recalls=(wrong,)),)
        with pytest.raises(WrongDeclaration, match=f"照上次带出的 {wrong} 不是表单的另一个字段"):
            Form("GD", "工地单", "物业", ("前台",), fields, (void("前台"),))


@every_dossier
def test_it_is_no_part_of_the_snapshot(form: Form) -> None:
    """Another page tomorrow makes no other declaration of the records of today."""
    from dataclasses import replace

    assert form.dossier is not None
    other = replace(form, dossier=replace(form.dossier, title="别的"))
    assert snapshot(other) == snapshot(form) and fingerprint(other) == fingerprint(form)


@every_dossier
def test_what_it_says_of_other_forms_is_so(form: Form) -> None:
    """Their fields and deadlines are there, and their records do hang on it or on what does."""
    assert form.dossier is not None
    for team in form.dossier.teams:
        other = BY_CODE[team.code]
        assert all(other.has(key) for _, key in team.by)
        assert other.hangs_on and form.code in other.field(other.hangs_on).refers
    for section in form.dossier.hanging:
        for other in (BY_CODE[code] for code in section.codes if code in BY_CODE):
            assert other.hangs_on, other.code
            for key, value in section.given:
                assert not other.has(key) or value in (other.field(key).choices or (value,))
    for collect in form.dossier.collect:
        names = {one.name for one in BY_CODE[collect.code].dues}
        assert set(collect.deadlines) <= names
