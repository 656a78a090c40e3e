"""Makes everything under `samples/` that is generated, or says what differs from it.

python -m samples.make            write samples/certificates, samples/dump and samples/dump.truth
python -m samples.make --check    write nothing; exit 1 if a committed file differs from the generator's
"""

from __future__ import annotations

import argparse
import sys

from samples.make import folders
from samples.make.fonts import FontMissing


def main() -> int:
    """Runs one of the two commands; returns the exit code."""
    ask = argparse.ArgumentParser(prog="python -m samples.make", description="Make the sample documents.")
    ask.add_argument("--check", action="store_true", help="write nothing, say what differs from the committed files")
    check = ask.parse_args().check
    try:
        plan = folders.plan()
    except FontMissing as missing:
        print(missing, file=sys.stderr)
        return 2
    if not check:
        folders.write(plan)
        print(f"{len(plan)} files, {sum(map(len, plan.values())) / 1e6:.1f} MB")
        return 0
    differing = folders.differing(plan)
    for line in differing:
        print(line)
    print(f"{len(plan)} files, {len(differing)} differ", file=sys.stderr)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
