"""What printed text means: the examples in docstrings, and agencies."""

import doctest

import pytest

from normalizers import agencies, dates, ditto, numerals, sizes, text


@pytest.mark.parametrize("module", [agencies, dates, ditto, numerals, sizes, text])
def test_examples_in_docstrings(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("北海道知事", ("010006", "北海道", None, "prefecture")),
        ("大津市長", ("252018", "滋賀県", "大津市", "city")),
        ("東京都府中市長", ("132063", "東京都", "府中市", "city")),
        ("札幌市教育委員会", ("011002", "北海道", "札幌市", "education_board")),
        ("愛知県後期高齢者医療広域連合長", (None, "愛知県", None, "union")),
        ("架空健康保険組合", (None, None, None, "incorporated")),
        ("架空大臣", (None, None, None, "national")),
        ("架空市長", (None, None, None, "city")),
        ("架空", (None, None, None, "other")),
        (None, (None, None, None, "other")),
    ],
)
def test_identify_agency(name, expected):
    assert agencies.identify_agency(name) == expected
