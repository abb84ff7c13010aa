"""Laws by name, abbreviation and number: what ``data/laws.yaml`` declares, and ids by rule.

A law's number (平成25年法律第27号) says most of its id at e-Gov (425AC0000000027): era, year, type and number. What it
does not say of an act is who brought the bill in, which is in the id too (325AC1000000100 is one of the 衆議院):
so an act has an id only where the data file vouches for it, while a cabinet order's follows from its number alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

ERA_DIGITS = {"明治": 1, "大正": 2, "昭和": 3, "平成": 4, "令和": 5}
_TYPE_CODES = {"法律": "AC", "政令": "CO"}

# Kind by how a name or a law's type ends; the first that fits stands.
_KINDS = (
    ("constitution", ("憲法",)),
    ("act", ("法律", "法")),
    ("cabinet_order", ("政令", "施行令", "勅令")),
    ("ministerial_order", ("省令", "府令", "庁令", "命令")),
    ("ordinance", ("条例",)),
    ("notice", ("告示", "訓令", "公告")),
    ("rule", ("規則", "細則")),
    ("circular", ("通知", "通達")),
)


@dataclass(frozen=True, slots=True)
class LawNumber:
    """The number of a law: 平成26年総務省令第85号 is ``("平成", 26, "総務省令", 85)``; era and year may be missing."""

    era: str | None
    year: int | None
    type: str
    no: int

    def __str__(self) -> str:
        year = "元" if self.year == 1 else self.year
        return f"{self.era}{year}年{self.type}第{self.no}号" if self.era else f"{self.type}第{self.no}号"


@dataclass(frozen=True, slots=True)
class Law:
    """A law: canonical name, number as text, e-Gov id (both null where unknown), and kind.

    Kinds: constitution, act, cabinet_order, ministerial_order, ordinance, rule, notice, circular, other.
    """

    name: str
    number: str | None = None
    law_id: str | None = None
    kind: str = "other"


def kind_of(name: str) -> str:
    """The kind of a law by the end of its name.

    >>> kind_of("霧沢市個人番号利用条例"), kind_of("利用手引")
    ('ordinance', 'other')
    """
    return next((kind for kind, endings in _KINDS if name.endswith(endings)), "other")


def law_id(number: LawNumber) -> str | None:
    """The e-Gov id of an act brought in by the Cabinet (閣法) or of a cabinet order; None for any other type.

    Scheme: digit of the era, year, AC or CO, 0000000, number (https://laws.e-gov.go.jp, 法令ID).

    >>> law_id(LawNumber("平成", 25, "法律", 27)), law_id(LawNumber("昭和", 42, "政令", 292))
    ('425AC0000000027', '342CO0000000292')
    """
    code = _TYPE_CODES.get(number.type)
    if code is None or number.era is None or number.year is None or number.year > 99 or number.no > 999:
        return None
    return f"{ERA_DIGITS[number.era]}{number.year:02d}{code}0000000{number.no:03d}"


@dataclass(frozen=True, slots=True)
class Derived:
    """An order that is named by the provision it rests on: ``of`` a law, ``by`` a schedule (別表2) or item (19-8)."""

    of: str
    by: str
    orders: tuple[str, ...]
    law: Law


@dataclass(frozen=True, slots=True)
class LawBook:
    """Every declared law by name and abbreviation, by number, and the orders named by their basis."""

    by_name: Mapping[str, Law]
    by_number: Mapping[str, Law]
    derived: tuple[Derived, ...]


def _number(text: str) -> LawNumber:
    """The number as the data file writes it: 平成25年法律第27号.

    >>> _number("昭和22年法律第67号")
    LawNumber(era='昭和', year=22, type='法律', no=67)
    """
    era, rest = text[:2], text[2:]
    year, rest = rest.split("年", 1)
    type_, no = rest.split("第", 1)
    return LawNumber(era, 1 if year == "元" else int(year), type_, int(no.removesuffix("号")))


def _law(entry: Mapping[str, object]) -> Law:
    number = _number(str(entry["number"])) if entry.get("number") else None
    known = entry["id"] if "id" in entry else number and law_id(number)
    kind = entry.get("kind") or kind_of(number.type if number else str(entry["name"]))
    return Law(str(entry["name"]), str(number) if number else None, str(known) if known else None, str(kind))


@cache
def law_book() -> LawBook:
    """The declared laws; read once."""
    data = yaml.load(
        files("normalizers").joinpath("data/laws.yaml").read_text(encoding="utf-8"),
        Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader),
    )
    by_name: dict[str, Law] = {}
    by_number: dict[str, Law] = {}
    derived: list[Derived] = []
    for entry in data["laws"]:
        law = _law(entry)
        if not entry.get("is_repeated"):
            by_name |= dict.fromkeys((law.name, *entry.get("short", ())), law)
        if law.number:
            by_number[law.number] = law
        derived += [Derived(one["of"], one["by"], tuple(one["orders"]), law) for one in entry.get("named_by", ())]
    return LawBook(by_name, by_number, tuple(derived))


ORDERS_OF_ACTS = ("施行令", "施行規則", "施行細則")


def order_of(base: Law, order: str) -> Law:
    """The order by which a law is put into force: the declared one, or one of the name that follows. An act's
    施行規則 is a ministry's.

    >>> order_of(Law("介護保険法", kind="act"), "施行規則").kind, order_of(Law("霧沢市条例"), "施行規則").kind
    ('ministerial_order', 'rule')
    """
    title = base.name + order
    kind = "ministerial_order" if (base.kind, order) == ("act", "施行規則") else kind_of(title)
    return law_book().by_name.get(title) or Law(title, None, None, kind)


def act_of(order: Law) -> Law | None:
    """The act that an order's name begins with; None for any other law.

    >>> act_of(Law("特別児童扶養手当等の支給に関する法律施行令")).number, act_of(Law("霧沢市条例施行規則"))
    ('昭和39年法律第134号', None)
    """
    name = next((order.name.removesuffix(end) for end in ORDERS_OF_ACTS if order.name.endswith(end)), "")
    if kind_of(name) != "act":
        return None
    return law_book().by_name.get(name) or Law(name, None, None, "act")


def numbered_law(name: str | None, number: LawNumber) -> Law:
    """The law of a printed number: the declared one, or one under the name printed (or the number, without a name).

    >>> numbered_law(None, LawNumber("平成", 25, "法律", 27)).law_id
    '425AC0000000027'
    >>> numbered_law("霧沢市手数料条例", LawNumber("平成", 12, "条例", 8))
    Law(name='霧沢市手数料条例', number='平成12年条例第8号', law_id=None, kind='ordinance')
    """
    known = law_book().by_number.get(str(number))
    if known is not None:
        return known
    kind = kind_of(number.type)
    return Law(name or str(number), str(number), law_id(number) if kind == "cabinet_order" else None, kind)
