"""Schema version 1: people and places, records and their acts, papers, journal.

Instants are UTC milliseconds, days "2026-11-21" in the office's zone, money 分. What was issued is
frozen by triggers (docs/handbook.md §1 "nothing is deleted"); they hold for INSERT OR REPLACE only
because every connection switches `recursive_triggers` on.
"""


def _day(column: str) -> str:
    """A CHECK that lets only real calendar days (or NULL) through; `= date(d)` would not."""
    return f"CHECK({column} IS strftime('%Y-%m-%d', julianday({column})))"


def _json(column: str, kind: str = "object") -> str:
    """A CHECK that the text is JSON of one kind; `json_type` alone raises a worse error."""
    return f"CHECK(json_valid({column}) AND json_type({column}) = '{kind}')"


def _forbid(table: str, verb: str, words: str, when: str = "") -> str:
    """A trigger that stops UPDATE, DELETE or INSERT on a table with words for people."""
    name = f"{table}_no_{verb.lower()}"
    condition = f" WHEN {when}" if when else ""
    return (
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table}{condition}"
        f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )


def _frozen(table: str, what: str) -> tuple[str, str]:
    """No change and no deletion at all."""
    return (
        _forbid(table, "UPDATE", f"{what}不可修改"),
        _forbid(table, "DELETE", f"{what}不可删除"),
    )


def _changed(*columns: str) -> str:
    """A trigger condition: any of these columns differs."""
    return " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)


_OFFICE = (
    """CREATE TABLE setting (
        key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL CHECK(json_valid(value)),
        changed_at INTEGER NOT NULL, changed_by TEXT
    ) STRICT""",
    f"""CREATE TABLE staff (
        no TEXT NOT NULL PRIMARY KEY CHECK(no <> ''), name TEXT NOT NULL CHECK(name <> ''),
        roles TEXT NOT NULL {_json("roles", "array")},
        active INTEGER NOT NULL DEFAULT 1 CHECK(active IN (0, 1)),
        created_at INTEGER NOT NULL, retired_at INTEGER
    ) STRICT""",
    """CREATE TABLE permission (
        role TEXT NOT NULL, action TEXT NOT NULL, PRIMARY KEY (role, action)
    ) STRICT""",
)

_PLACES = (
    """CREATE TABLE unit (
        id INTEGER PRIMARY KEY, label TEXT NOT NULL UNIQUE CHECK(label <> ''),
        building TEXT NOT NULL, entrance TEXT, room TEXT NOT NULL,
        area_m2 REAL CHECK(area_m2 > 0), kind TEXT
    ) STRICT""",
    """CREATE TABLE person (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL CHECK(name <> ''), phone TEXT,
        id_kind TEXT, id_number TEXT, note TEXT,
        CHECK((id_kind IS NULL) = (id_number IS NULL))
    ) STRICT""",
    """CREATE UNIQUE INDEX person_document ON person(id_kind, id_number)
        WHERE id_number IS NOT NULL""",
    "CREATE INDEX person_name ON person(name)",
    "CREATE INDEX person_phone ON person(phone)",
    f"""CREATE TABLE residence (
        id INTEGER PRIMARY KEY, unit_id INTEGER NOT NULL REFERENCES unit(id),
        person_id INTEGER NOT NULL REFERENCES person(id), role TEXT NOT NULL,
        since TEXT {_day("since")}, until TEXT {_day("until")},
        CHECK(since IS NULL OR until IS NULL OR since <= until)
    ) STRICT""",
    "CREATE INDEX residence_unit ON residence(unit_id)",
    "CREATE INDEX residence_person ON residence(person_id)",
    """CREATE TABLE vehicle (
        plate TEXT NOT NULL PRIMARY KEY CHECK(plate <> ''), unit_id INTEGER REFERENCES unit(id),
        person_id INTEGER REFERENCES person(id), note TEXT
    ) STRICT""",
    "CREATE INDEX vehicle_unit ON vehicle(unit_id)",
    "CREATE INDEX vehicle_person ON vehicle(person_id)",
    f"""CREATE TABLE dated_fact (
        id INTEGER PRIMARY KEY, unit_id INTEGER NOT NULL REFERENCES unit(id), kind TEXT NOT NULL,
        value TEXT NOT NULL CHECK(json_valid(value)), as_of TEXT NOT NULL {_day("as_of")},
        source TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX dated_fact_unit ON dated_fact(unit_id, kind, as_of)",
)

_RECORDS = (
    f"""CREATE TABLE declaration (
        hash TEXT NOT NULL PRIMARY KEY, code TEXT NOT NULL, body TEXT NOT NULL {_json("body")}
    ) STRICT""",
    *_frozen("declaration", "已用过的表单定义"),
    f"""CREATE TABLE record (
        id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, code TEXT NOT NULL,
        year INTEGER NOT NULL, sequence INTEGER NOT NULL CHECK(sequence >= 1),
        declaration TEXT NOT NULL REFERENCES declaration(hash),
        unit_id INTEGER REFERENCES unit(id), issued_at INTEGER NOT NULL,
        issued_day TEXT NOT NULL {_day("issued_day")},
        issued_by TEXT NOT NULL REFERENCES staff(no),
        body TEXT NOT NULL {_json("body")}, commitments TEXT NOT NULL {_json("commitments")},
        hangs_on INTEGER REFERENCES record(id), replaces INTEGER REFERENCES record(id),
        copied_from INTEGER REFERENCES record(id), UNIQUE (code, year, sequence)
    ) STRICT""",
    "CREATE INDEX record_unit ON record(unit_id, issued_at)",
    "CREATE INDEX record_day ON record(issued_day)",
    "CREATE INDEX record_hangs_on ON record(hangs_on) WHERE hangs_on IS NOT NULL",
    "CREATE INDEX record_replaces ON record(replaces) WHERE replaces IS NOT NULL",
    "CREATE INDEX record_copied_from ON record(copied_from) WHERE copied_from IS NOT NULL",
    *_frozen("record", "已签发的单据"),
    f"""CREATE TABLE act (
        id INTEGER PRIMARY KEY, record_id INTEGER NOT NULL REFERENCES record(id),
        position INTEGER NOT NULL CHECK(position >= 1), name TEXT NOT NULL CHECK(name <> ''),
        at INTEGER NOT NULL, by TEXT NOT NULL REFERENCES staff(no),
        second TEXT REFERENCES staff(no), signer TEXT,
        body TEXT NOT NULL {_json("body")}, commitments TEXT NOT NULL {_json("commitments")},
        UNIQUE (record_id, position), CHECK(second IS NULL OR second <> by)
    ) STRICT""",
    "CREATE INDEX act_at ON act(at)",
    *_frozen("act", "已办的手续"),
    """CREATE TABLE personal (
        id INTEGER PRIMARY KEY, record_id INTEGER NOT NULL REFERENCES record(id),
        act_id INTEGER REFERENCES act(id), path TEXT NOT NULL,
        value TEXT NOT NULL CHECK(json_valid(value)), salt BLOB NOT NULL CHECK(length(salt) = 16),
        commitment TEXT NOT NULL CHECK(length(commitment) = 64)
    ) STRICT""",
    "CREATE UNIQUE INDEX personal_path ON personal(record_id, ifnull(act_id, 0), path)",
    """CREATE TABLE destruction_order (
        id INTEGER PRIMARY KEY, record_id INTEGER NOT NULL REFERENCES record(id),
        why TEXT NOT NULL CHECK(why <> ''), ordered_by TEXT NOT NULL REFERENCES staff(no),
        ordered_at INTEGER NOT NULL, approved_by TEXT REFERENCES staff(no), approved_at INTEGER,
        CHECK(approved_by IS NULL OR approved_by <> ordered_by),
        CHECK((approved_by IS NULL) = (approved_at IS NULL))
    ) STRICT""",
    "CREATE INDEX destruction_order_record ON destruction_order(record_id)",
    _forbid("personal", "UPDATE", "已登记的个人信息不可修改"),
    _forbid(
        "personal",
        "DELETE",
        "个人信息须经两人批准的销毁单才可销毁",
        "NOT EXISTS (SELECT 1 FROM destruction_order o"
        " WHERE o.record_id = OLD.record_id AND o.approved_by IS NOT NULL)",
    ),
    _forbid(
        "personal",
        "INSERT",
        "个人信息与手续不属于同一张单据",
        "NEW.act_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM act a"
        " WHERE a.id = NEW.act_id AND a.record_id = NEW.record_id)",
    ),
    _forbid(
        "destruction_order", "INSERT", "销毁单须先提出、后由另一人批准",
        "NEW.approved_by IS NOT NULL",
    ),
    _forbid(
        "destruction_order",
        "UPDATE",
        "销毁单只能批准一次，不可修改",
        "OLD.approved_by IS NOT NULL OR NEW.approved_by IS NULL OR "
        + _changed("id", "record_id", "why", "ordered_by", "ordered_at"),
    ),
    _forbid("destruction_order", "DELETE", "销毁单不可删除"),
)

_STANDING = (
    f"""CREATE TABLE standing (
        record_id INTEGER PRIMARY KEY REFERENCES record(id), code TEXT NOT NULL,
        state TEXT NOT NULL, open INTEGER NOT NULL CHECK(open IN (0, 1)),
        ended INTEGER NOT NULL CHECK(ended IN (0, 1)),
        next TEXT NOT NULL {_json("next", "array")}, due INTEGER, due_name TEXT,
        valid_until INTEGER, holder TEXT, unit_id INTEGER REFERENCES unit(id),
        issued_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX standing_code ON standing(code, issued_at)",
    "CREATE INDEX standing_state ON standing(state)",
    "CREATE INDEX standing_open ON standing(open, issued_at)",
    "CREATE INDEX standing_due ON standing(due) WHERE due IS NOT NULL",
    "CREATE INDEX standing_valid ON standing(valid_until) WHERE valid_until IS NOT NULL",
    "CREATE INDEX standing_unit ON standing(unit_id, issued_at)",
    """CREATE TABLE counter (
        code TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL CHECK(last >= 0),
        PRIMARY KEY (code, year)
    ) STRICT""",
    _forbid(
        "counter", "UPDATE", "编号只能往后走",
        "NEW.last <= OLD.last OR " + _changed("code", "year"),
    ),
    _forbid("counter", "DELETE", "编号计数不可删除"),
    f"""CREATE TABLE draft (
        id INTEGER PRIMARY KEY, code TEXT NOT NULL, staff TEXT NOT NULL REFERENCES staff(no),
        body TEXT NOT NULL {_json("body")}, updated_at INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX draft_staff ON draft(staff, updated_at)",
)

_PAPERS = (
    """CREATE TABLE paper (hash TEXT NOT NULL PRIMARY KEY, body BLOB NOT NULL) STRICT""",
    *_frozen("paper", "已打印的版面"),
    """CREATE TABLE print (
        id INTEGER PRIMARY KEY, record_id INTEGER NOT NULL REFERENCES record(id),
        paper_name TEXT NOT NULL, paper TEXT NOT NULL REFERENCES paper(hash), copy TEXT,
        at INTEGER NOT NULL, by TEXT NOT NULL REFERENCES staff(no), again TEXT,
        nth INTEGER NOT NULL CHECK(nth >= 1), mode TEXT NOT NULL, queue TEXT, job TEXT,
        outcome TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX print_record ON print(record_id, at)",
    _forbid(
        "print",
        "UPDATE",
        "打印记录只能补记结果",
        _changed(
            "id", "record_id", "paper_name", "paper", "copy", "at", "by", "again", "nth", "mode",
            "queue",
        ),
    ),
    _forbid("print", "DELETE", "打印记录不可删除"),
)

_JOURNAL = (
    f"""CREATE TABLE journal (
        seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, by TEXT, action TEXT NOT NULL,
        subject TEXT, body TEXT NOT NULL {_json("body")}, records INTEGER NOT NULL,
        acts INTEGER NOT NULL, content TEXT NOT NULL, previous TEXT NOT NULL,
        hash TEXT NOT NULL UNIQUE CHECK(length(hash) = 64)
    ) STRICT""",
    "CREATE INDEX journal_subject ON journal(subject)",
    "CREATE INDEX journal_at ON journal(at)",
    *_frozen("journal", "日志"),
    _forbid(
        "journal",
        "INSERT",
        "日志必须一条接一条",
        "NEW.seq IS NOT ifnull((SELECT max(seq) FROM journal), 0) + 1 OR NEW.previous IS NOT"
        " ifnull((SELECT hash FROM journal ORDER BY seq DESC LIMIT 1),"
        " '0000000000000000000000000000000000000000000000000000000000000000')",
    ),
    _forbid("staff", "DELETE", "员工不可删除，只可离职"),
    _forbid("staff", "UPDATE", "工号不可修改", _changed("no", "created_at")),
)

STATEMENTS: tuple[str, ...] = (
    *_OFFICE, *_PLACES, *_RECORDS, *_STANDING, *_PAPERS, *_JOURNAL,
)
