"""robots.txt: the examples of RFC 9309 and what real ones have beside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.fetching.robots import parse_robots

AGENT = "hyokasho/1.0 (+mailto:who@example.jp)"
ALL = "User-agent: *\n"


@pytest.mark.parametrize(
    ("robots", "allowed", "forbidden"),
    [
        ("", ["/"], []),
        (f"{ALL}Disallow:", ["/", "/a"], []),
        (f"{ALL}Disallow: /", [], ["/", "/a?b"]),
        (f"{ALL}Disallow: /*.pdf$", ["/a.pdf?x", "/a.html", "/a.pdfx"], ["/a.pdf", "/b/a.pdf", "/.pdf"]),
        (f"{ALL}Disallow: /*.pdf", ["/a.html"], ["/a.pdf?x", "/b/a.pdf"]),
        (f"{ALL}Disallow: /a$b*c", ["/ab", "/a$b"], ["/a$bc", "/a%24b-c"]),
        (f"{ALL}Disallow: /a*b*c$", ["/ab", "/acb", "/abcd"], ["/abc", "/axbxc", "/abcc"]),
        (f"{ALL}Disallow: /ab*b$", ["/ab"], ["/abb"]),
        (f"{ALL}Disallow: /*?", ["/a"], ["/a?b"]),
        (f"{ALL}Disallow: /%2A", ["/a"], ["/*", "/%2a"]),
        (f"{ALL}Disallow: /\nAllow: /pub/", ["/pub/a"], ["/", "/pub"]),
        (f"{ALL}Allow: /pub/\nDisallow: /", ["/pub/a"], ["/a"]),
        (f"{ALL}Allow: /page\nDisallow: /page", ["/page"], []),
        (f"{ALL}Allow: /page\nDisallow: /*.htm", ["/page", "/page.pdf"], ["/page.htm"]),
        (f"{ALL}Disallow: /評価書", ["/a"], ["/%E8%A9%95%e4%BE%A1%E6%9B%B8.pdf"]),
        (f"{ALL}Disallow: /%61/%7Eb", ["/b"], ["/a/~b"]),
        (f"\ufeff{ALL}Disallow: /private/", ["/a"], ["/private/a"]),
        ("user-agent : *  # all\r\nDISALLOW : /x # not this\r\n\r\nDisallow: /y", ["/z"], ["/x", "/y"]),
        (f"{ALL}Disallow: /\nUser-agent: Hyokasho\nDisallow: /x", ["/a"], ["/x"]),
        (f"User-agent: hyokasho\nDisallow: /x\n{ALL}Allow: /\nUser-Agent: HYOKASHO\nDisallow: /y", ["/"], ["/x", "/y"]),
        ("User-agent: a\nUser-agent: hyokasho\nSitemap: x\nDisallow: /x", ["/a"], ["/x"]),
        (f"User-agent: hyokasho\nCrawl-delay: 1\n{ALL}Disallow: /", ["/a"], []),
        ("User-agent: hyoka\nDisallow: /", ["/a"], []),
        ("Disallow: /", ["/a"], []),
        (f"{ALL}Disallow /", ["/a"], []),
    ],
)  # fmt: skip
def test_what_may_be_asked_for(robots, allowed, forbidden):
    rules = parse_robots(robots.encode(), AGENT)
    assert [path for path in allowed if not rules.allow(path)] == []
    assert [path for path in forbidden if rules.allow(path)] == []


@pytest.mark.parametrize(
    ("value", "delay"), [("1.5", 1.5), ("10", 10), ("-1", 0), ("soon", 0), ("nan", 0), ("inf", 0), ("1e9", 3600)]
)
def test_the_delay_is_a_number_of_seconds(value, delay):
    assert parse_robots(f"{ALL}Crawl-delay: {value}".encode(), AGENT).delay == delay


def test_many_wildcards_take_no_time():
    assert parse_robots(f"{ALL}Disallow: /{'*a' * 5000}b".encode(), AGENT).allow("/" + "a" * 10_000)


@given(st.binary(), st.text())
def test_nothing_raises(content, path):
    parse_robots(ALL.encode() + b"Disallow: " + content, AGENT).allow("/" + path.encode("utf-8", "replace").decode())
