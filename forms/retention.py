"""How long personal data is kept: what the office may choose, never less than the archive rule
(docs/handbook.md §6)."""

from __future__ import annotations

from forms.fields import Field, Kind
from forms.settings import Setting

SECTION = "个人信息"
LEAST_YEARS = 10
"""Archives are kept at least so long, whatever is chosen."""
KEEP_YEARS = Setting(
    Field("keep_years", "单据办结后保存几年", Kind.NUMBER, minimum=LEAST_YEARS, maximum=100,
          hint="档案至少 10 年；到期以后经两人批准才销毁"),
    LEAST_YEARS, "office.keep.years", SECTION,
)  # fmt: skip
KEEP_LONGER = Setting(
    Field("keep_longer", "保存更久的单据", Kind.LINES, maximum=60, columns=(
        Field("code", "代码", required=True, longest=4, hint="如 ZX"),
        Field("years", "几年", Kind.NUMBER, required=True, minimum=LEAST_YEARS, maximum=100),
    )),
    name="office.keep.longer", section=SECTION,
)  # fmt: skip
KEEP_PEOPLE = Setting(
    Field("keep_people", "住户登记搬出后保存几年", Kind.NUMBER, minimum=LEAST_YEARS, maximum=100,
          hint="业主、住户资料也是档案，至少 10 年"),
    LEAST_YEARS, "office.keep.people", SECTION,
)  # fmt: skip
KEEPING = (KEEP_YEARS, KEEP_LONGER, KEEP_PEOPLE)
