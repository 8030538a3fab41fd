"""Schema version 6, personal data: orders of destruction, what a destroyed page leaves, consents.

An order is proposed by one and approved by another; what it names stays listed, without values.
Of a printed page only the hash stays (docs/handbook.md §6).
"""

_ALL_APPROVED = """EXISTS (SELECT 1 FROM print p WHERE p.paper = OLD.hash)
    AND NOT EXISTS (SELECT 1 FROM print p WHERE p.paper = OLD.hash AND NOT EXISTS (
        SELECT 1 FROM destruction_order o
        WHERE o.record_id = p.record_id AND o.approved_by IS NOT NULL))"""

STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE destruction (
        id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, why TEXT NOT NULL CHECK(why <> ''),
        proposed_by TEXT NOT NULL REFERENCES staff(no), proposed_at INTEGER NOT NULL,
        approved_by TEXT REFERENCES staff(no), approved_at INTEGER,
        dropped_by TEXT REFERENCES staff(no), dropped_at INTEGER,
        done_at INTEGER, body TEXT NOT NULL CHECK(json_valid(body) AND json_type(body) = 'object'),
        CHECK(approved_by IS NULL OR approved_by <> proposed_by),
        CHECK((approved_by IS NULL) = (approved_at IS NULL)),
        CHECK((dropped_by IS NULL) = (dropped_at IS NULL)),
        CHECK(approved_by IS NULL OR dropped_by IS NULL),
        CHECK(done_at IS NULL OR approved_by IS NOT NULL)
    ) STRICT""",
    """CREATE TRIGGER destruction_no_insert BEFORE INSERT ON destruction
        WHEN NEW.approved_by IS NOT NULL OR NEW.dropped_by IS NOT NULL
        BEGIN SELECT RAISE(ABORT, '销毁单须先提出、后由另一人批准'); END""",
    # Approved or dropped once; then only what came of it, once.
    """CREATE TRIGGER destruction_no_update BEFORE UPDATE ON destruction
        WHEN OLD.dropped_by IS NOT NULL OR OLD.done_at IS NOT NULL
        OR (OLD.approved_by IS NOT NULL
            AND (NEW.approved_by IS NOT OLD.approved_by OR NEW.approved_at IS NOT OLD.approved_at))
        OR NEW.id IS NOT OLD.id OR NEW.number IS NOT OLD.number OR NEW.why IS NOT OLD.why
        OR NEW.proposed_by IS NOT OLD.proposed_by OR NEW.proposed_at IS NOT OLD.proposed_at
        BEGIN SELECT RAISE(ABORT, '销毁单只能批准一次，不可修改'); END""",
    """CREATE TRIGGER destruction_no_delete BEFORE DELETE ON destruction
        BEGIN SELECT RAISE(ABORT, '销毁单不可删除'); END""",
    """CREATE TABLE destruction_item (
        id INTEGER PRIMARY KEY, destruction_id INTEGER NOT NULL REFERENCES destruction(id),
        kind TEXT NOT NULL CHECK(kind IN ('record', 'person')), ref INTEGER NOT NULL,
        label TEXT NOT NULL CHECK(label <> ''), UNIQUE (destruction_id, kind, ref)
    ) STRICT""",
    "CREATE INDEX destruction_item_ref ON destruction_item(kind, ref)",
    """CREATE TRIGGER destruction_item_no_insert BEFORE INSERT ON destruction_item
        WHEN NOT EXISTS (SELECT 1 FROM destruction d WHERE d.id = NEW.destruction_id
            AND d.approved_by IS NULL AND d.dropped_by IS NULL)
        BEGIN SELECT RAISE(ABORT, '销毁单批准以后不可再添'); END""",
    """CREATE TRIGGER destruction_item_no_update BEFORE UPDATE ON destruction_item
        BEGIN SELECT RAISE(ABORT, '销毁清单不可修改'); END""",
    """CREATE TRIGGER destruction_item_no_delete BEFORE DELETE ON destruction_item
        BEGIN SELECT RAISE(ABORT, '销毁清单不可删除'); END""",
    # What a page said goes with the values it said; its hash stays.
    "CREATE INDEX print_paper ON print(paper)",
    "DROP TRIGGER paper_no_update",
    f"""CREATE TRIGGER paper_no_update BEFORE UPDATE ON paper
        WHEN NOT (NEW.hash IS OLD.hash AND NEW.body IS x'' AND {_ALL_APPROVED})
        BEGIN SELECT RAISE(ABORT, '已打印的版面不可修改'); END""",
    """CREATE TABLE consent (
        id INTEGER PRIMARY KEY, person_id INTEGER NOT NULL, given INTEGER NOT NULL
            CHECK(given IN (0, 1)), day TEXT NOT NULL
            CHECK(day IS strftime('%Y-%m-%d', julianday(day))),
        purpose TEXT NOT NULL CHECK(purpose <> ''), scope TEXT NOT NULL CHECK(scope <> ''),
        way TEXT NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL REFERENCES staff(no)
    ) STRICT""",
    "CREATE INDEX consent_person ON consent(person_id, id)",
    """CREATE TRIGGER consent_no_insert BEFORE INSERT ON consent
        WHEN NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id)
        BEGIN SELECT RAISE(ABORT, '没有这条住户登记'); END""",
    # As the history of the estate: it may come to belong to another entry of the same person.
    """CREATE TRIGGER consent_no_update BEFORE UPDATE ON consent
        WHEN NEW.id IS NOT OLD.id OR NEW.given IS NOT OLD.given OR NEW.day IS NOT OLD.day
        OR NEW.purpose IS NOT OLD.purpose OR NEW.scope IS NOT OLD.scope OR NEW.way IS NOT OLD.way
        OR NEW.at IS NOT OLD.at OR NEW.by IS NOT OLD.by
        OR NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.person_id)
        BEGIN SELECT RAISE(ABORT, '同意和撤回的记录不可修改'); END""",
    """CREATE TRIGGER consent_no_delete BEFORE DELETE ON consent
        WHEN EXISTS (SELECT 1 FROM person p WHERE p.id = OLD.person_id)
        BEGIN SELECT RAISE(ABORT, '同意和撤回的记录不可删除'); END""",
    """CREATE TRIGGER person_consents_forgotten AFTER DELETE ON person BEGIN
        DELETE FROM consent WHERE person_id = OLD.id;
    END""",
)
