"""Who works at the desks: role names by desk (docs/handbook.md §0)."""

PROPERTY = (
    "前台", "客服主管", "值班主任", "当值管理员", "工程主管", "安全主管", "主任", "公司经理",
    "财务", "大堂助理", "门岗", "保洁班长", "维修员",
)  # fmt: skip
DEALERSHIP = (
    "前台", "销售顾问", "组长", "销售经理", "销售助理", "服务顾问", "客户关系经理", "档案管理员",
    "财务", "总经理",
)  # fmt: skip
AFTER_SALES = ("业务经理", "售后", "技术员", "物流", "库房", "财务", "总经理")
ADMINISTRATOR = "系统管理员"

DESKS: dict[str, tuple[str, ...]] = {
    "物业": PROPERTY,
    "销售": DEALERSHIP,
    "售后": AFTER_SALES,
    "系统": (ADMINISTRATOR,),
}

ROLES: tuple[str, ...] = tuple(dict.fromkeys(role for desk in DESKS.values() for role in desk))

OWNERSHIP: dict[str, tuple[str, ...]] = {
    "staff": (ADMINISTRATOR,),
    "settings": (ADMINISTRATOR,),
    "prices": (ADMINISTRATOR, "主任", "财务"),
    "backup": (ADMINISTRATOR, "前台", "主任", "总经理"),
    "restore": (ADMINISTRATOR,),
    "check": (ADMINISTRATOR, "主任", "总经理"),
    "gate": ("门岗", "前台", "值班主任", "主任", "大堂助理"),
    "gatepack": (ADMINISTRATOR, "前台", "值班主任", "主任"),
    "estate": ("前台", "客服主管", "主任"),
    "import": ("前台", "客服主管", "主任", ADMINISTRATOR),
    "export": (
        "前台", "客服主管", "值班主任", "主任", "工程主管", "安全主管", "公司经理", "财务",
        "销售经理", "销售助理", "客户关系经理", "档案管理员", "总经理", "业务经理", "售后",
    ),
    "see:personal": ("前台", "值班主任", "主任", "客服主管", "财务", "档案管理员"),
    "unmask": (
        "当值管理员", "工程主管", "安全主管", "公司经理", "大堂助理", "门岗", "销售经理", "客户关系经理",
        "服务顾问", "总经理", "售后",
    ),
    "destroy": ("客服主管", "主任", "公司经理", "档案管理员", "总经理"),
    "destroy:approve": ("主任", "公司经理", "总经理"),
    "own_copy": ("前台", "客服主管", "主任", "档案管理员"),
    "see:records": ROLES,
    "level:秘密": (
        "前台", "客服主管", "值班主任", "工程主管", "安全主管", "主任", "公司经理", "财务", "销售经理",
        "客户关系经理", "档案管理员", "总经理", "业务经理",
    ),
    "level:机密": (
        "客服主管", "工程主管", "安全主管", "主任", "公司经理", "客户关系经理", "档案管理员", "总经理",
    ),
    "level:绝密": ("客服主管", "主任", "公司经理", "档案管理员", "总经理"),
    "second": (
        ADMINISTRATOR, "主任", "公司经理", "客服主管", "销售经理", "总经理", "业务经理",
    ),
    "daybook": ("财务", "主任", "前台", "客服主管", "公司经理", "总经理"),
    "see:journal": (ADMINISTRATOR, "主任", "公司经理", "总经理"),
    "see:prints": (
        ADMINISTRATOR, "前台", "客服主管", "值班主任", "主任", "公司经理", "财务", "销售助理", "档案管理员",
        "总经理",
    ),
    "clock": ("值班主任", "主任", "公司经理", "业务经理", "总经理"),
    "see:statistics": (
        "前台", "客服主管", "主任", "工程主管", "公司经理", "财务", "销售经理", "客户关系经理", "总经理",
    ),
    "see:unit": tuple(role for role in ROLES if role != ADMINISTRATOR),
}
"""Rights that belong to no form: right -> roles that have it at first. What is not named here or
granted by a form's declaration is denied."""

RIGHTS: dict[str, str] = {
    "staff": "管员工", "settings": "改单位设置和权限", "prices": "改价目", "backup": "备份",
    "restore": "恢复备份", "check": "检查数据", "gate": "门岗核验",
    "gatepack": "做门岗包、并回放行记录", "estate": "改房产",
    "import": "导入", "export": "导出登记本", "see:personal": "看证件号和电话全文",
    "unmask": "写明原因看一次全文", "destroy": "提出销毁", "destroy:approve": "批准销毁",
    "own_copy": "给本人一份",
    "see:records": "看单据", "level:秘密": "看秘密的单据", "level:机密": "看机密的单据",
    "level:绝密": "看绝密的单据", "second": "复核要两个人办的事", "daybook": "看收费日报",
    "see:journal": "看日志", "see:prints": "看打印记录", "clock": "确认电脑的时间",
    "see:statistics": "看统计", "see:unit": "看房产",
}  # fmt: skip
"""What people call each of these rights."""
