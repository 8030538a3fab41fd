"""Schema version 3: attachments, the history of the estate, and indexes for long lists."""

_ATTACHMENTS: tuple[str, ...] = ()

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
    """CREATE TRIGGER person_history_forgotten AFTER DELETE ON person BEGIN
        DELETE FROM estate_history WHERE person_id = OLD.id;
    END""",
)

_LISTS: tuple[str, ...] = ()

STATEMENTS = (*_ATTACHMENTS, *_ESTATE, *_LISTS)
