"""A form with a photo of a person and a scan, declared for tests alone."""

from __future__ import annotations

from forms.acts import Act, void
from forms.fields import Field, Kind
from forms.form import Form

PICTURED = Form(
    "ZQ", "照片登记", "物业", ("前台",),
    (
        Field("unit", "房号", Kind.UNIT, required=True),
        Field("who", "姓名", Kind.PERSON, required=True),
        Field("face", "照片", Kind.PHOTO),
        Field("plan", "附件", Kind.FILE),
    ),
    (Act("验看", ("前台",), state="已验看"), void("前台")),
    register=("@number", "unit", "@state"),
)  # fmt: skip
