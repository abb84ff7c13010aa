"""Manners towards other people's servers: who we are, what we may ask for, how often, and when to try again."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.robotparser import RobotFileParser

import httpx

from pipeline.fetching.address import server_of
from pipeline.fetching.errors import RefusedError, UnreachableError

RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})  # answers that may be others in a while
_LONGEST_WAIT = 120.0  # seconds; a server that asks for more is left alone


@dataclass(frozen=True, slots=True)
class Manners:
    """``delay``: seconds between two requests to one host; ``tries`` per URL; ``back_off``: seconds before the second
    try, doubled for each further one; ``timeout``: seconds without an answer; ``max_bytes`` of one download."""

    user_agent: str
    delay: float = 1.0
    tries: int = 4
    back_off: float = 2.0
    timeout: float = 60.0
    max_bytes: int = 200 << 20


def wanted_wait(response: httpx.Response) -> float | None:
    """Seconds a server asks to wait (Retry-After, as seconds or a date); None if it asks for nothing readable."""
    text = response.headers.get("retry-after", "").strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


class Host:
    """One server: its robots.txt, and when it was last asked. Requests to it come one at a time."""

    def __init__(self, client: httpx.Client, root: str, manners: Manners) -> None:
        self._client = client
        self._root = root
        self._manners = manners
        self._lock = threading.Lock()
        self._asked = float("-inf")
        self._robots: RobotFileParser | None = None

    def _rules(self) -> RobotFileParser:
        """The server's robots.txt. Without one everything is allowed; where it can't be had for now, nothing is."""
        if self._robots is None:
            rules = RobotFileParser()
            try:
                answer = self._client.get(f"{self._root}/robots.txt", follow_redirects=True)
                if answer.status_code >= 500:
                    raise UnreachableError("its robots.txt can't be read for now", str(answer.status_code))
                rules.parse(answer.text.splitlines() if answer.status_code == 200 else [])
            except httpx.HTTPError as error:
                raise UnreachableError(f"its robots.txt can't be read: {error or type(error).__name__}") from None
            self._robots = rules
        return self._robots

    def wait_turn(self, url: str) -> threading.Lock:
        """Wait until a URL may be asked for; the lock that is returned is held, and to be released by the caller.

        Raises RefusedError if robots.txt forbids it, UnreachableError if robots.txt can't be read.
        """
        self._lock.acquire()
        try:
            agent = self._manners.user_agent
            if not self._rules().can_fetch(agent, url):
                raise RefusedError("robots.txt does not allow it")
            delay = max(self._manners.delay, float(self._rules().crawl_delay(agent) or 0))
            time.sleep(max(0.0, self._asked + delay - time.monotonic()))
            self._asked = time.monotonic()
        except BaseException:
            self._lock.release()
            raise
        return self._lock


class Hosts:
    """Every server met, by scheme and name."""

    def __init__(self, client: httpx.Client, manners: Manners) -> None:
        self._client = client
        self._manners = manners
        self._hosts: dict[str, Host] = {}
        self._lock = threading.Lock()

    def of(self, url: str) -> Host:
        """The server of a URL. Raises RefusedError for what is no web address."""
        root = server_of(url)
        with self._lock:
            return self._hosts.setdefault(root, Host(self._client, root, self._manners))


def with_patience(once: Callable[[], httpx.Response], manners: Manners) -> httpx.Response:
    """The first answer that is worth reading, trying again after a while. Raises UnreachableError if there is none."""
    reason, status = "", ""
    for nth in range(manners.tries):
        wait = manners.back_off * 2**nth * random.uniform(0.75, 1.25)  # not all clients at the same moment
        try:
            answer = once()
        except httpx.HTTPError as error:
            reason, status = str(error) or type(error).__name__, ""
        else:
            if answer.status_code not in RETRIED:
                return answer
            reason, status = f"HTTP {answer.status_code}", str(answer.status_code)
            asked = wanted_wait(answer)
            wait = wait if asked is None else asked
        if wait > _LONGEST_WAIT:
            raise UnreachableError(f"{reason}; the server asks to wait {wait:.0f} s", status)
        if nth + 1 < manners.tries:
            time.sleep(wait)
    raise UnreachableError(f"{reason} (tried {manners.tries} times)", status)
