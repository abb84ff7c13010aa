"""Passages that agencies share: found whatever the order, and only where two agencies have them."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from rapidfuzz import fuzz

from pipeline.boilerplate import LEAST_CHARS, SIMILAR_AT, cluster, signatures
from tests.forge.words import SENTENCES
from tests.pipeline.corpora import filing, made_of, tables

PASSAGE = "".join(SENTENCES[:6])
OTHER = "".join(SENTENCES[8:14])
CLEARLY = 0.92  # similarity that no comparison may miss, though a text is compared to its bucket's leaders only
EDITED = PASSAGE.replace("二人の職員", "ふたりの担当者")


def boilerplate(*filings):
    return made_of(tables(*filings))["boilerplate"].to_pylist()


def one(number, agency, *texts, **more):
    return filing(number, 2022, {f"c{n}": text for n, text in enumerate(texts)}, agency=agency, series=None, **more)


def test_near_identical_passages_of_two_agencies_are_a_cluster():
    rows = boilerplate(one(1, "霧沢市長", PASSAGE), one(2, "星見町長", OTHER, EDITED), one(3, "月舟村長", PASSAGE))
    assert [(row["assessment_id"][:16], row["concept"]) for row in rows] == [
        ("0" * 15 + "1", "c0"), ("0" * 15 + "2", "c1"), ("0" * 15 + "3", "c0"),
    ]  # fmt: skip
    assert len({row["cluster_id"] for row in rows}) == 1
    assert {(row["n_members"], row["n_agencies"]) for row in rows} == {(3, 3)}
    assert [row["is_representative"] for row in rows] == [True, False, True]
    assert rows[0]["similarity"] == 1.0
    assert SIMILAR_AT <= rows[1]["similarity"] < 1
    assert rows[0]["n_chars"] == len(PASSAGE)


def test_one_agencys_own_passages_are_none():
    assert boilerplate(one(1, "霧沢市長", PASSAGE, PASSAGE), one(2, "霧沢 市長", EDITED)) == []


def test_whose_agency_is_not_known_counts_as_nobody():
    unknown = one(2, "", PASSAGE)
    assert boilerplate(one(1, "霧沢市長", PASSAGE), unknown, one(3, "", PASSAGE)) == []


def test_short_texts_and_choices_are_left_out():
    short = "あ" * (LEAST_CHARS - 1)
    assert boilerplate(one(1, "霧沢市長", short), one(2, "星見町長", short)) == []
    spaced = " ".join("あ" * (LEAST_CHARS - 1))
    assert boilerplate(one(1, "霧沢市長", spaced), one(2, "星見町長", spaced)) == []
    choice = {"kinds": {"c0": "choice"}}
    assert boilerplate(one(1, "霧沢市長", PASSAGE, **choice), one(2, "星見町長", PASSAGE, **choice)) == []
    assert len(boilerplate(one(1, "霧沢市長", short + "い"), one(2, "星見町長", short + "い"))) == 2


def test_the_order_of_documents_does_not_matter():
    filings = [one(n, f"{n}市長", *(PASSAGE, EDITED, OTHER)[n % 3 :]) for n in range(1, 8)]
    expected = boilerplate(*filings)
    assert expected
    for seed in range(4):
        Random(seed).shuffle(filings)
        assert boilerplate(*filings) == expected


def edited(rng: Random, text: str, share: float) -> str:
    signs = list(text)
    for at in rng.sample(range(len(signs)), int(share * len(signs))):
        signs[at] = chr(rng.randrange(0x4E00, 0x9000))
    return "".join(signs)


def test_clusters_are_those_of_every_pair_compared():
    """Against the slow way, all pairs by similarity: what is clearly alike is joined, and nothing is joined that no
    chain of like texts joins."""
    rng = Random(5)
    bases = ["".join(rng.sample(SENTENCES, 6)) for _ in range(12)]
    texts = sorted({edited(rng, base, share) for base in bases for share in (0, 0.01, 0.03, 0.05, 0.4)})
    first = cluster(texts)
    joined = {(a, b) for a in range(len(texts)) for b in range(a) if first[a] == first[b]}
    pairs = {(a, b): fuzz.ratio(texts[a], texts[b]) / 100 for a in range(len(texts)) for b in range(a)}
    assert {pair for pair, likeness in pairs.items() if likeness >= CLEARLY} <= joined
    chained = list(range(len(texts)))
    for _ in texts:
        for (a, b), likeness in pairs.items():
            if likeness >= SIMILAR_AT:
                chained[a] = chained[b] = min(chained[a], chained[b])
    assert all(chained[a] == chained[b] for a, b in joined)
    assert all(first[first[n]] == first[n] <= n for n in range(len(texts)))
    assert len(set(first)) > len(bases)


def test_signatures_estimate_the_share_of_common_shingles():
    a, b, c = signatures([PASSAGE, EDITED, OTHER])
    assert np.mean(a == b) > 0.7
    assert np.mean(a == c) < 0.1


@pytest.mark.parametrize("batch", [1, 2, 3])
def test_batches_give_the_same_signatures(batch, monkeypatch):
    texts = [PASSAGE, EDITED, OTHER]
    expected = signatures(texts)
    monkeypatch.setattr("pipeline.boilerplate.BATCH", batch)
    assert (signatures(texts) == expected).all()


def test_signatures_are_the_same_on_every_machine():
    assert signatures(["架空の事務を行う部署"])[0, :3].tolist() == [377620030, 29670873, 448398841]


def test_no_documents_no_rows():
    assert [table.num_rows for table in made_of(tables()).values()] == [0, 0, 0]
