"""What the printer prints, in any style, the parser reads back as the same tree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from normalizers.citations import parse_references
from normalizers.citations.model import (
    UNNUMBERED,
    DerivedLaw,
    Locator,
    LocatorRange,
    NamedLaw,
    NumberRange,
    Reference,
    Relative,
    SameLaw,
)
from normalizers.citations.printer import Style, print_reference
from normalizers.laws import Law, LawNumber, kind_of, law_book

KNOWN = ("番号法", "住民基本台帳法", "住基法施行令", "番号省令", "子ども・子育て支援法", "感染症法")
INVENTED = ("霧沢市個人番号利用条例", "星見町手数料条例", "霧沢市規則", "星見町医療費の助成に関する条例")

number = st.integers(1, 150)
plain = number.map(lambda value: (value,))
branched = st.tuples(number, st.lists(st.integers(2, 30), max_size=2)).map(lambda parts: (parts[0], *parts[1]))
styles = st.builds(
    Style,
    digits=st.sampled_from(["ascii", "wide", "kanji"]),
    schedule_digits=st.sampled_from(["ascii", "wide", "kanji"]),
    comma=st.sampled_from(["、", "，", "・", "及び", "、並びに", " 又は "]),
    is_elliptic=st.booleans(),
    is_tilde=st.booleans(),
    joint=st.sampled_from(["の", "", "　の"]),
    is_each=st.booleans(),
    by=st.sampled_from(["に基づく", "に規定する"]),
)
ranges = st.tuples(plain, st.integers(1, 9)).map(lambda two: NumberRange(two[0], (two[0][0] + two[1],)))
rows = st.lists(branched | ranges, min_size=1, max_size=6).map(tuple)


@st.composite
def provisions(draw: st.DrawFn, is_supplement: bool = False) -> Locator:
    paragraph = draw(st.none() | plain)
    item = draw(st.none() | branched)
    subitem = draw(st.none() | st.sampled_from("イロハニホ")) if item else None
    part = draw(st.none() | st.sampled_from(["本文", "ただし書", "前段", "後段", "柱書", "各号"]))
    return Locator(is_supplement, draw(branched), paragraph, item, subitem, part)


@st.composite
def provision_ranges(draw: st.DrawFn) -> LocatorRange:
    first = draw(
        st.sampled_from([Locator(article=(5,)), Locator(article=(12, 2)), Locator(article=(9,), paragraph=(1,))])
    )
    last = draw(
        st.sampled_from([Locator(article=(7,)), Locator(article=(12, 4))])
        if first.paragraph is None
        else st.just(Locator(article=(9,), paragraph=(3,)))
    )
    return LocatorRange(first, last)


tables = st.builds(Locator, article=branched, is_table=st.just(True), rows=rows | st.just(()))
schedules = st.builds(
    Locator, schedule=st.just(UNNUMBERED) | st.integers(1, 9).map(lambda n: (n,)), rows=rows | st.just(())
)
# A provision after one of the 附則 is of the 附則 too; so these come last but for the schedules.
targets = st.tuples(
    st.lists(provisions() | provision_ranges() | tables, max_size=4),
    st.lists(provisions(is_supplement=True), max_size=2),
    st.lists(schedules, max_size=2),
).map(lambda three: (*three[0], *three[1], *three[2]))
some_targets = targets.filter(bool)


@st.composite
def named_laws(draw: st.DrawFn, names: tuple[str, ...] = KNOWN + INVENTED) -> NamedLaw:
    name = draw(st.sampled_from(names))
    law = law_book().by_name.get(name) or Law(name, None, None, kind_of(name))
    aliases = draw(st.just(()) | st.sampled_from([("根拠法",), ("番号条例",)]))
    if law.number is None:
        return NamedLaw(name, law, None, aliases)
    return NamedLaw(name, law, draw(st.none() | st.just(LawNumber("平成", 25, "法律", 27))), aliases)


derived_laws = st.builds(
    lambda name, schedule, is_title, aliases: DerivedLaw(
        Reference(NamedLaw(name, law_book().by_name[name]), (Locator(schedule=schedule),)),
        "主務省令",
        is_title,
        aliases,
    ),
    st.sampled_from(KNOWN),
    st.sampled_from([UNNUMBERED, (1,), (2,)]),
    st.booleans(),
    st.sampled_from([(), ("表命令",)]),
)
same_laws = st.sampled_from(["同法", "同令", "同条例", "同施行令"]).map(SameLaw)
references = st.builds(Reference, named_laws() | same_laws | derived_laws | st.none(), some_targets) | st.builds(
    Reference, named_laws(KNOWN)
)


@given(references, styles)
def test_printed_and_parsed_is_the_same(reference: Reference, style: Style):
    printed = print_reference(reference, style)
    assert parse_references(printed) == [reference], printed


@given(references, styles)
def test_text_around_changes_nothing(reference: Reference, style: Style):
    printed = print_reference(reference, style)
    assert parse_references(f"①（{printed}）。") == [reference]
    found = parse_references(f"なお、\n・{printed}\nを参照する。")
    assert found == [reference]
    assert found[0].span.start == len("なお、\n・")


@given(st.sampled_from([Relative.SAME, Relative.PREVIOUS, Relative.NEXT]), plain, styles)
def test_relative_provisions(relative: Relative, paragraph: tuple[int, ...], style: Style):
    reference = Reference(None, (Locator(article=relative, paragraph=paragraph),))
    assert parse_references(print_reference(reference, style)) == [reference]
