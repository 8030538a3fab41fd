"""A disk that fails at any single write: nothing is said to be saved that is not, nothing is lost
that was, and the words say what to do."""

import json
from pathlib import Path

import pytest

from db import journal
from db.store import Store, check_file
from tests.db import faults
from tests.db.made_office import Office

pytestmark = pytest.mark.skipif(bool(faults.lacking()), reason=faults.lacking())

EVERY_WRITE = """
import errno, json, sys
from pathlib import Path
from db.errors import Environment
from db.store import Store
from tests.db.faults import Faults
from tests.db.made_office import issue
folder, dek, many, number, torn = sys.argv[1:]
faults = Faults(Path(folder))
store = Store.open(Path(folder), bytes.fromhex(dek))
saved, words, at, sequence = [], set(), 0, 1
while True:
    faults.arm(at, int(many), getattr(errno, number), torn=torn == "torn")
    try:
        issue(store, sequence)
        saved.append(sequence)
    except Environment as error:
        words.add((error.kind, str(error)))
    finally:
        faults.disarm()
    if not faults.failed:
        break
    # What was not acknowledged may not be there.
    there = [row[0] for row in store.rows("SELECT sequence FROM record ORDER BY sequence")]
    assert there == saved, (at, there, saved)
    sequence = (saved[-1] if saved else 0) + 1
    at += 1
store.close()
print(json.dumps({"saved": saved, "words": sorted(words), "writes": at}))
"""


@pytest.mark.parametrize("number", ["EIO", "ENOSPC"])
@pytest.mark.parametrize("many", [1, faults.ALL])
def test_an_error_at_each_single_write_of_a_slip(office: Office, number: str, many: int) -> None:
    """Each call in turn, alone or with all that follow; the same connection goes on after it."""
    office.store.close()
    told = faults.run(
        EVERY_WRITE, str(office.folder), office.dek.hex(), str(many), number, "torn"
    )
    assert told["writes"] > 3
    assert {kind for kind, _ in told["words"]} == {"disk"}
    assert all("内容还在" in words for _, words in told["words"])
    store = Store.open(office.folder, office.dek)
    assert [row[0] for row in store.rows("SELECT sequence FROM record")] == told["saved"]
    assert check_file(store, full=True) == "ok" and journal.verify(store) is None
    store.close()
