"""Schema version 7, templates of pre-printed pads 套打: each version frozen, the last one holds.

A version without a body says that the paper is no longer printed on a pad.
"""

STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE template (
        id INTEGER PRIMARY KEY, form TEXT NOT NULL CHECK(form <> ''),
        paper TEXT NOT NULL CHECK(paper <> ''), version INTEGER NOT NULL CHECK(version >= 1),
        body TEXT CHECK(json_valid(body) AND json_type(body) = 'object'
            AND length(body) <= 200000),
        made_at INTEGER NOT NULL, made_by TEXT NOT NULL REFERENCES staff(no),
        UNIQUE (form, paper, version)
    ) STRICT""",
    """CREATE TRIGGER template_next BEFORE INSERT ON template
        WHEN NEW.version <> 1 + (SELECT ifnull(max(t.version), 0) FROM template t
            WHERE t.form = NEW.form AND t.paper = NEW.paper)
        BEGIN SELECT RAISE(ABORT, '套打模板的版本须一个接一个'); END""",
    """CREATE TRIGGER template_no_update BEFORE UPDATE ON template
        BEGIN SELECT RAISE(ABORT, '套打模板的旧版本不可修改'); END""",
    """CREATE TRIGGER template_no_delete BEFORE DELETE ON template
        BEGIN SELECT RAISE(ABORT, '套打模板的旧版本不可删除'); END""",
)
