"""Which local government an agency's name (評価実施機関名) names, what kind of agency it is, and what tells it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from normalizers.local_places import DESIGNATED_CITIES, Named, Place, begins_with_place, fold, prefectures
from normalizers.same_names import AGENCY_NAME, CONTACT, DECLARATION, TITLE, Evidence, decide

# The first pattern that is found decides; a name that none fits is judged by the place that it begins with.
_KINDS = (
    (
        "national",
        r"大臣|庁長官|内閣|人事院|会計検査院|衆議院|参議院|国会|裁判所|検察庁|法務局|厚生局|国税局|税務署|労働局|"
        r"公正取引委員会|国家公安委員会|個人情報保護委員会|公共職業安定所|労働基準監督署|"
        r"(?<![県府道都市区町村])(?:省|(?<!消防)(?<!警視)庁)$",
    ),
    ("union", r"広域連合|企業団|事務組合|広域行政|衛生組合|消防組合|病院組合"),
    (
        "incorporated",
        r"(?:国民)?健康保険組合|共済組合|協会|機構|法人|基金|公社|連合会|事業団|株式会社|国立大学|互助会|協議会|"
        r"大学$|大学学長",
    ),
    ("union", r"組合"),
)
_KIND_OF_ENDING = {"市": "city", "区": "ward", "町": "town", "村": "village"}
_EDUCATION = "教育委員会"
# Bodies of a local government that assess for themselves, by the words that name them.
_BODIES = (
    (_EDUCATION, r"教育委員会|教育長"),
    ("選挙管理委員会", r"選挙管理委員"),
    ("農業委員会", r"農業委員会"),
    ("公安委員会", r"公安委員会|警察本部"),
    ("人事委員会", r"人事委員会"),
    ("監査委員", r"監査委員"),
    ("固定資産評価審査委員会", r"固定資産評価審査委員会"),
    ("病院事業", r"病院事業|病院局|病院長"),
    ("公営企業", r"公営企業|企業管理者|企業局|企業長|水道"),
    ("消防", r"消防"),
    ("議会", r"(?<!協)議会"),
)
# A name that says a body but not whose: the document's other words say that.
_NO_PLACE = re.compile(
    r"\W*|当?[市区町村](?:長|役所|役場)|当?[都道府県]?知事|当?[都道府県市区町村]?(?:教育長|(?:教育|選挙管理|農業)委員会|"
    r"(?:地方)?公営企業管理者|病院事業管理者|(?:水道|下水道|上下水道)事業管理者)(?:委員長|会長|教育長)?"
)
_NOT_A_PREFECTURES = re.compile(r"[^、・()/]*?[市区町村](?:長|$|教育|役|選挙|議会)")
_SEGMENTS = re.compile(r"[\s、,，・:：()（）「」/]+")

# One of those who file together, where it is the head of a local government.
_HEAD = re.compile(r".{1,12}(?:[市区町村]長|[都道府県]知事)(?:様|殿)?")
# A ward that no list has (区 of designated cities), at the beginning of a name.
_UNLISTED_WARD = re.compile(r"[^\W市区町村]{1,4}区(?=長|役|$)")

# A name without its holder: what is kept is the first group.
_WITHOUT_HOLDER = tuple(
    re.compile(pattern)
    for pattern in (
        r"(.*?(?:広域連合|企業団))(?:広域連合)?(?:企業)?長.*",
        r"(.+?(?<!健康保険)(?<!共済)組合)(?:管理者|組合長|長).*",
        r"(.+?[都道府県])知事.*",
        r"(.+?[市区町村])長(?!寿).*",
        r"(.+?)教育長.*",
        r"(.+?大臣).*",
        r"(.+?庁)長官.*",
        r"(.+?)(?:代表)?(?:理事長|会長|総裁|学長|院長|支部長|取締役).*",
    )
)


class Agency(NamedTuple):
    """A local government by its 6-digit code, and the kind of agency. None where the name does not say for certain."""

    local_government_code: str | None
    prefecture: str | None
    municipality: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """An agency, which text decided (None where none did), and what could not be decided.

    ``candidates`` are the places of an ambiguous name. ``key`` is the same for all names of one agency: code, ward of
    a designated city and body, or the name without its holder; None where who it is is not known.
    """

    agency: Agency
    evidence: str | None = None
    candidates: tuple[Place, ...] = ()
    key: str | None = None

    @property
    def is_recognised(self) -> bool:
        """Whether the data or the kind's words know it: an invented city is not, a ministry is."""
        return self.agency.local_government_code is not None or self.agency.kind in _KNOWN_BY_WORDS


_KNOWN_BY_WORDS = frozenset({"national", "union", "incorporated"})


def identify_agency(name: str | None) -> Agency:
    """Look a printed agency name up; a union, a national or an incorporated agency gets no local government code.

    >>> identify_agency("札幌市長")
    Agency(local_government_code='011002', prefecture='北海道', municipality='札幌市', kind='city')
    >>> identify_agency("府中市長")
    Agency(local_government_code=None, prefecture=None, municipality=None, kind='city')
    """
    return resolve_agency(name).agency


def resolve_agency(name: str | None, evidence: Evidence | None = None) -> Resolution:
    """Who a printed name is, with what else its document says where the name alone leaves it open.

    >>> resolve_agency("府中市長", Evidence(contacts=["〒183-0000 東京都府中市架空町1-1"])).agency.local_government_code
    '132063'
    >>> [place.prefecture for place in resolve_agency("府中市長").candidates]
    ['東京都', '広島県']
    """
    evidence = evidence or Evidence()
    text = fold(name)
    kind = next((kind for kind, pattern in _KINDS if re.search(pattern, text)), None)
    if kind:
        prefecture = _prefecture_in(text)
        return Resolution(Agency(None, prefecture, None, kind), AGENCY_NAME, key=_name_key(name))
    named, source = _named(name or ""), AGENCY_NAME
    if not (named.places or named.prefecture) and _NO_PLACE.fullmatch(text):
        named, source = _from_statements(evidence, named)
    if not named.places:
        return _of_unlisted_place(name, named, evidence)
    is_head = source == AGENCY_NAME and named.rest.startswith(("長", "知事"))  # whatever else is named after that
    body = None if is_head else _body(text)
    if body == _EDUCATION and _head(name):
        body = None  # a board and its governor file together: the local government's, in whatever order
    place: Place | None = next(iter(named.places))
    ward, kind = named.ward, _kind_of_place(place, named.ward, body)
    if len(named.places) > 1:
        place, source = decide(name or "", named.places, evidence)
    elif source == AGENCY_NAME and not named.prefecture:
        place, ward, source = _of_designated_city(place, ward, evidence)
    if place is None:
        return Resolution(Agency(None, None, None, kind), candidates=named.places)
    agency = Agency(place.code, place.prefecture, place.municipality, _kind_of_place(place, ward, body))
    return Resolution(agency, source, key="/".join(filter(None, (place.code, ward, body))))


def _of_unlisted_place(name: str | None, named: Named, evidence: Evidence) -> Resolution:
    """Who a name is that the list of places does not have: a ward that the document says to be a designated city's, or
    somebody of whom the name's own words say the kind."""
    kind, ward = _kind(name), _UNLISTED_WARD.match(fold(name))
    found = _designated_city(ward[0], evidence) if ward and not named.prefecture else None
    if found is None:
        return Resolution(Agency(None, named.prefecture, None, kind), key=_name_key(_head(name) or name))
    (place, source), body = found, _body(fold(name))
    agency = Agency(place.code, place.prefecture, place.municipality, kind)
    return Resolution(agency, source, key="/".join(filter(None, (place.code, ward and ward[0], body))))


def _head(name: str | None) -> str | None:
    """The first of those who file together that is the head of a local government: 知事 beside its 教育委員会."""
    outside = re.sub(r"\(.*?\)", "", unicodedata.normalize("NFKC", name or ""))
    parts = map(fold, re.split(r"[\n、,・]|及び|並びに", outside))
    return next(filter(_HEAD.fullmatch, parts), None)


def _body(text: str) -> str | None:
    return next((body for body, pattern in _BODIES if re.search(pattern, text)), None)


def _kind_of_place(place: Place, ward: str | None, body: str | None) -> str:
    if body == _EDUCATION:
        return "education_board"
    return _KIND_OF_ENDING.get((ward or place.municipality or "")[-1:], "prefecture")


def _prefecture_in(text: str) -> str | None:
    match = re.search("|".join(prefectures()), text)
    return prefectures()[match[0]].prefecture if match else None


def _own_or_none(named: Named) -> Named:
    """A prefecture's own row as the place where nothing after its name is a municipality's."""
    if named.places or not named.prefecture or _NOT_A_PREFECTURES.match(named.rest):
        return named
    return named._replace(places=(prefectures()[fold(named.prefecture)],))


def _named(name: str) -> Named:
    """The place that a name begins with, or one of its parts (公営企業管理者（高槻市長）)."""
    whole = begins_with_place(fold(name))
    parts = [begins_with_place(fold(part)) for part in _SEGMENTS.split(unicodedata.normalize("NFKC", name))]
    parts = [part for part in parts if part.places]
    found = whole if whole.places or not parts else parts[0]
    if any(not set(part.places) & set(found.places) for part in parts):
        return Named(None, (), None, fold(name))  # several municipalities together are none of them
    return _own_or_none(found)


def _from_statements(evidence: Evidence, named: Named) -> tuple[Named, str]:
    """The place that title or declaration begin with, for a name that says no place (市長, 教育委員会)."""
    for level, texts in evidence.levels():
        found = (begins_with_place(text) for text in texts if level in (TITLE, DECLARATION))
        if place := next((one for one in found if one.places), None):
            return place, level
    return named, AGENCY_NAME


def _of_designated_city(place: Place, ward: str | None, evidence: Evidence) -> tuple[Place, str | None, str]:
    """The designated city whose ward it is (中央区 is not in Tokyo alone), if contact, title or declaration say so."""
    if not (place.municipality or "").endswith("区"):
        return place, ward, AGENCY_NAME
    found = _designated_city(fold(place.municipality), evidence)
    return (found[0], place.municipality, found[1]) if found else (place, ward, AGENCY_NAME)


def _designated_city(ward: str, evidence: Evidence) -> tuple[Place, str] | None:
    """The designated city that contact, title or declaration name before a ward, and which of them does."""
    cities = {fold(city): city for city in DESIGNATED_CITIES}
    pattern = re.compile(f"({'|'.join(sorted(cities))}){re.escape(ward)}")
    for level, texts in evidence.levels():
        if level in (CONTACT, TITLE, DECLARATION) and (match := next(filter(None, map(pattern.search, texts)), None)):
            return begins_with_place(match[1]).places[0], level
    return None


def _kind(name: str | None) -> str:
    """The kind by a name's own words, for a place that is not in the data."""
    text = _head(name) or fold(name)
    if re.search(_BODIES[0][1], text):
        return "education_board"
    if re.search(r"[都道府県]知事", text) or re.fullmatch(r"[^・、,]*県|(?:大阪|京都)府", text):
        return "prefecture"
    ending = re.match(r"[^・、,]*?([市区町村])(?:長|役所|役場|$)", text)
    return _KIND_OF_ENDING[ending[1]] if ending else "other"


def _name_key(name: str | None) -> str | None:
    """A name without its holder and in one form, for agencies without a code; None where there is no word in it."""
    text = fold(name)
    kept = next((match[1] for pattern in _WITHOUT_HOLDER if (match := pattern.fullmatch(text))), text)
    if "教育長" in text and kept != text:
        kept += _EDUCATION
    return kept if re.search(r"[^\W\d_]{2}", kept) and not _NO_PLACE.fullmatch(text) else None
