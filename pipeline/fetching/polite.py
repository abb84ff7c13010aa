"""Manners towards other people's servers: who we are, what we may ask for, how often, and when to try again."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx

from pipeline.fetching.address import server_of, target_of
from pipeline.fetching.errors import RefusedError, UnreachableError
from pipeline.fetching.robots import MAX_BYTES, Rules, parse_robots

T = TypeVar("T")

_NOT_NOW = frozenset({408, 425, 429})  # answers below 500 that may be others in a while
LONGEST_WAIT = 120.0  # seconds; a server that asks for more is left alone


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
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


class Host:
    """One server: its robots.txt, when it was last asked, and until when it wants to be left alone. Requests to it come
    one at a time."""

    def __init__(self, client: httpx.Client, root: str, manners: Manners) -> None:
        self._client = client
        self._root = root
        self._manners = manners
        self._lock = threading.Lock()
        self._asked = float("-inf")
        self._rests_until = float("-inf")
        self._robots: Rules | UnreachableError | None = None

    def _rules(self) -> Rules:
        """The server's rules for us. Without a robots.txt everything is allowed; where it can't be had for now, nothing
        is, and it is not asked for again."""
        if self._robots is None:
            try:
                self._robots = with_patience(self._ask_for_rules, self._manners)
            except UnreachableError as error:
                self._robots = UnreachableError(f"its robots.txt can't be read: {error}", error.http_status)
        if isinstance(self._robots, UnreachableError):
            raise UnreachableError(str(self._robots), self._robots.http_status)
        return self._robots

    def _ask_for_rules(self) -> Rules:
        try:
            with self._client.stream("GET", f"{self._root}/robots.txt", follow_redirects=True) as answer:
                check_for_now(answer)
                content = _beginning(answer, MAX_BYTES) if answer.status_code == 200 else b""
        except (ValueError, httpx.InvalidURL) as error:  # redirected to no address
            raise UnreachableError(str(error)) from None
        finally:
            self._asked = time.monotonic()
        return parse_robots(content, self._manners.user_agent)

    def wait_turn(self, url: str) -> threading.Lock:
        """Wait until a URL may be asked for; the lock that is returned is held, and to be released by the caller.

        Raises RefusedError if robots.txt forbids it, UnreachableError if robots.txt can't be read or the server wants
        to be left alone for long.
        """
        self._lock.acquire()
        try:
            rules = self._rules()
            if not rules.allow(target_of(url)):
                raise RefusedError("robots.txt does not allow it")
            rest = self._rests_until - time.monotonic()
            if rest > LONGEST_WAIT:
                raise UnreachableError(f"put off: the server asks to wait {rest:.0f} s")
            delay = max(self._manners.delay, rules.delay)
            time.sleep(max(0.0, rest, self._asked + delay - time.monotonic()))
            self._asked = time.monotonic()
        except BaseException:
            self._lock.release()
            raise
        return self._lock

    def rest(self, seconds: float) -> None:
        """Leave the server alone for so long; for whoever holds its lock."""
        self._rests_until = max(self._rests_until, time.monotonic() + seconds)


def _beginning(answer: httpx.Response, n_bytes: int) -> bytes:
    content = bytearray()
    for chunk in answer.iter_bytes():
        content += chunk
        if len(content) >= n_bytes:
            break
    return bytes(content)


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


class NotNowError(Exception):
    """An answer that may be another in a while; ``wait``: seconds the server asks for, None if it says nothing."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(f"HTTP {answer.status_code}")
        self.http_status = str(answer.status_code)
        self.wait = wanted_wait(answer)


def check_for_now(answer: httpx.Response) -> None:
    """Raises NotNowError for an answer that may be another in a while."""
    if answer.status_code in _NOT_NOW or answer.status_code >= 500:
        raise NotNowError(answer)


def with_patience(once: Callable[[], T], manners: Manners) -> T:
    """What is answered in the end, trying again after a while. Raises UnreachableError if there is nothing."""
    reason, status = "", ""
    for nth in range(manners.tries):
        wait = manners.back_off * 2**nth * random.uniform(0.75, 1.25)  # not all clients at the same moment
        try:
            return once()
        except httpx.HTTPError as error:
            reason, status = str(error) or type(error).__name__, ""
        except NotNowError as error:
            reason, status = str(error), error.http_status
            wait = wait if error.wait is None else error.wait
        if wait > LONGEST_WAIT:
            raise UnreachableError(f"{reason}; the server asks to wait {wait:.0f} s", status)
        if nth + 1 < manners.tries:
            time.sleep(wait)
    raise UnreachableError(f"{reason} (tried {manners.tries} times)", status)
