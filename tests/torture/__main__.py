"""python -m tests.torture [--long] [--family NAME] [--seed N] [--processes N]

Prints counts per named fault class, with a control in every family that must go wrong. Ends with
status 1 when a promise was broken or a control was not noticed.
"""

from __future__ import annotations

import argparse
import sys
import time

from tests.torture import running
from tests.torture.families import FAMILIES


def main() -> int:
    """Run what was asked for; the exit status."""
    asked = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    asked.add_argument("--long", action="store_true", help="分钟级：发布前手工跑")
    asked.add_argument("--family", action="append", choices=[one.key for one in FAMILIES])
    asked.add_argument("--seed", type=int, default=running.SEED)
    asked.add_argument("--processes", type=int, default=running.cores())
    told = asked.parse_args()
    families = [one for one in FAMILIES if not told.family or one.key in told.family]
    begun, good, heading = time.monotonic(), True, ""
    print(running.heading())
    for row in running.rows(families, told.seed, long=told.long, processes=told.processes):
        if row.family.title != heading:
            heading = row.family.title
            print(f"{heading}（{row.family.key}）")
        print(running.table_line(row), flush=True)
        good = good and row.ok
    print(f"种子 {told.seed}，{time.monotonic() - begun:.0f} 秒："
          + ("全部守住，对照都查出来了" if good else "有没守住的，或对照没有查出来"))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
