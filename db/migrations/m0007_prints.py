"""The log of prints, for a list of a million: why a paper did not come out, with which other print
it stands on one sheet, and by what it is narrowed."""

STATEMENTS: tuple[str, ...] = (
    "ALTER TABLE print ADD COLUMN said TEXT",
    "ALTER TABLE print ADD COLUMN sheet INTEGER REFERENCES print(id)",
    """CREATE TRIGGER print_no_other_sheet BEFORE UPDATE ON print WHEN NEW.sheet IS NOT OLD.sheet
        BEGIN SELECT RAISE(ABORT, '打印记录只能补记结果'); END""",
    "CREATE INDEX print_at ON print(at)",
    "CREATE INDEX print_by ON print(by)",
    "CREATE INDEX print_outcome ON print(outcome)",
)
