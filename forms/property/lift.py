"""使用楼梯/电梯申请: large goods by the stairs or the lift (docs/handbook.md §1 LT)."""

from __future__ import annotations

from forms.acts import void
from forms.form import Form
from forms.property import moving

PROMISE = "\n".join((
    "本人（本单位）申请使用楼梯、电梯，并承诺：",
    "一、按约好的时段使用所约的楼梯、电梯，不超时，不超载，不用硬物顶住轿厢门。",
    "二、使用前铺垫保护轿厢、门套、墙角和地面；物品包好，不拖拉、碰撞。",
    "三、不占用消防通道和公共部位，不妨碍他人通行；有人急用时先让。",
    "四、用完清扫干净，由大堂助理当面查看。",
    "五、损坏楼梯、电梯和公共设施的，照价赔偿或负责修复。",
))  # fmt: skip

LT = Form(
    code="LT",
    title="使用楼梯/电梯申请",
    short="楼梯电梯",
    desk="物业",
    about="搬家具、家电等大件走楼梯、电梯，先约时段",
    issued_by=("前台", "客服主管"),
    fields=moving.fields(
        "货",
        moving.goods(
            "搬运物品",
            ("沙发", "床", "床垫", "衣柜", "冰箱", "洗衣机", "钢琴", "餐桌", "书柜", "跑步机",
             "木板、板材", "门窗"),
            ("件", "台", "套", "张", "箱"),
        ),
    ),
    checks=moving.CHECKS,
    preconditions=(moving.FREE,),
    acts=(
        moving.SIGNED,
        *moving.use("申请人签字"),
        moving.NOT_LET,
        void("前台", "客服主管", moving.LOBBY),
    ),
    open_state="待交大堂助理",
    papers=(moving.sheet("使用楼梯/电梯申请", PROMISE),),
    validity=moving.VALID,
    deadlines=moving.DEADLINES,
    register=moving.REGISTER,
    register_title="使用电梯/楼梯申请",
    hangs_on="basis",
    slot=moving.SLOT,
    menu=7,
    example={
        "applicant": "业主",
        "stair": "货梯",
        "hours": "9:00-11:00",
        "goods": [
            {"name": "三人沙发", "quantity": 1, "measure": "张"},
            {"name": "双门冰箱", "quantity": 1, "measure": "台"},
        ],
        "undertaking": True,
    },
)  # fmt: skip
