"""``docs/tables.md`` and ``docs/tables.ja.md``: the tables for people to read, in each language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape

from pipeline.declare import FIRST_VERSION, Codes, Column, Table, Text
from pipeline.tables import TABLES
from pipeline.tables.shared import IDENTITY, PROVENANCE

COMMAND = "python -m pipeline.dictionary docs"
_SHARED = {"identity": IDENTITY, "provenance": PROVENANCE}


@dataclass(frozen=True, slots=True)
class Words:
    """What a page says in its own language; ``of`` picks that language of a text in both."""

    page: str
    of: Callable[[Text], str]
    title: str
    intro: str
    other: str
    tables: str
    columns: tuple[str, ...]
    source: str
    row: str
    key: str
    primary: str
    no_primary: str
    shared: str
    shared_intro: str
    headings: tuple[str, str]
    and_all: str
    codes: str
    codes_intro: str
    code: tuple[str, str]
    one_of: str
    used_in: str
    since: str


ENGLISH = Words(
    page="tables.md",
    of=lambda text: text.en,
    title="The tables",
    intro="Each table is one Parquet dataset, `<table>.parquet`. The same words are in `dictionary.json` and "
    "`datapackage.json` beside the tables, and in the metadata of each Parquet file.\n\n"
    "Rows are sorted with missing values last. *Identified by* are columns that are never missing and tell every row "
    "from the others. *Items* names the concepts of the form's items that a value comes from (`concept` in "
    "`form_items`); `*` stands for any words, and `*` alone for the item that the row itself names. Where "
    "it is left out, the value comes from no item of the form. *Missing* says what null means.",
    other="[日本語](tables.ja.md)",
    tables="Tables",
    columns=("Column", "Type", "Meaning", "Missing"),
    source="Items",
    row="A row",
    key="Sorted by",
    primary="Identified by",
    no_primary="no columns that are always there",
    shared="Columns that many tables have",
    shared_intro="The tables below name these groups and list a column of theirs only where it means something else.",
    headings=("Identity", "Provenance"),
    and_all="And the columns of",
    codes="Closed lists of values",
    codes_intro="A column that refers to one of these lists holds nothing else.",
    code=("Value", "Meaning"),
    one_of=" (one of {})",
    used_in="In",
    since="since",
)
JAPANESE = Words(
    page="tables.ja.md",
    of=lambda text: text.ja,
    title="表の一覧",
    intro="各表は1つのParquetデータセット（`<表の名前>.parquet`）です。同じ説明が、表と同じフォルダの"
    "`dictionary.json` と`datapackage.json`、及び各Parquetファイルのメタデータにあります。\n\n"
    "並び順では欠損が最後です。「行を決める列」は、欠損せず行を一意に決める列です。"
    "「元の項目」は、値の元になる様式の項目の概念（`form_items` の `concept`）です。`*` は任意の語を表し、"
    "`*` のみの場合は行の `concept` が示す項目です。表示がない列は、様式の項目によらない値です。"
    "「欠損」はnullの意味です。",
    other="[English](tables.md)",
    tables="表",
    columns=("列", "型", "意味", "欠損"),
    source="元の項目",
    row="1行",
    key="並び順",
    primary="行を決める列",
    no_primary="常に値がある列では決まらない",
    shared="多くの表に共通する列",
    shared_intro="以下の表では、この列のまとまりを名前だけで示し、意味が異なる列だけを改めて示します。",
    headings=("識別", "出所"),
    and_all="ほかに次の列",
    codes="値の一覧",
    codes_intro="これらの一覧を参照する列には、一覧にある値だけが入ります。",
    code=("値", "意味"),
    one_of="（値は {}）",
    used_in="使う列",
    since="版",
)


def _cell(text: str) -> str:
    """Text that Markdown takes literally within a table."""
    return escape(text, quote=False).replace("|", "\\|")


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    lines = [list(headings), *(list(row) for row in rows)]
    yield f"| {' | '.join(lines[0])} |"
    yield f"|{' --- |' * len(lines[0])}"
    for line in lines[1:]:
        yield f"| {' | '.join(line)} |"


def _code_list(words: Words, column: Column) -> str:
    if not column.codes:
        return ""
    of = f"`{column.coded}`: " if column.coded else ""
    return words.one_of.format(f"{of}[{column.codes.name}](#{column.codes.name})")


def _column(words: Words, column: Column) -> Iterator[str]:
    unit = f" ({column.unit})" if column.unit else ""
    since = f" [{words.since} {column.since}]" if column.since != FIRST_VERSION else ""
    yield f"`{column.name}`"
    yield f"`{column.type}`{unit}"
    source = f"<br>{words.source}: {_names(column.items)}" if column.items else ""
    yield _cell(words.of(Text(column.en, column.ja))) + _code_list(words, column) + since + source
    yield _cell(words.of(column.missing))


def _columns(words: Words, columns: Iterable[Column]) -> Iterator[str]:
    yield from _table(words.columns, (_column(words, column) for column in columns))


def _groups(table: Table) -> list[str]:
    """The groups of shared columns that a table has."""
    names = {column.name for column in table.columns}
    return [group for group, columns in _SHARED.items() if names.issuperset(column.name for column in columns)]


def _own(table: Table) -> list[Column]:
    """The columns of a table that are no shared ones, or mean something else."""
    shared = {_told(column) for group in _groups(table) for column in _SHARED[group]}
    return [column for column in table.columns if _told(column) not in shared]


def _told(column: Column) -> tuple[str, str, Text]:
    return column.name, column.en, column.missing


def _keys(words: Words, table: Table) -> Iterator[str]:
    yield f"* {words.row}: {_cell(words.of(Text(table.en, table.ja)))}"
    yield f"* {words.key}: {_names(table.key)}"
    yield f"* {words.primary}: {_names(table.primary_key) or words.no_primary}"


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _section(words: Words, table: Table) -> Iterator[str]:
    yield from (f"## {table.name}", "", *_keys(words, table), "")
    yield from _columns(words, _own(table))
    if groups := _groups(table):
        titles = dict(zip(_SHARED, words.headings, strict=True))
        yield from ("", f"{words.and_all}: {', '.join(f'[{titles[name]}](#columns-{name})' for name in groups)}")
    yield ""


def code_lists() -> dict[str, tuple[Codes, list[str]]]:
    """Every closed list by name, with the columns that have its values."""
    found: dict[str, tuple[Codes, list[str]]] = {}
    for table in TABLES.values():
        for column in table.columns:
            if column.codes:
                found.setdefault(column.codes.name, (column.codes, []))[1].append(f"{table.name}.{column.name}")
    return found


def _code_section(words: Words, codes: Codes, columns: Iterable[str]) -> Iterator[str]:
    yield from (f"### {codes.name}", "", f"{words.used_in}: {_names(columns)}", "")
    yield from _table(words.code, ((f"`{value}`", _cell(words.of(text))) for value, text in codes.meanings.items()))
    yield ""


def _lines(words: Words) -> Iterator[str]:
    yield from (f"# {words.title}", "", words.other, "", f"<!-- {COMMAND} -->", "", words.intro, "")
    yield from (f"## {words.tables}", "")
    for table in TABLES.values():
        yield f"* [{table.name}](#{table.name}): {_cell(words.of(Text(table.en, table.ja)))}"
    yield from ("", f"## {words.shared}", "", words.shared_intro, "")
    for (name, columns), heading in zip(_SHARED.items(), words.headings, strict=True):
        yield from (f'### <a id="columns-{name}"></a>{heading}', "")
        yield from _columns(words, columns)
        yield ""
    for table in TABLES.values():
        yield from _section(words, table)
    yield from (f"## {words.codes}", "", words.codes_intro, "")
    for codes, columns in code_lists().values():
        yield from _code_section(words, codes, columns)


def pages() -> dict[str, str]:
    """The pages by file name, as Markdown."""
    return {words.page: "\n".join(_lines(words)).rstrip() + "\n" for words in (ENGLISH, JAPANESE)}
