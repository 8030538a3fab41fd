"""A disk that fails at any single write: nothing is said to be saved that is not, nothing is lost
that was, and the words say what to do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from db import journal
from db.store import Store, check_file
from tests.db import fault_shim
from tests.db.made_office import Office

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(
    fault_shim.compiler() is None, reason="no C compiler for the shim (README installs tcc)"
)

EVERY_WRITE = """
import errno, json, sys
from pathlib import Path
from db.errors import Environment
from db.store import Store
from tests.db.fault_shim import Shim
from tests.db.made_office import issue
folder, dek, how, number = sys.argv[1:]
shim = Shim()
shim.watch(Path(folder))
store = Store.open(Path(folder), bytes.fromhex(dek))
saved, words, nth, sequence, calls = [], set(), 1, 1, 1
while calls >= nth - 1:
    shim.fail(nth, getattr(errno, number), always=how != "once", half=how == "half")
    try:
        issue(store, sequence)
        saved.append(sequence)
    except Environment as error:
        words.add((error.kind, str(error)))
    finally:
        calls = shim.heal()
    # What was not acknowledged may not be there.
    there = [row[0] for row in store.rows("SELECT sequence FROM record ORDER BY sequence")]
    assert there == saved, (nth, there, saved)
    sequence = (saved[-1] if saved else 0) + 1
    nth += 1
store.close()
print(json.dumps({"saved": saved, "words": sorted(words), "calls": calls}))
"""


def run(script: str, *arguments: str) -> Any:
    """What a script prints as JSON, run with the shim between it and the disk."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=ROOT, check=False,
        env=fault_shim.environment(), capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("number", ["EIO", "ENOSPC"])
@pytest.mark.parametrize("how", ["once", "always", "half"])
def test_an_error_at_each_single_write_of_a_slip(office: Office, number: str, how: str) -> None:
    """Each call in turn, alone or with all that follow; the same connection goes on after it."""
    office.store.close()
    told = run(EVERY_WRITE, str(office.folder), office.dek.hex(), how, number)
    assert told["calls"] > 30 and len(told["saved"]) < 4
    assert {kind for kind, _ in told["words"]} == {"disk"}
    assert all("内容还在" in words for _, words in told["words"])
    store = Store.open(office.folder, office.dek)
    assert [row[0] for row in store.rows("SELECT sequence FROM record")] == told["saved"]
    assert check_file(store, full=True) == "ok" and journal.verify(store) is None
    store.close()
