"""Does what a page tells its reader to do: ``python -m tests.docs.play PAGE.md``, in the folder it should be done in.

Files with a title are written, ``sh`` blocks are run by a shell and ``python`` blocks here, one after the other, each
going on where the one before ended. Ends at the first that fails.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.docs.blocks import Block, blocks

# Targets that are only looked up (make --dry-run): each takes minutes, or changes what the tests run from.
LOOKED_UP = ("test", "check", "lint", "types", "contract", "samples", "bench", "docs", "lock", "clean")
_LOOKED_UP = re.compile(rf"^make (?=({'|'.join(LOOKED_UP)})\b)", re.MULTILINE)


def play(page: Path) -> int:
    """Do it; how many blocks were done. Raises what the block raises."""
    names: dict[str, Any] = {"__name__": "__main__"}
    done = 0
    for block in blocks(page.read_text("utf8")):
        if block.reason or (block.language not in ("sh", "python") and not block.title):
            continue
        print(f"--- {page}:{block.line}", flush=True)
        _do(block, page, names)
        done += 1
    return done


def _do(block: Block, page: Path, names: dict[str, Any]) -> None:
    if block.title:
        path = Path(block.title)
        assert not path.exists(), f"{path} is there already"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, "utf8")
    elif block.language == "sh":
        done = subprocess.run(["sh", "-eu", "-c", _LOOKED_UP.sub("make --dry-run ", block.text)], check=False)
        if done.returncode != block.status:
            raise subprocess.CalledProcessError(done.returncode, done.args)
    else:
        exec(compile("\n" * (block.line - 1) + block.text, str(page), "exec"), names)


if __name__ == "__main__":
    print(f"{play(Path(sys.argv[1]))} blocks done")
