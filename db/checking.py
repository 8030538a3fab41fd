"""`check`: is the file sound, the journal unbroken, every standing what its acts say?"""

from __future__ import annotations

from db import journal, standings
from db.session import Session
from db.store import check_file

UNCHECKED = "未检查：数据文件已损坏"


def check(session: Session, *, full: bool = False) -> dict[str, str]:
    """For file, journal, standing and search: "ok", or in Chinese what is wrong.

    full: reads every page of the file. There is no search index yet that could disagree.
    """
    session.require("check", "检查数据")
    file = check_file(session.store, full)
    if file != "ok":
        return damaged(file)
    wrong = standings.differences(session)
    words = f"{len(wrong)} 张单的状态与手续不符：{'、'.join(wrong[:5])}" if wrong else "ok"
    return {
        "file": file,
        "journal": journal.verify(session.store) or "ok",
        "standing": words,
        "search": "ok",
    }


def damaged(words: str) -> dict[str, str]:
    """The answer when the file cannot be read."""
    return {"file": words, "journal": UNCHECKED, "standing": UNCHECKED, "search": UNCHECKED}
