"""robots.txt as RFC 9309 has it: wildcards, the longest match, groups joined; and the usual ``Crawl-delay``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite
from urllib.parse import quote

MAX_BYTES = 512 << 10  # of a robots.txt that are read; the RFC asks for 500 KiB
_LONGEST_DELAY = 3600.0  # seconds; whoever writes more does not mean it
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ALL = "*"


@dataclass(slots=True)
class Rules:
    """What one server's robots.txt says to one agent. ``delay``: seconds between requests, 0 if it says nothing."""

    patterns: list[tuple[str, bool]] = field(default_factory=list)  # and whether it allows
    delay: float = 0.0

    def allow(self, target: str) -> bool:
        """Whether a path, with its query, may be asked for. Of the patterns that fit the longest counts; of two, the
        one that allows.

        >>> parse_robots(b"User-agent: *\\nDisallow: /*.pdf$\\nAllow: /open/*.pdf$", "me").allow("/a.pdf")
        False
        """
        path = _same(target).replace("*", "%2A").replace("$", "%24")
        fitting = [(len(pattern), allows) for pattern, allows in self.patterns if _fits(pattern, path)]
        return max(fitting)[1] if fitting else True


def _same(text: str) -> str:
    """A path or pattern with each character in one way: escaped unless it is unreserved or was left as it is."""
    escaped = quote(text, safe=_PRINTABLE)
    return _ESCAPE.sub(lambda found: _unescaped(found[1]), escaped)


def _unescaped(digits: str) -> str:
    character = chr(int(digits, 16))
    return character if character in _UNRESERVED else f"%{digits.upper()}"


def _fits(pattern: str, path: str) -> bool:
    """Whether a pattern fits a path from its beginning; ``$`` ends it, ``*`` is anything."""
    is_whole = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").replace("$", "%24").split("*")
    if not path.startswith(first):
        return False
    if is_whole and not others:
        return path == first
    at, last = len(first), others.pop() if is_whole else ""
    for part in others:  # as early as possible, so that nothing is ever tried twice
        at = path.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return path.endswith(last) and len(path) - len(last) >= at


def _token(agent: str) -> str:
    """The name by which an agent is addressed: ``hyokasho`` of ``hyokasho/1.0 (+who@example.jp)``."""
    return re.split(r"[\s/]", agent.strip(), maxsplit=1)[0].lower()


def _lines(content: bytes) -> Iterator[tuple[str, str]]:
    for line in content[:MAX_BYTES].decode("utf-8-sig", "replace").splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield name.strip().lower(), value.strip()


def parse_robots(content: bytes, agent: str) -> Rules:
    """What a robots.txt says to an agent: its own groups, joined, else those for all."""
    groups: dict[str, Rules] = {}
    named: list[Rules] = []
    is_naming = False
    for name, value in _lines(content):
        if name == "user-agent":
            named = named if is_naming else []
            named.append(groups.setdefault(_token(value), Rules()))
            is_naming = True
        elif name in ("allow", "disallow", "crawl-delay"):
            is_naming = False
            for rules in named:
                _add(rules, name, value)
    return groups.get(_token(agent)) or groups.get(_ALL) or Rules()


def _add(rules: Rules, name: str, value: str) -> None:
    if name == "crawl-delay":
        rules.delay = max(rules.delay, _seconds(value))
    elif value:
        rules.patterns.append((_same(value), name == "allow"))


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return min(max(value, 0.0), _LONGEST_DELAY) if isfinite(value) else 0.0
