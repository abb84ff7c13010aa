"""Tesseract as a recogniser of single lines.

Its command line is called and not PyMuPDF's binding, which lays out whole pages only (``--psm`` cannot be set): a page
of ruled cells comes back with lines of neighbouring cells mixed and with brackets and single marks dropped.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import PIL
from PIL import Image

from extractors.readers.ocr_image import Grey

COMMAND = "tesseract"
LANGUAGE = "jpn"
ONE_LINE, ONE_WORD, ONE_CHARACTER = "7", "8", "10"  # --psm: what the picture is
UNSURE = 50.0  # confidence below which a picture is tried again as one word
SQUARE = 1.25  # width by height of a picture, margins included, up to which it shows one character
TIMEOUT = 300  # seconds a page may take
LINE_HEIGHT = 64  # pixels a line is scaled to, its margins included: near what the recogniser was trained on
OTHER_HEIGHTS = 48, 80  # at which a doubtful line is read again
SURE = 85.0  # confidence from which one reading is enough
MISSING_COMMAND = "tesseract is not installed"
MISSING_LANGUAGE = "tesseract has no data for Japanese"
HOW_TO_INSTALL = (
    "To read pages that are only images, install Tesseract and its Japanese data: "
    "`apt-get install tesseract-ocr tesseract-ocr-jpn` (Debian, Ubuntu) or "
    "`brew install tesseract tesseract-lang` (macOS)."
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a picture says, and how sure of it the recogniser is (0 to 100)."""

    text: str
    confidence: float


@lru_cache(maxsize=1)
def what_is_missing() -> str | None:
    """Why text cannot be recognised on this machine; None where it can."""
    if shutil.which(COMMAND) is None:
        return MISSING_COMMAND
    said = _ask("--list-langs")
    if said is None:
        return MISSING_COMMAND
    return None if LANGUAGE in said.split() else MISSING_LANGUAGE


@lru_cache(maxsize=1)
def fingerprint() -> str | None:
    """What the text it recognises depends on, in 16 hex digits: Tesseract's version, and its data for Japanese. None
    where it can't recognise any."""
    if what_is_missing() is not None:
        return None
    about = f"{_ask('--version')} {PIL.__version__}"
    digest = hashlib.sha256(about.encode())
    folder = re.search(r'"(.*)"', _ask("--list-langs") or "")
    data = Path(folder[1] if folder else "", f"{LANGUAGE}.traineddata")
    if data.is_file():  # older versions do not say where it lies
        digest.update(data.read_bytes())
    return digest.hexdigest()[:16]


def _ask(option: str) -> str | None:
    try:
        said = subprocess.run([COMMAND, option], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return said.stdout


def recognise(pictures: Sequence[Grey]) -> list[Recognised]:
    """What each picture of one line says. Raises OSError where Tesseract fails.

    What it is not sure of is read in other sizes too, and what most of these say, the surest of them, is taken. As a
    line Tesseract loses a word alone and cuts a character alone in two: such pictures are tried again.
    """
    said = _run(pictures, ONE_LINE)
    doubtful = [k for k, one in enumerate(said) if one.confidence < SURE]
    others = [_run([pictures[k] for k in doubtful], ONE_LINE, height) for height in OTHER_HEIGHTS]
    for k, *more in zip(doubtful, *others, strict=True):
        said[k] = _agreed([said[k], *more])
    unsure = [k for k, one in enumerate(said) if one.confidence < UNSURE]
    for k, word in zip(unsure, _run([pictures[k] for k in unsure], ONE_WORD), strict=True):
        said[k] = max(said[k], word, key=lambda one: one.confidence)
    cut = [k for k, picture in enumerate(pictures) if _is_square(picture) and len(said[k].text) != 1]
    tries = [_run([pictures[k] for k in cut], ONE_CHARACTER, height) for height in (LINE_HEIGHT, *OTHER_HEIGHTS)]
    for k, *more in zip(cut, *tries, strict=True):
        if single := [one for one in more if len(one.text) == 1]:
            said[k] = _agreed(single)
    return said


def _agreed(readings: Sequence[Recognised]) -> Recognised:
    """The text that most readings give, by their confidence; the first of them where they are equal.

    >>> _agreed([Recognised("日的", 70.0), Recognised("目的", 60.0), Recognised("目的", 65.0)]).text
    '目的'
    """
    votes: dict[str, float] = {}
    for one in readings:
        votes[one.text] = votes.get(one.text, 0.0) + one.confidence
    text = max(votes, key=lambda text: votes[text])
    return Recognised(text, max(one.confidence for one in readings if one.text == text))


def _is_square(picture: Grey) -> bool:
    height, width = picture.shape
    return width <= SQUARE * height


def _run(pictures: Sequence[Grey], mode: str, height: int = LINE_HEIGHT) -> list[Recognised]:
    if not pictures:
        return []
    with TemporaryDirectory(prefix="hyokasho-") as folder:
        paths = [Path(folder, f"{k}.png") for k in range(len(pictures))]
        for path, picture in zip(paths, pictures, strict=True):
            _scaled(picture, height).save(path, compress_level=1)
        listed = Path(folder, "pictures.txt")
        listed.write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
        command = [COMMAND, str(listed), "stdout", "-l", LANGUAGE, "--psm", mode, "tsv"]
        # One thread: documents already run side by side, and Tesseract's threads cost more than they bring.
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        try:
            said = subprocess.run(
                command, capture_output=True, timeout=TIMEOUT, check=False, env=environment, encoding="utf-8"
            )
        except subprocess.TimeoutExpired:
            raise OSError(f"tesseract took more than {TIMEOUT} s") from None
    if said.returncode:
        raise OSError(f"tesseract failed: {said.stderr.strip()[-300:]}")
    return _parsed(said.stdout, len(pictures))


def _scaled(picture: Grey, height: int) -> Image.Image:
    image = Image.fromarray(np.ascontiguousarray(picture))
    size = max(round(image.width * height / image.height), 1), height
    return image.resize(size, Image.Resampling.LANCZOS)


def _parsed(tsv: str, n: int) -> list[Recognised]:
    """Words of Tesseract's table (level 5) put together by picture."""
    words: list[list[tuple[str, float]]] = [[] for _ in range(n)]
    for line in tsv.splitlines()[1:]:
        fields = line.split("\t")
        if len(fields) == 12 and fields[0] == "5" and fields[11].strip():
            words[int(fields[1]) - 1].append((fields[11], float(fields[10])))
    return [
        Recognised(
            _spaced([word for word, _ in said]),
            sum(sure * len(word) for word, sure in said) / max(sum(len(word) for word, _ in said), 1),
        )
        for said in words
    ]


def _spaced(words: Sequence[str]) -> str:
    """Words in a row: a space stands between Latin ones only, Tesseract puts it anywhere."""
    out = ""
    for word in words:
        out += " " + word if out[-1:].isascii() and out[-1:].isalpha() and word[0].isascii() else word
    return out
