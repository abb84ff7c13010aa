"""The code blocks of a page, and what each is for.

A fenced block ``sh`` or ``python`` is run. One with a title, `` ```yaml title="a/path" ``, is a file that the reader
writes. A comment above a block says why it is not run, ``<!-- not run: reason -->``, or with which status it ends where
that is not 0, ``<!-- ends with 1 -->``. Other languages only show something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Pages that say the same in both languages.
PAIRS = (("README.md", "README.ja.md"), *((f"docs/{n}.md", f"docs/ja/{n}.md") for n in ("index", "licence", "limits")))
_BLOCK = re.compile(
    r"(?:^<!-- (?:not run: (?P<reason>[^\n]+)|ends with (?P<status>\d+)) -->\n+)?"
    r"^(?P<indent> *)```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?[^\n]*\n(?P<text>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A fenced block. ``line`` is that of its first line of code, from 1; ``reason`` why it is not run;
    ``status`` that with which it ends."""

    line: int
    language: str
    text: str
    title: str | None = None
    reason: str | None = None
    status: int = 0

    @property
    def commands(self) -> list[str]:
        """The command lines of a ``sh`` block: comments dropped, continued lines joined."""
        if self.language != "sh":
            return []
        lines = (re.sub(r"(^|\s)#.*", "", line).strip() for line in self.text.replace("\\\n", " ").splitlines())
        return [line for line in lines if line]


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    return [
        Block(
            page.count("\n", 0, found.start("text")) + 1,
            found["language"],
            "".join(line.removeprefix(found["indent"]) for line in found["text"].splitlines(keepends=True)),
            found["title"],
            found["reason"],
            int(found["status"] or 0),
        )
        for found in _BLOCK.finditer(page)
    ]


def pages() -> list[Path]:
    """Every page of the documentation, the READMEs first, relative to the repository."""
    found = [*ROOT.glob("README*.md"), *sorted((ROOT / "docs").rglob("*.md"))]
    return [path.relative_to(ROOT) for path in found]
