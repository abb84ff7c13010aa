"""``boilerplate``: long texts that several agencies share nearly word for word, as clusters.

MinHash over character shingles, bands of the signatures as buckets, and in a bucket a comparison of the texts
themselves; what is alike is joined by union-find. Texts are taken in their own order, so that neither the order of the
documents nor chance has a part in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from rapidfuzz import fuzz

from normalizers.text import normalize_text

LEAST_CHARS = 100  # characters of ``value_norm`` but white space; shorter texts are alike without anybody having copied
SHINGLE = 4  # characters; about two words of Japanese
BANDS, BAND_HASHES = 30, 3  # texts that share half of their shingles meet in some band 49 times in 50
SIMILAR_AT = 0.85  # similarity (insertions and deletions, of all characters) from which two texts are one passage
LEADERS = 8  # texts of a bucket that each further one is compared to
BATCH = 4_000  # texts hashed at a time; bounds the memory
DECIMALS = 4  # of similarities
ID_DIGITS = 16

COLUMNS = {
    "assessments": ("assessment_id", "agency_name", "local_government_code"),
    "items": (
        "document_id", "assessment_id", "file_no", "entry_no", "item_code", "concept", "kind", "value_norm", "is_ocr",
    ),
}  # fmt: skip
KEPT = ("document_id", "assessment_id", "file_no", "entry_no", "item_code", "concept", "is_ocr")

Words = NDArray[np.uint64]


def _mixed(values: Words) -> Words:
    """The finisher of SplitMix64: every bit of the input reaches every bit of the output."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # the step of SplitMix64: multiples of it are far apart
_SEEDS = _mixed(np.arange(1, 2 * BANDS * BAND_HASHES + 1, dtype=np.uint64) * _GOLDEN).reshape(2, -1)


def _shingles(texts: Sequence[str]) -> tuple[Words, NDArray[np.int64]]:
    """Hashes of all shingles of the texts, one text after another, and where each text's begin."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32).astype(np.uint64)
    lengths = np.array([len(text) for text in texts])
    hashes = np.zeros(len(codes) - SHINGLE + 1, np.uint64)
    for at in range(SHINGLE):
        hashes = hashes * _GOLDEN + codes[at : at + len(hashes)]
    crossing = (np.cumsum(lengths)[:-1, None] - np.arange(1, SHINGLE)).ravel()  # from one text into the next
    inside = np.ones(len(hashes), bool)
    inside[crossing] = False
    counts = lengths - SHINGLE + 1
    return _mixed(hashes[inside]), np.concatenate([[0], np.cumsum(counts)[:-1]])


def signatures(texts: Sequence[str]) -> NDArray[np.uint32]:
    """MinHash signatures, one row a text; each text has at least ``SHINGLE`` characters."""
    out = np.empty((len(texts), BANDS * BAND_HASHES), np.uint32)
    for begin in range(0, len(texts), BATCH):
        some = texts[begin : begin + BATCH]
        hashes, starts = _shingles(some)
        for n, (factor, summand) in enumerate(_SEEDS.T):
            mixed = ((hashes * (factor | np.uint64(1)) + summand) >> np.uint64(32)).astype(np.uint32)
            out[begin : begin + len(some), n] = np.minimum.reduceat(mixed, starts)
    return out


def _buckets(signature: NDArray[np.uint32]) -> Iterator[list[int]]:
    """Texts that have a band in common, in ascending order; each bucket of two or more."""
    for band in range(BANDS):
        columns = signature[:, band * BAND_HASHES : (band + 1) * BAND_HASHES].astype(np.uint64)
        key = columns[:, 0]
        for column in columns.T[1:]:
            key = _mixed(key) + column
        order = np.argsort(key, kind="stable")
        ends = np.flatnonzero(np.diff(key[order])) + 1
        for bucket in np.split(order, ends):
            if len(bucket) > 1:
                yield bucket.tolist()


class _Sets:
    """Union-find over text numbers; the smallest number stands for its set."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))

    def find(self, one: int) -> int:
        while self.parent[one] != one:
            self.parent[one] = self.parent[self.parent[one]]
            one = self.parent[one]
        return one

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.find(one), self.find(other)))
        self.parent[high] = low


def cluster(texts: Sequence[str]) -> list[int]:
    """Of each text, sorted and all different, the number of the first text of its cluster."""
    sets = _Sets(len(texts))
    tried: set[tuple[int, int]] = set()
    for bucket in _buckets(signatures(texts)) if texts else ():
        leaders: list[int] = []
        for one in bucket:
            mine = sets.find(one)
            if any(sets.find(leader) == mine for leader in leaders):
                continue
            for leader in leaders:
                if (leader, one) in tried:
                    continue
                tried.add((leader, one))
                if fuzz.ratio(texts[leader], texts[one], score_cutoff=100 * SIMILAR_AT):
                    sets.join(leader, one)
                    break
            else:
                if len(leaders) < LEADERS:
                    leaders.append(one)
    return [sets.find(n) for n in range(len(texts))]


def _agencies(assessments: pa.Table) -> dict[str, str | None]:
    """Who filed each assessment: the local government, else the name; None, which is nobody, where neither is known."""
    columns = (assessments[name].to_pylist() for name in COLUMNS["assessments"])
    return {
        assessment_id: code or (normalize_text(name).replace(" ", "") if name else None)
        for assessment_id, name, code in zip(*columns, strict=True)
    }


def is_long(items: pa.Table) -> pa.ChunkedArray:
    """Which items are texts long enough to be asked whose they are."""
    # arrays of a declared type: pyarrow would look for pandas' objects in others, and load pandas for it
    least, kinds = pa.array([LEAST_CHARS], pa.int32())[0], pa.array(["text"], pa.string())
    is_text = pc.call_function("is_in", [items["kind"]], pc.SetLookupOptions(kinds))
    lengths = pc.call_function("utf8_length", [_compact(items)])
    return pc.call_function("and", [is_text, pc.call_function("greater_equal", [lengths, least])])


def _compact(items: pa.Table) -> pa.ChunkedArray:
    return pc.call_function("replace_substring", [items["value_norm"]], pc.ReplaceSubstringOptions(" ", ""))


def _similarities(texts: Sequence[str], first: Sequence[int], n_items: Sequence[int]) -> tuple[list[float], set[int]]:
    """Of each text its similarity to its cluster's representative, and the representatives: the text that most items
    have, of those the first."""
    members: dict[int, list[int]] = {}
    for text, cluster_no in enumerate(first):
        members.setdefault(cluster_no, []).append(text)
    chosen = {cluster_no: min(some, key=lambda text: (-n_items[text], text)) for cluster_no, some in members.items()}
    alike = [
        1.0 if chosen[cluster_no] == text else round(fuzz.ratio(texts[text], texts[chosen[cluster_no]]) / 100, DECIMALS)
        for text, cluster_no in enumerate(first)
    ]
    return alike, set(chosen.values())


def _cluster_id(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:ID_DIGITS]


def boilerplate_columns(tables: Mapping[str, pa.Table]) -> dict[str, pa.Array | pa.ChunkedArray]:
    """The columns of ``boilerplate``: every long text item whose text, or nearly the same, another agency has too."""
    items = tables["items"].filter(is_long(tables["items"])).select(list(COLUMNS["items"])).combine_chunks()
    encoded = _compact(items).combine_chunks().dictionary_encode()
    listed: list[str] = encoded.dictionary.to_pylist()
    order = sorted(range(len(listed)), key=listed.__getitem__)
    texts = [listed[n] for n in order]
    rank = np.empty(len(listed), np.int64)
    rank[order] = np.arange(len(listed))
    indices: NDArray[np.int32] = np.from_dlpack(encoded.indices)  # type: ignore[assignment]
    text_of = rank[indices] if len(listed) else np.zeros(0, np.int64)
    first = cluster(texts)
    agency = _agencies(tables["assessments"])
    filers = [agency.get(one or "") for one in items["assessment_id"].to_pylist()]
    agencies: dict[int, set[str | None]] = {}
    n_members: dict[int, int] = {}
    for text, filer in zip(text_of.tolist(), filers, strict=True):
        agencies.setdefault(first[text], set()).update({filer} - {None})
        n_members[first[text]] = n_members.get(first[text], 0) + 1
    shared = [n for n, text in enumerate(text_of.tolist()) if len(agencies[first[text]]) > 1]
    alike, chosen = _similarities(texts, first, np.bincount(text_of, minlength=len(texts)).tolist())
    mine = [int(text_of[n]) for n in shared]
    ids = {first[text]: _cluster_id(texts[first[text]]) for text in mine}
    kept = items.take(pa.array(shared, pa.int64()))
    return {
        **{name: kept[name] for name in KEPT},
        "cluster_id": pa.array([ids[first[text]] for text in mine], pa.string()),
        "n_members": pa.array([n_members[first[text]] for text in mine], pa.int32()),
        "n_agencies": pa.array([len(agencies[first[text]]) for text in mine], pa.int32()),
        "n_chars": pa.array([len(texts[text]) for text in mine], pa.int32()),
        "similarity": pa.array([alike[text] for text in mine], pa.float64()),
        "is_representative": pa.array([text in chosen for text in mine], pa.bool_()),
    }
