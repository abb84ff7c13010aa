"""How well scans are read: the samples as pictures, through OCR, against their truth.

    .venv/bin/python -m tests.forge.ocr_score [--dpi 200] [--skew 0] [--mode grey|colour|black]
        [--paper 255] [--noise 0] [--show N] [NAME …]

prints per sample the choices and checkboxes that are right, how many are wrong without saying so (another option, or
another mark, with the status of a sure answer), and the seconds a page took.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image

from extractors.document import read_document
from extractors.engine.formspec import load_forms
from extractors.model import Choice, DocumentReading, Status

RAW, TRUTH = Path("data/raw"), Path("tests/samples")
MODES = ("grey", "colour", "black")
SURE = (Status.ANSWERED, Status.BLANK)
BLACK = 140  # grey level below which a pixel of a black-and-white scan is black


def scan(
    source: Path,
    target: Path,
    dpi: int = 200,
    skew: float = 0.0,
    mode: str = "grey",
    paper: int = 255,
    noise: float = 0.0,
) -> None:
    """``source`` as a scanner gives it: every page one picture, turned by ``skew`` degrees, in the given ``mode``, on
    paper of that grey level, with noise of that standard deviation in grey levels (the same at every call)."""
    random = np.random.default_rng(0)
    pages: list[Image.Image] = []
    with pypdfium2.PdfDocument(source) as pdf:
        for page in pdf:
            image = page.render(scale=dpi / 72).to_pil().convert("RGB")  # type: ignore[arg-type]
            if skew:
                image = image.rotate(skew, Image.Resampling.BICUBIC, fillcolor="white")
            if mode != "colour":
                image = image.convert("L")
            if paper < 255 or noise:
                levels = np.asarray(image, dtype=np.float64) * (paper / 255)
                levels += random.normal(0, noise, levels.shape)
                image = Image.fromarray(levels.clip(0, 255).astype(np.uint8))
            if mode == "black":
                image = image.point(lambda level: 255 * (level >= BLACK)).convert("1")
            pages.append(image)
    more = {} if mode == "black" else {"quality": 90}
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, **more)


@dataclass(frozen=True)
class Score:
    """Right choices and checkboxes of how many, and what is wrong, a line each."""

    choices: int
    choices_of: int
    checks: int
    checks_of: int
    wrong: tuple[str, ...]
    silent: tuple[str, ...]  # those of ``wrong`` that a reader of the table cannot tell from right ones


def score(reading: DocumentReading, truth: dict[str, Any]) -> Score:
    """A reading against the truth of a sample (``tests/samples/*.truth.json``)."""
    choices, checks, wrong, silent = [0, 0], [0, 0], [], []
    printed = [content for content in truth["contents"] if content["kind"] == "assessment"]
    for n, content in enumerate(printed):
        spec = load_forms()[content["form"], content["version"]]
        boxes = {item.code: item.options for item in spec.items.values()} | {
            f"{section.code}.opt_out": section.opt_out for part in spec.parts for section in part.sections
        }
        answers = reading.assessments[n].answers if n < len(reading.assessments) else ()
        by_key = {(a.code, a.file_no, a.entry_no): a for a in answers}
        for item in content["items"]:
            name = f"{item['code']}/{item['file_no']}/{item['entry_no']}"
            answer = by_key.get((item["code"], item["file_no"], item["entry_no"]))
            if "choice" in item:
                found = answer.choice if answer else None
                is_right = found is not None and _is_choice_right(found, item)
                choices[0] += is_right
                choices[1] += 1
                if not is_right:
                    wrong.append(
                        f"{name}: choice {item['choice']} {item.get('text')}, read {found and found.selected_text!r}"
                    )
                    silent += wrong[-1:] if answer and answer.status in SURE else []
            for option in boxes[item["code"]] if "checked" in item else ():
                marks = [check for check in answer.checks if check.no == option.no] if answer else []
                is_right = len(marks) == 1 and marks[0].is_checked == (option.no in item["checked"])
                checks[0] += is_right
                checks[1] += 1
                if not is_right:
                    said = marks[0].mark if marks else "nothing"
                    wrong.append(f"{name}: {option.no} {option.label} {option.no in item['checked']}, read {said!r}")
                    silent += wrong[-1:] if marks and marks[0].status in SURE else []
    return Score(choices[0], choices[1], checks[0], checks[1], tuple(wrong), tuple(silent))


def _is_choice_right(found: Choice, item: dict[str, Any]) -> bool:
    is_filled = bool(item["choice"] or item.get("text"))
    return found.selected_no == item["choice"] and bool(found.selected_text) == is_filled


def main() -> None:
    """Score the samples and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--dpi", type=int, default=200)
    parser.add_argument("--skew", type=float, default=0.0)
    parser.add_argument("--mode", choices=MODES, default="grey")
    parser.add_argument("--paper", type=int, default=255)
    parser.add_argument("--noise", type=float, default=0.0)
    parser.add_argument("--show", type=int, default=0, help="wrong answers to print per sample")
    said = parser.parse_args()
    print(f"{'sample':28} {'pages':>5} {'choices':>15} {'checkboxes':>17} {'silent':>6} {'s/page':>7}")
    with TemporaryDirectory() as folder:
        for path in sorted(RAW.glob("*.pdf")):
            if said.names and not any(name in path.stem for name in said.names):
                continue
            truth = json.loads((TRUTH / f"{path.stem}.truth.json").read_text("utf-8"))
            scan(path, pictures := Path(folder, path.name), said.dpi, said.skew, said.mode, said.paper, said.noise)
            began = perf_counter()
            reading = read_document(pictures, ocr="auto")
            took = (perf_counter() - began) / reading.info.n_pages
            got = score(reading, truth)
            pairs = ((got.choices, got.choices_of), (got.checks, got.checks_of))
            shares = " ".join(f"{a:5}/{b:<5}{a / b:6.1%}" if b else f"{'-':>17}" for a, b in pairs)
            print(f"{path.stem:28} {reading.info.n_pages:5} {shares} {len(got.silent):6} {took:7.1f}", flush=True)
            print("".join(f"    {line}\n" for line in got.wrong[: said.show]), end="")


if __name__ == "__main__":
    main()
