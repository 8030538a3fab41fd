"""Schema version 6, who may what: records that are classified, and what takes two persons.

No form is named here. A permission that has been met changes only while an approval by another
person stands open; what the journal must not say of one person alone needs an approval too.
"""

_OPEN = "EXISTS (SELECT 1 FROM approval WHERE spent = 0 AND what = 'permission')"
_MET = (
    "EXISTS (SELECT 1 FROM setting s, json_each(s.value) m"
    " WHERE s.key = 'permission.granted' AND m.value = {}.action)"
)
_TWO = (
    "NEW.action IN ('permission', 'staff.roles', 'export.bulk')"
    " OR NEW.action = 'staff.password' AND NEW.by IS NOT NULL AND NEW.by IS NOT NEW.subject"
)
"""Entries of the journal about what takes two persons."""


def _stop(name: str, event: str, words: str, when: str) -> str:
    return f"CREATE TRIGGER {name} {event} WHEN {when} BEGIN SELECT RAISE(ABORT, '{words}'); END"


STATEMENTS: tuple[str, ...] = (
    # Only what is above 普通 has a row: 1 秘密, 2 机密, 3 绝密.
    """CREATE TABLE classified (
        record_id INTEGER PRIMARY KEY REFERENCES record(id),
        level INTEGER NOT NULL CHECK(level BETWEEN 1 AND 3)
    ) STRICT""",
    "CREATE INDEX classified_level ON classified(level)",
    """CREATE TABLE approval (
        id INTEGER PRIMARY KEY, what TEXT NOT NULL, subject TEXT,
        maker TEXT NOT NULL REFERENCES staff(no), checker TEXT NOT NULL REFERENCES staff(no),
        at INTEGER NOT NULL, spent INTEGER NOT NULL DEFAULT 0 CHECK(spent IN (0, 1)),
        CHECK(maker <> checker)
    ) STRICT""",
    _stop(
        "approval_staff", "BEFORE INSERT ON approval", "复核的人须在册",
        "NEW.spent <> 0 OR (SELECT count(*) FROM staff WHERE active = 1"
        " AND no IN (NEW.maker, NEW.checker)) < 2",
    ),
    _stop("approval_kept", "BEFORE DELETE ON approval", "复核不能删", "1"),
    _stop(
        "approval_frozen", "BEFORE UPDATE ON approval", "复核不能改",
        "OLD.spent <> 0 OR NEW.spent <> 1 OR (OLD.id, OLD.what, OLD.subject, OLD.maker,"
        " OLD.checker, OLD.at) IS NOT (NEW.id, NEW.what, NEW.subject, NEW.maker, NEW.checker,"
        " NEW.at)",
    ),
    _stop(
        "permission_given", "BEFORE INSERT ON permission", "改权限须第二人复核",
        f"{_MET.format('NEW')} AND NOT {_OPEN}",
    ),
    _stop(
        "permission_sight", "BEFORE INSERT ON permission", "系统管理员不看个人信息和涉密的单",
        "NEW.role = '系统管理员' AND (NEW.action = 'see:personal' OR NEW.action GLOB 'level:*')",
    ),
    _stop(
        "permission_taken", "BEFORE DELETE ON permission", "改权限须第二人复核",
        f"{_MET.format('OLD')} AND NOT {_OPEN}",
    ),
    _stop("permission_moved", "BEFORE UPDATE ON permission", "权限只能给和收，不能改写", "1"),
    _stop(
        "journal_two", "BEFORE INSERT ON journal", "这件事须第二人复核",
        f"({_TWO}) AND NOT EXISTS (SELECT 1 FROM approval a WHERE a.spent = 0"
        " AND a.what = NEW.action AND a.maker = NEW.by)",
    ),
)  # fmt: skip
