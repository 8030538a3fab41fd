"""Schema version 2: the search index.

Two contentless FTS5 tables, one row for each unit, person and vehicle and one for each record.
Contentless deletion needs the exact tokens that went in: they stand in a row beside, and with
`secure-delete` nothing of them stays in the index. Personal tokens go with the personal values
they came from, whoever deletes those. Every deletion is followed by `flush`: FTS5 forgets other
rows when a token is taken from a row and given back before both are written out.
"""


def _index(name: str) -> tuple[str, ...]:
    """An index of suffix tokens (every sign that is no letter counts as part of one)."""
    return (
        f"CREATE VIRTUAL TABLE {name} USING fts5(words, content='', columnsize=0, detail=none,"
        """ tokenize="ascii tokenchars '-=#@!'", prefix='1 2 3 4')""",
        f"INSERT INTO {name}({name}, rank) VALUES ('secure-delete', 1)",
        f"CREATE VIRTUAL TABLE {name}_terms USING fts5vocab({name}, row)",
    )


STATEMENTS: tuple[str, ...] = (
    *_index("place_words"),
    *_index("record_words"),
    """CREATE TABLE search_place (
        id INTEGER PRIMARY KEY, plate TEXT UNIQUE, words TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE search_record (
        record_id INTEGER PRIMARY KEY REFERENCES record(id), words TEXT NOT NULL,
        personal TEXT NOT NULL
    ) STRICT""",
    "CREATE TABLE search_built (version INTEGER NOT NULL) STRICT",
    """CREATE TRIGGER personal_forgotten AFTER DELETE ON personal
        WHEN EXISTS (
            SELECT 1 FROM search_record WHERE record_id = OLD.record_id AND personal <> ''
        ) BEGIN
        INSERT INTO record_words(record_words, rowid, words)
            SELECT 'delete', record_id, words || ' ' || personal FROM search_record
            WHERE record_id = OLD.record_id;
        INSERT INTO record_words(record_words) VALUES ('flush');
        INSERT INTO record_words(rowid, words)
            SELECT record_id, words FROM search_record WHERE record_id = OLD.record_id;
        UPDATE search_record SET personal = '' WHERE record_id = OLD.record_id;
    END""",
    *(
        f"""CREATE TRIGGER {table}_forgotten AFTER DELETE ON {table} BEGIN
        INSERT INTO place_words(place_words, rowid, words)
            SELECT 'delete', id, words FROM search_place WHERE {which};
        INSERT INTO place_words(place_words) VALUES ('flush');
        DELETE FROM search_place WHERE {which};
    END"""
        for table, which in (
            ("unit", f"id = OLD.id + {1 << 40}"),
            ("person", f"id = OLD.id + {2 << 40}"),
            ("vehicle", "plate = OLD.plate"),
        )
    ),
)
