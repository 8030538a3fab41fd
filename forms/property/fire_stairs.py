"""消防梯使用申请: bricks, sand and stone by the fire stairs, on the same paper as for the lift
(docs/handbook.md §1 XF)."""

from __future__ import annotations

from forms.acts import Act, Effect, Signed, reject, void
from forms.form import Form
from forms.paper import Box, Boxes
from forms.property import moving

PROMISE = "\n".join((
    "本人（本单位）申请使用消防梯，并承诺：",
    "一、砖、沙、石、水泥等只走所约的消防梯，一律袋装或装箱，不用客梯。",
    "二、按约好的时段使用；不在楼梯间、前室堆放，不挡消防通道，防火门随手关好。",
    "三、使用前铺垫保护梯级、墙角和门套；不拖拉、碰撞。",
    "四、运完当场清扫干净，由大堂助理当面查看。",
    "五、损坏消防设施和公共部位的，照价赔偿或负责修复。",
))  # fmt: skip

XF = Form(
    code="XF",
    title="消防梯使用申请",
    short="消防梯",
    desk="物业",
    about="砖、沙、石等材料走消防梯，先批准、约时段",
    issued_by=("前台", "客服主管"),
    fields=moving.fields(
        "消防",
        moving.goods(
            "搬运材料",
            ("砖", "沙", "石子", "水泥", "轻质砖", "瓷砖", "腻子粉", "建筑垃圾"),
            ("袋", "块", "箱", "车"),
        ),
    ),
    checks=moving.CHECKS,
    preconditions=(moving.FREE,),
    acts=(
        moving.SIGNED,
        Act("工程主管审核", ("工程主管",), effect=Effect.SIGN, signed=Signed.EITHER,
            after=("申请人签字",), box="工程主管", state="待当值管理员审核"),
        Act("当值管理员审核", ("当值管理员",), effect=Effect.SIGN, signed=Signed.EITHER,
            after=("工程主管审核",), box="当值管理员", state="待交大堂助理", holder="=name"),
        *moving.use("当值管理员审核"),
        reject("工程主管不同意", "工程主管", unless=("工程主管审核",)),
        reject("当值管理员不同意", "当值管理员", after=("工程主管审核",),
               unless=("当值管理员审核",)),
        moving.NOT_LET,
        void("前台", "客服主管", moving.LOBBY),
    ),
    open_state="待工程主管审核",
    papers=(
        moving.sheet(
            "消防梯使用申请", PROMISE,
            Boxes((Box("工程主管审核", 12, "工程主管"), Box("当值管理员审核", 12, "当值管理员")),
                  24.0),
        ),
    ),
    validity=moving.VALID,
    deadlines=moving.DEADLINES,
    register=moving.REGISTER,
    register_title="消防梯使用申请登记",
    hangs_on="basis",
    slot=moving.SLOT,
    menu=8,
    example={
        "applicant": "业主",
        "stair": "消防梯",
        "hours": "14:00-16:00",
        "goods": [
            {"name": "轻质砖", "quantity": 120, "measure": "块"},
            {"name": "水泥", "quantity": 20, "measure": "袋"},
            {"name": "沙", "quantity": 30, "measure": "袋"},
        ],
        "undertaking": True,
    },
)  # fmt: skip
