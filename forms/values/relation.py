"""What somebody is to a unit: owner, tenant, one of the family, in the words of estate tables."""

from forms.values import Invalid
from forms.values.text import line

OWNER = "业主"
JOINT = "共有业主"
TENANT = "租户"
FAMILY = "家庭成员"
RESIDENT = "住户"

_WORDS = {
    OWNER: "业主 业主本人 主业主 本人 户主 房主 屋主 产权人 产权所有人 所有权人 权利人 自住 买受人",
    JOINT: "共有业主 共同业主 联名业主 共有人 共有产权人 产权共有人 业主共有人",
    TENANT: "租户 租客 承租人 承租方 租赁户 租住户 租住 租赁 出租 租用人 租房户 住户租客",
    FAMILY: (
        "家庭成员 家属 家人 亲属 亲戚 业主家属 配偶 夫 妻 丈夫 妻子 老公 老婆 爱人 夫妻 子 女 子女"
        " 儿子 女儿 长子 次子 长女 次女 儿媳 女婿 父 母 父亲 母亲 父母 爸爸 妈妈 岳父 岳母 公公"
        " 婆婆 祖父 祖母 爷爷 奶奶 外公 外婆 孙子 孙女 外孙 外孙女 兄 弟 姐 妹 哥哥 弟弟 姐姐 妹妹"
        " 兄弟 姐妹"
    ),
    RESIDENT: "住户 居民 住客 使用人 实际使用人",
}
KNOWN: dict[str, str] = {word: kind for kind, words in _WORDS.items() for word in words.split()}
"""Usual word -> canonical relation."""


def clean(raw: object) -> str:
    """The canonical relation; an unusual word (保姆) stays as it is. Raises Invalid."""
    text = line(raw, longest=20).replace(" ", "")
    if not any(sign.isalpha() for sign in text):
        raise Invalid("请写明身份，如业主、租户、家庭成员")
    return KNOWN.get(text, text)
