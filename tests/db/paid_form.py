"""A form with a deposit and a cost, declared for tests of money alone."""

from __future__ import annotations

from forms.acts import Act, Effect, void
from forms.fees import Fee, Purse
from forms.fields import Field, Kind
from forms.form import Form
from forms.payment import NONE_CARRIED, forfeit, pay, refund, reversal, unpay

KEY = Form(
    "YS", "钥匙借用", "物业", ("前台",),
    (
        Field("unit", "房号", Kind.UNIT, required=True),
        Field("who", "借用人", Kind.PERSON, required=True),
        Field("old", "原单", Kind.REFERENCE, refers=("YS",)),
    ),
    (
        pay("缴费", "who", state="待交钥匙"),
        Act("交钥匙", ("前台",), state="借出"),
        Act("还钥匙", ("前台",), effect=Effect.CLOSE, after=("交钥匙",), state="已还"),
        refund("退押金", after_any=("还钥匙", "作废", "扣押金"), state="已退押金"),
        forfeit("扣押金", after_any=("还钥匙", "作废"), state="已扣押金"),
        unpay("冲正缴费", "缴费", state="待缴费"),
        reversal("冲正押金", "退押金", "扣押金", state="待退押金"),
        Act("换单", ("前台",), effect=Effect.REPLACE, after=("交钥匙",), state="已换"),
        void("前台"),
    ),
    fees=(
        Fee("押金", 100_00, Purse.DEPOSIT, when=NONE_CARRIED, paid_first="交钥匙"),
        Fee("工本费", 5_00, paid_first="交钥匙"),
    ),
    lineage="old",
    register=("@number", "unit", "@state"),
)  # fmt: skip
"""A key that is lent: 100.00 deposit, 5.00 cost, both paid first."""
