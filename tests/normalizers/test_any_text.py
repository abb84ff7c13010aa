"""No text whatever makes a normalizer raise: half a surrogate pair, a control, ten thousand digits."""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import normalizers

WORDS = re.findall(
    r"\S+",
    "令和 平成 昭 元 年 月 日 年度 R H S 4 . / - １ ２０ ２０２２ 十 〇 万 千 億 から まで ～ 同年 翌年 同月 （予定） "
    "未定 人 項目 以上 未満 以下 超 、 , ① ㈠ ㋿ ㍻ － 〇 （ ） ＜ ≪ 市 区 町 村 長 同上 ｶ ﾞ ゛ \u3099 \u0338 ⺠ \u00ad "
    "\u200b \ufe00 \ue000 \ufffd",
)
ANY_CHARACTER = st.characters(exclude_categories=()) | st.characters(min_codepoint=0, max_codepoint=0x9F)
ANY_TEXT = (
    st.text(ANY_CHARACTER)
    | st.lists(st.sampled_from([*WORDS, " ", "　", "\n"])).map("".join)
    | st.lists(st.sampled_from(WORDS) | ANY_CHARACTER).map("".join)
)
HARD = [
    "",
    "\ud800",
    "\udfff\ud800",
    "\x00",
    "\x1c\x85",
    "9" * 10_000,
    "年" * 10_000,
    "平" + " " * 10_000,
    "万" * 10_000,
]


def name(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__name__}"


def of_one_text(function: Callable[..., Any]) -> bool:
    """Whether a function takes one text, and nothing else that must be given."""
    parameters = list(inspect.signature(function).parameters.values())
    needed = [parameter for parameter in parameters if parameter.default is inspect.Parameter.empty]
    return len(needed) == 1 and str(needed[0].annotation) in ("str", "str | None")


def found() -> list[Callable[..., Any]]:
    """Every public function of the normalizers that needs one text and nothing else."""
    modules = [import_module(f"normalizers.{module.name}") for module in pkgutil.iter_modules(normalizers.__path__)]
    functions = {
        name(member): member
        for module in modules
        for key, member in vars(module).items()
        if callable(member) and not inspect.isclass(member) and not key.startswith("_")
        and str(getattr(member, "__module__", "")).startswith(module.__name__)
    }  # fmt: skip
    return [function for _, function in sorted(functions.items()) if of_one_text(function)]


NORMALIZERS = found()


def test_normalizers_are_found() -> None:
    assert {"normalizers.text.normalize_text", "normalizers.dates.find_dates"} <= set(map(name, NORMALIZERS))


@pytest.mark.parametrize("function", NORMALIZERS, ids=name)
@given(value=ANY_TEXT)
def test_no_text_raises(function: Callable[..., Any], value: str) -> None:
    function(value)


@pytest.mark.parametrize("function", NORMALIZERS, ids=name)
def test_hard_texts_do_not_raise(function: Callable[..., Any]) -> None:
    for value in HARD:
        function(value)
