"""Schema version 4, what must hold whatever writes: triggers that read the declaration of a record.

No form and no act is named here. What the triggers ask of a declaration is taken out of its JSON
once, when it comes in: `declared` (of the form) and `declared_act` (of each act). An act that the
declaration does not know is held to nothing but the rules of its table.
"""


def _stop(name: str, event: str, words: str, when: str) -> str:
    """A trigger that stops a write with words for people."""
    return f"CREATE TRIGGER {name} {event} WHEN {when} BEGIN SELECT RAISE(ABORT, '{words}'); END"


def _names(*keys: str) -> str:
    """SQL: the names in these lists of an act's JSON (row `a` of json_each), as one JSON list."""
    lists = " UNION ALL ".join(f"SELECT value FROM json_each(a.value, '$.{key}')" for key in keys)
    return f"(SELECT json_group_array(value) FROM ({lists}))"


_ENDING = "('release', 'close', 'reject', 'void', 'replace')"


def _told(source: str, form: str, acts: str) -> tuple[str, str]:
    """Two statements that take out of declarations what the triggers ask."""
    flag = "ifnull(json_extract(a.value, '$.{}'), 0) = 1"
    effect = "ifnull(json_extract(a.value, '$.effect'), 'step')"
    return (
        "INSERT INTO declared SELECT"
        f" {form}.hash, json_extract({form}.body, '$.validity.within') IS NOT NULL"
        f" AND json_extract({form}.body, '$.hangs_on') IS NOT NULL,"
        f" json_extract({form}.body, '$.total'){source}",
        f"INSERT INTO declared_act SELECT {form}.hash, json_extract(a.value, '$.name'), {effect},"
        f" {effect} IN {_ENDING},"
        f" {effect} IN {_ENDING} OR {flag.format('winds_up')},"
        f" {effect} = 'release' OR {flag.format('admits')}, {flag.format('second')},"
        f" {_names('second_after')}, {_names('after', 'after_any', 'though', 'undoes')},"
        f" {_names('undoes')} FROM {acts} a",
    )


_NEW, _OLD = (
    _told("", "NEW", "json_each(NEW.body, '$.acts')"),
    _told(" FROM declaration d", "d", "declaration d, json_each(d.body, '$.acts')"),
)
_LIST = "TEXT NOT NULL CHECK(json_valid({0}) AND json_type({0}) = 'array')"

_DECLARED: tuple[str, ...] = (
    # within: may not outlive what it hangs on · total: the field that says what a receipt takes
    """CREATE TABLE declared (
        hash TEXT NOT NULL PRIMARY KEY REFERENCES declaration(hash),
        within INTEGER NOT NULL CHECK(within IN (0, 1)), total TEXT
    ) STRICT""",
    # ends: the record's ordinary life · closes: what hangs on it holds no longer
    # passes: lets something or somebody through the gate
    # follows: the acts that end a record and leave this one open
    f"""CREATE TABLE declared_act (
        hash TEXT NOT NULL REFERENCES declaration(hash), name TEXT NOT NULL, effect TEXT NOT NULL,
        ends INTEGER NOT NULL, closes INTEGER NOT NULL, passes INTEGER NOT NULL,
        second INTEGER NOT NULL,
        second_after {_LIST.format("second_after")}, follows {_LIST.format("follows")},
        undoes {_LIST.format("undoes")}, PRIMARY KEY (hash, name)
    ) STRICT""",
    *_OLD,
    f"CREATE TRIGGER declaration_told AFTER INSERT ON declaration BEGIN {';'.join(_NEW)}; END",
    *(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '已用过的表单定义{words}'); END"
        for table in ("declared", "declared_act")
        for verb, words in (("UPDATE", "不可修改"), ("DELETE", "不可删除"))
    ),
)

_NUMBERS: tuple[str, ...] = (
    # A restore goes on from the numbers that are out on paper; its journal entry says how many.
    "CREATE INDEX journal_restore ON journal(seq) WHERE action = 'restore'",
    _stop(
        "record_number", "BEFORE INSERT ON record", "编号须一个接一个",
        """NEW.number <> printf('%s-%d-%06d', NEW.code, NEW.year, NEW.sequence)
        OR NEW.sequence IS NOT
            (SELECT last FROM counter WHERE code = NEW.code AND year = NEW.year)
        OR NEW.sequence > 1 AND NOT EXISTS (SELECT 1 FROM record WHERE code = NEW.code
            AND year = NEW.year AND sequence = NEW.sequence - 1)
        AND NOT EXISTS (SELECT 1 FROM journal WHERE action = 'restore'
            AND json_type(body, '$.gone') IS NULL)
        AND NEW.sequence - 1 - (SELECT count(*) FROM record WHERE code = NEW.code
            AND year = NEW.year) <> (SELECT ifnull(sum(
                json_extract(body, '$.gone."' || NEW.code || '-' || NEW.year || '"')), 0)
            FROM journal WHERE action = 'restore')""",
    ),
)

# Of an act a of a record r: whether no later act undid it.
_COUNTS = """NOT EXISTS (SELECT 1 FROM act u JOIN declared_act w
    ON w.hash = r.declaration AND w.name = u.name
    WHERE u.record_id = a.record_id AND u.position > a.position
    AND EXISTS (SELECT 1 FROM json_each(w.undoes) WHERE value = a.name))"""
# When the record of that row came to its end, for what hangs on it.
_CLOSED_AT = f"""(SELECT a.at FROM act a JOIN record r ON r.id = a.record_id
    JOIN declared_act d ON d.hash = r.declaration AND d.name = a.name
    WHERE a.record_id = {{}} AND d.closes AND {_COUNTS} ORDER BY a.position LIMIT 1)"""
_LIMIT = f"""(SELECT min(at) FROM (SELECT valid_until AS at FROM standing WHERE record_id = {{0}}
    UNION ALL SELECT {_CLOSED_AT.format("{0}")}))"""

_PERIODS: tuple[str, ...] = (
    _stop(
        "record_basis", "BEFORE INSERT ON record", "所依的单据已结束或已到期",
        f"""NEW.hangs_on IS NOT NULL
        AND (SELECT within FROM declared WHERE hash = NEW.declaration)
        AND ({_CLOSED_AT.format("NEW.hangs_on")} IS NOT NULL
            OR {_LIMIT.format("NEW.hangs_on")} <= NEW.issued_at)""",
    ),
    *(
        _stop(
            f"standing_within_{name}", event, "有效期不能超过所依的单据",
            f"""EXISTS (SELECT 1 FROM record h JOIN declared d ON d.hash = h.declaration
            WHERE h.id = NEW.record_id AND d.within AND h.hangs_on IS NOT NULL
            AND {_LIMIT.format("h.hangs_on")} < ifnull(NEW.valid_until, 1 << 62))""",
        )
        for name, event in (
            ("insert", "AFTER INSERT ON standing"),
            ("update", "AFTER UPDATE OF valid_until ON standing"),
        )
    ),
    # When a record ends or its limit comes nearer, what hangs on it holds no longer than it does.
    f"""CREATE TRIGGER standing_cut AFTER UPDATE ON standing
        WHEN EXISTS (SELECT 1 FROM record WHERE hangs_on = NEW.record_id) BEGIN
        UPDATE standing SET valid_until = {_LIMIT.format("NEW.record_id")}
            WHERE ifnull(valid_until, 1 << 62) > {_LIMIT.format("NEW.record_id")}
            AND record_id IN (SELECT h.id FROM record h JOIN declared d ON d.hash = h.declaration
                WHERE h.hangs_on = NEW.record_id AND d.within);
    END""",
)

_NEW_ACT = """record r JOIN declared_act d ON d.hash = r.declaration AND d.name = NEW.name
    WHERE r.id = NEW.record_id"""
_IN = "EXISTS (SELECT 1 FROM json_each(d.{}) WHERE value = a.name)"

_ACTS: tuple[str, ...] = (
    # What has ended a record stays so: only what its declaration leaves open follows.
    _stop(
        "act_over", "BEFORE INSERT ON act", "单据已结束，不能再办这项手续",
        f"""(SELECT ended FROM standing WHERE record_id = NEW.record_id)
        AND EXISTS (SELECT 1 FROM {_NEW_ACT} AND d.effect <> 'reverse'
            AND EXISTS (SELECT 1 FROM act a JOIN declared_act e
                ON e.hash = r.declaration AND e.name = a.name
                WHERE a.record_id = r.id AND e.ends AND {_COUNTS}
                AND (NOT {_IN.format("follows")}
                    OR e.effect = 'void' AND (d.effect = 'pay' OR d.passes))))""",
    ),
    # Nothing passes on a paper that is over, or whose basis is.
    _stop(
        "act_passes", "BEFORE INSERT ON act", "单据或所依的单据已结束或已到期，不能放行",
        f"""EXISTS (SELECT 1 FROM {_NEW_ACT} AND d.passes AND (EXISTS (SELECT 1 FROM standing s
            WHERE s.record_id = NEW.record_id AND (s.ended OR s.valid_until <= NEW.at))
            OR (SELECT within FROM declared WHERE hash = r.declaration)
            AND ({_CLOSED_AT.format("NEW_BASIS")} IS NOT NULL
                OR {_LIMIT.format("NEW_BASIS")} <= NEW.at)))""".replace(
            "NEW_BASIS", "(SELECT hangs_on FROM record WHERE id = NEW.record_id)"
        ),
    ),
    _stop(
        "act_second", "BEFORE INSERT ON act", "这项手续须第二人复核",
        f"""NEW.second IS NULL AND EXISTS (SELECT 1 FROM {_NEW_ACT} AND (d.second
            OR d.second_after <> '[]' AND EXISTS (SELECT 1 FROM act a
                WHERE a.record_id = r.id AND {_IN.format("second_after")} AND {_COUNTS})))""",
    ),
)

# Of a row m of `money`: whether no later row took it back.
_KEPT = "NOT EXISTS (SELECT 1 FROM money b WHERE b.reverses = m.id)"
_MOVED = "(SELECT sum(amount) FROM money m WHERE m.record_id = a.record_id AND m.act_id = a.id)"

_MONEY: tuple[str, ...] = (
    _stop(
        "money_paid_once", "BEFORE INSERT ON money", "这张收据已收过这张单的钱",
        f"""NEW.way = 'taken' AND NEW.amount > 0 AND NEW.receipt_id IS NOT NULL
        AND EXISTS (SELECT 1 FROM money m WHERE m.receipt_id = NEW.receipt_id
            AND m.record_id = NEW.record_id AND m.act_id IS NOT NEW.act_id
            AND m.reverses IS NULL AND {_KEPT})""",
    ),
    _stop(
        "money_receipt_total", "AFTER INSERT ON money", "记的账多于收据的合计",
        """NEW.way = 'taken' AND NEW.amount > 0 AND NEW.receipt_id IS NOT NULL
        AND (SELECT sum(amount) FROM money WHERE receipt_id = NEW.receipt_id AND way = 'taken'
            AND amount > 0) > (SELECT json_extract(r.body, '$."' || d.total || '"')
            FROM record r JOIN declared d ON d.hash = r.declaration
            WHERE r.id = NEW.receipt_id)""",
    ),
    _stop(
        "money_reversal_receipt", "BEFORE INSERT ON money", "冲正与原来那一笔不在同一张收据",
        """NEW.reverses IS NOT NULL AND EXISTS (SELECT 1 FROM money m WHERE m.id = NEW.reverses
            AND (m.receipt_id IS NOT NEW.receipt_id OR m.lineage <> NEW.lineage))""",
    ),
    # A journal entry closes each act, in its transaction: by then its money is in the ledger.
    _stop(
        "journal_money", "BEFORE INSERT ON journal", "账与手续不符",
        f"""EXISTS (SELECT 1 FROM act a JOIN record r ON r.id = a.record_id
            JOIN declared_act d ON d.hash = r.declaration AND d.name = a.name
            WHERE a.id > ifnull((SELECT acts FROM journal ORDER BY seq DESC LIMIT 1), 0)
            AND (d.effect IN ('pay', 'refund', 'forfeit')
                AND json_extract(a.body, '$.amount') + ifnull(json_extract(a.body, '$.kept'), 0)
                    IS NOT {_MOVED} AND json_extract(a.body, '$.amount') IS NOT NULL
                OR d.effect = 'reverse' AND {_MOVED} IS NULL AND EXISTS (SELECT 1 FROM money m
                    JOIN act u ON u.id = m.act_id WHERE m.record_id = a.record_id
                    AND m.reverses IS NULL AND {_KEPT} AND EXISTS (SELECT 1
                        FROM json_each(d.undoes) WHERE value = u.name))
                OR d.effect = 'void' AND EXISTS (SELECT 1 FROM money m
                    WHERE m.record_id = a.record_id AND m.act_id IS NULL AND {_KEPT})))""",
    ),
)

STATEMENTS = (*_DECLARED, *_NUMBERS, *_PERIODS, *_ACTS, *_MONEY)
