"""The words by which organisations, their branches and roles, and answers that name nobody are known."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

CONTRACTOR, CONSORTIUM, REPRESENTATIVE, MEMBER, SUBCONTRACTOR = (
    "contractor", "consortium", "representative", "member", "subcontractor",
)  # fmt: skip


class _LegalForm(NamedTuple):
    name: str
    is_in_name: bool


def _data(name: str) -> list[dict[str, str]]:
    text = files("normalizers").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def legal_forms() -> dict[str, _LegalForm]:
    """Legal forms by every way they are written, abbreviations in parentheses included."""
    rows = _data("legal_forms.csv")
    return {
        written: _LegalForm(row["form"], row["is_in_name"] == "yes")
        for row in rows
        for written in row["written"].split("|")
    }


def _any_of(words: Iterable[str]) -> str:
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word) for word in longest_first)


@cache
def form_pattern() -> re.Pattern[str]:
    """A legal form, in any of the ways it is written."""
    written = legal_forms()
    latin = [word for word in written if word[0].isascii() and word[0].isalpha()]
    others = [word for word in written if word not in latin]
    return re.compile(rf"{_any_of(others)}|(?<![A-Za-z])(?:{_any_of(latin)})(?![A-Za-z])")


@cache
def local_branch() -> re.Pattern[str]:
    """A branch that begins with a place: 関西支社. Needed where no space stands before it."""
    rows = _data("local_governments.csv")
    towns = {re.sub(r"[市区町村]$", "", row["municipality"]) for row in rows}
    prefectures = {re.sub(r"[都府県]$", "", row["prefecture"]) for row in rows}
    places = {place for place in towns | prefectures | set(_REGIONS) if len(place) > 1}
    return re.compile(rf"(?:{_any_of(places)})[都府県市区町村]?(?:{_BRANCH_WORDS})$")


_REGIONS = (
    "東北", "北関東", "関東", "首都圏", "甲信越", "北信越", "信越", "北陸", "東海", "中部", "近畿", "関西", "京阪神",
    "中国", "四国", "中四国", "九州", "南九州", "西日本", "東日本", "中日本", "北日本", "南日本",
)  # fmt: skip
_BRANCH_WORDS = "支社|支店|支所|支部|支局|営業所|事業所|出張所|営業本部|営業部"
BRANCH = re.compile(rf".*(?:{_BRANCH_WORDS}|本社|本店|本部|事業部|統括部|オフィス|部|課|室)")
# What may follow a name's legal form after a space: a branch, an office, a centre.
OFFICE = re.compile(r".*(?:[局所部課社店室]|センター)")
# What a body without a legal form is called.
BODY = re.compile(r".*(?:会|機構|基金|センター|組合|庁|省|公社|財団|大学|大学校|学園|病院|協議会|[都道府県市区町村])")
# Words of another script than the name's, up to the end: ノースベル|霧沢支店.
BRANCH_BY_SCRIPT = re.compile(rf"(?<=[A-Za-z0-9ァ-ヶーぁ-ん])[一-鿿]{{2,8}}?(?:{_BRANCH_WORDS})$")
PERSON = re.compile(r"(?:^|\s)(?:代表取締役|代表理事|理事長|取締役|代表社員|支社長|支店長|所長|社長|会長).*$")

JOINT_WORD = re.compile(
    r"(?:特定業務|特定建設工事|共同)?共同企業体|共同事業体|コンソーシアム|企業連合|(?<![A-Za-z])J\.?V\.?(?![A-Za-z])"
)
ROLE_WORDS = {
    "代表構成員": REPRESENTATIVE, "代表構成企業": REPRESENTATIVE, "代表企業": REPRESENTATIVE,
    "代表事業者": REPRESENTATIVE, "代表団体": REPRESENTATIVE, "代表者": REPRESENTATIVE, "代表": REPRESENTATIVE,
    "幹事会社": REPRESENTATIVE,
    "幹事企業": REPRESENTATIVE, "幹事": REPRESENTATIVE,
    "構成員": MEMBER, "構成企業": MEMBER, "構成団体": MEMBER, "構成事業者": MEMBER, "参加企業": MEMBER,
    "再々委託先": SUBCONTRACTOR, "再委託先": SUBCONTRACTOR, "再委託": SUBCONTRACTOR,
    "委託先": CONTRACTOR, "受託者": CONTRACTOR, "受託業者": CONTRACTOR, "受託事業者": CONTRACTOR, "契約先": CONTRACTOR,
}  # fmt: skip
ROLE = re.compile(rf"[\[<【《]?({_any_of(ROLE_WORDS)})(?:名|企業)?\d?[\]>】》]?(?:\s*[:=]\s*|\s+|$|(?<=[\]>】》]))")

NOBODY = re.compile(
    r"[-ー]+|(?:特に)?(?:無し?|なし|ナシ)|該当(?:は|が)?(?:なし|無し?)|(?:再?委託先?|受託者|委託業者)(?:は|が)?(?:なし|無し?)"
    r"|.{0,12}委託(?:は|を)?(?:行わ|し|せず|実施し)(?:ない|ていない|ておらず|ません|ていません)?|非該当"
)
TENDER = re.compile(r"入札|プロポーザル|公募|見積(?:り)?合(?:わ)?せ|競争に?より|随意契約により")
OPEN = re.compile(
    r"未定|未決定|未確定|未契約|未選定|検討中|調整中|選定中|協議中|手続き?中|準備中|別途"
    r"|(?:今後|契約後|契約時|契約締結後|選定後|決定後)|(?:決定|選定|契約|委託|調達)(?:する|の|を)?予定|決まり?次第|決定次第|TBD"
    r"|(?:都度|毎年度?)、?(?:決定|選定|決め|定め)"
)
SENTENCE = re.compile(
    r"。|(?:する|した|れる|れた|ある|いる|ない|ます|です|ため|こと)$|により|による|において|における|場合|予定|参照|記載|とする"
    r"|公表|公開|のとおり|ただし"
)
NOBODYS_NAME = re.compile(
    r"(?:.*(?:事業者|業者|受託者|委託先|企業|会社|ベンダー|医療機関|法人)(?:等|各社)?|各.*|.*ごとに.*)"
)
