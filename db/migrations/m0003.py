"""Schema version 3: attachments, the history of the estate, and indexes for long lists.

A picture is kept once, by the hash of its content, and frozen like the values that name it: it
goes only with them, under an approved destruction order. Chosen ones that no record uses yet are
"staged" and collected after some days.
"""

_USED = "SELECT 1 FROM attached a WHERE a.sha256 = "

_ATTACHMENTS: tuple[str, ...] = (
    """CREATE TABLE attachment (
        sha256 TEXT NOT NULL PRIMARY KEY CHECK(length(sha256) = 64), body BLOB NOT NULL,
        staged_at INTEGER
    ) STRICT""",
    "CREATE INDEX attachment_staged ON attachment(staged_at) WHERE staged_at IS NOT NULL",
    """CREATE TABLE attached (
        id INTEGER PRIMARY KEY, record_id INTEGER NOT NULL REFERENCES record(id),
        act_id INTEGER REFERENCES act(id), path TEXT NOT NULL CHECK(path <> ''),
        sha256 TEXT NOT NULL REFERENCES attachment(sha256)
    ) STRICT""",
    "CREATE UNIQUE INDEX attached_path ON attached(record_id, ifnull(act_id, 0), path)",
    "CREATE INDEX attached_sha256 ON attached(sha256)",
    # What a record uses is no longer staged; what was only chosen may be collected.
    """CREATE TRIGGER attached_used AFTER INSERT ON attached BEGIN
        UPDATE attachment SET staged_at = NULL WHERE sha256 = NEW.sha256; END""",
    """CREATE TRIGGER attachment_no_update BEFORE UPDATE ON attachment
        WHEN NEW.sha256 IS NOT OLD.sha256 OR NEW.body IS NOT OLD.body
        BEGIN SELECT RAISE(ABORT, '照片和扫描件不可修改'); END""",
    f"""CREATE TRIGGER attachment_no_delete BEFORE DELETE ON attachment
        WHEN EXISTS ({_USED} OLD.sha256)
        BEGIN SELECT RAISE(ABORT, '单据里的照片和扫描件不可删除'); END""",
    """CREATE TRIGGER attached_no_update BEFORE UPDATE ON attached
        BEGIN SELECT RAISE(ABORT, '单据里的照片和扫描件不可修改'); END""",
    """CREATE TRIGGER attached_no_insert BEFORE INSERT ON attached
        WHEN NEW.act_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM act a WHERE a.id = NEW.act_id AND a.record_id = NEW.record_id)
        BEGIN SELECT RAISE(ABORT, '照片或扫描件与手续不属于同一张单据'); END""",
    """CREATE TRIGGER attached_no_delete BEFORE DELETE ON attached
        WHEN NOT EXISTS (SELECT 1 FROM destruction_order o
            WHERE o.record_id = OLD.record_id AND o.approved_by IS NOT NULL)
        BEGIN SELECT RAISE(ABORT, '照片和扫描件须经两人批准的销毁单才可销毁'); END""",
    # A destroyed value takes its picture along, and the picture's content when nothing else
    # (a record, a draft) uses it.
    """CREATE TRIGGER personal_unattached AFTER DELETE ON personal BEGIN
        DELETE FROM attached WHERE record_id = OLD.record_id AND act_id IS OLD.act_id
            AND (path = OLD.path OR substr(path, 1, length(OLD.path) + 1) = OLD.path || '[');
    END""",
    f"""CREATE TRIGGER attached_forgotten AFTER DELETE ON attached
        WHEN NOT EXISTS ({_USED} OLD.sha256) BEGIN
        UPDATE attachment SET staged_at = 0 WHERE sha256 = OLD.sha256;
        DELETE FROM attachment WHERE sha256 = OLD.sha256
            AND NOT EXISTS (SELECT 1 FROM draft d WHERE instr(d.body, OLD.sha256));
    END""",
)

_IN_ORDER = (
    "printf('%02d%s-%02d%s-%02d%s', length(building), building, length(ifnull(entrance, '')),"
    " ifnull(entrance, ''), length(room), room)"
)
_ESTATE: tuple[str, ...] = (
    f"CREATE INDEX unit_in_order ON unit({_IN_ORDER})",
    """CREATE TABLE estate_history (
        id INTEGER PRIMARY KEY AUTOINCREMENT, change INTEGER NOT NULL, at INTEGER NOT NULL,
        by TEXT NOT NULL REFERENCES staff(no), act TEXT NOT NULL CHECK(act <> ''),
        kind TEXT NOT NULL CHECK(kind IN ('unit', 'person', 'residence', 'vehicle')),
        key ANY NOT NULL, unit_id INTEGER, left_unit INTEGER, person_id INTEGER,
        old TEXT CHECK(json_valid(old) AND json_type(old) = 'object'),
        new TEXT CHECK(json_valid(new) AND json_type(new) = 'object'),
        CHECK(old IS NOT new), CHECK(change <= id)
    ) STRICT""",
    "CREATE INDEX estate_history_change ON estate_history(change)",
    "CREATE INDEX estate_history_key ON estate_history(kind, key)",
    "CREATE INDEX estate_history_unit ON estate_history(unit_id)",
    "CREATE INDEX estate_history_left ON estate_history(left_unit) WHERE left_unit IS NOT NULL",
    "CREATE INDEX estate_history_person ON estate_history(person_id)",
    # What was told of one person may come to belong to another entry of the same person.
    """CREATE TRIGGER estate_history_no_update BEFORE UPDATE ON estate_history
        WHEN NEW.id IS NOT OLD.id OR NEW.change IS NOT OLD.change OR NEW.at IS NOT OLD.at
        OR NEW.by IS NOT OLD.by OR NEW.act IS NOT OLD.act OR NEW.kind IS NOT OLD.kind
        OR NEW.key IS NOT OLD.key OR NEW.unit_id IS NOT OLD.unit_id
        OR NEW.left_unit IS NOT OLD.left_unit OR NEW.old IS NOT OLD.old OR NEW.new IS NOT OLD.new
        OR OLD.person_id IS NULL
        OR NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id)
        BEGIN SELECT RAISE(ABORT, '房产的改动记录不可修改'); END""",
    # It holds personal values: they go with the person, and only so.
    """CREATE TRIGGER estate_history_no_delete BEFORE DELETE ON estate_history
        WHEN OLD.person_id IS NULL OR EXISTS (SELECT 1 FROM person p WHERE p.id = OLD.person_id)
        BEGIN SELECT RAISE(ABORT, '房产的改动记录不可删除'); END""",
    # REPLACE would take the history along, and the person would still be there.
    """CREATE TRIGGER person_no_replace BEFORE INSERT ON person
        WHEN EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.id)
        BEGIN SELECT RAISE(ABORT, '这条住户登记已经有了'); END""",
    """CREATE TRIGGER person_history_forgotten AFTER DELETE ON person BEGIN
        DELETE FROM estate_history WHERE person_id = OLD.id;
    END""",
)

_LISTS: tuple[str, ...] = (
    # Each holds what its order and the usual filters ask, so that a million lines are walked
    # without a look at the table; the row itself (record_id) breaks ties.
    "DROP INDEX standing_code",
    """CREATE INDEX standing_listed ON standing(
        code, issued_at, record_id, state, open, ended, due, valid_until
    )""",
    """CREATE INDEX standing_by_state ON standing(
        code, state, issued_at, record_id, ended, valid_until
    )""",
    "CREATE INDEX standing_by_number ON standing(code, record_id, issued_at)",
    "CREATE INDEX standing_by_due ON standing(code, due, record_id, issued_at)"
    " WHERE due IS NOT NULL",
    "CREATE INDEX standing_by_until ON standing(code, valid_until, record_id, issued_at)"
    " WHERE valid_until IS NOT NULL",
)


def _index(name: str) -> tuple[str, ...]:
    """The index again, looked up in fewer pages: beginnings of five signs are kept as such, a page
    of it fits into one of the file, its pieces are joined as soon as two are alike."""
    return (
        f"DROP TABLE {name}_terms",
        f"DROP TABLE {name}",
        f"CREATE VIRTUAL TABLE {name} USING fts5(words, content='', columnsize=0, detail=none,"
        """ tokenize="ascii tokenchars '-=#@!'", prefix='1 2 3 4 5')""",
        f"INSERT INTO {name}({name}, rank) VALUES ('secure-delete', 1)",
        f"INSERT INTO {name}({name}, rank) VALUES ('pgsz', 3936)",
        f"INSERT INTO {name}({name}, rank) VALUES ('usermerge', 2)",
        f"CREATE VIRTUAL TABLE {name}_terms USING fts5vocab({name}, row)",
    )


_SEARCH: tuple[str, ...] = (
    *_index("place_words"),
    *_index("record_words"),
    # The index is built anew, as for a store that never had one.
    "DROP TABLE search_place",
    "DROP TABLE search_record",
    "DELETE FROM search_built",
    """CREATE TABLE search_place (
        id INTEGER PRIMARY KEY, plate TEXT UNIQUE, words TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE search_record (
        record_id INTEGER PRIMARY KEY REFERENCES record(id), words TEXT NOT NULL,
        personal TEXT NOT NULL
    ) STRICT""",
    # What is shown of a record that is found, ready; a destroyed value takes its words along.
    """CREATE TABLE search_hit (
        record_id INTEGER PRIMARY KEY REFERENCES record(id), number TEXT NOT NULL,
        title TEXT NOT NULL, about TEXT, expired TEXT NOT NULL
    ) STRICT""",
    """CREATE TRIGGER personal_untold AFTER DELETE ON personal BEGIN
        UPDATE search_hit SET about = NULL WHERE record_id = OLD.record_id;
    END""",
    # So does a destroyed person's name as the one who holds the paper.
    """CREATE TRIGGER personal_unheld AFTER DELETE ON personal
        WHEN json_type(OLD.value) = 'object' BEGIN
        UPDATE standing SET holder = NULL WHERE record_id = OLD.record_id
            AND holder = json_extract(OLD.value, '$.name');
    END""",
    # What is in hand for a unit, however many records it has had.
    """CREATE INDEX standing_in_hand ON standing(unit_id, code, record_id, valid_until)
        WHERE ended = 0""",
    # Who lives where is answered from the index alone.
    "DROP INDEX residence_unit",
    "DROP INDEX residence_person",
    "CREATE INDEX residence_unit ON residence(unit_id, role, since, until, person_id)",
    "CREATE INDEX residence_person ON residence(person_id, unit_id, role, since, until)",
)

_FACTS = ("CREATE INDEX unit_building ON unit(building, entrance, kind)",)

STATEMENTS = (*_ATTACHMENTS, *_ESTATE, *_LISTS, *_SEARCH, *_FACTS)
