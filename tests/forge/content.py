"""Random but plausible answers for every item of a form edition, from a seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from extractors.engine.formspec import ROMAN, FormSpec, ItemSpec, PartSpec, SectionSpec, load_forms
from tests.forge import words

MARKS = "○〇◯●レ■"
REGIONS = ("figure", "record_items", "change_table")


@dataclass(frozen=True)
class Given:
    """One answer. ``choice`` is the option's printed number; ``text`` is what stands between the brackets where it is
    no option's label. ``checked``, ``marks`` and ``other_text`` go by option number."""

    code: str
    file_no: int | None = None
    entry_no: int | None = None
    value: str | None = None
    choice: int | None = None
    text: str | None = None
    checked: tuple[int, ...] = ()
    marks: tuple[tuple[int, str], ...] = ()
    other_text: tuple[tuple[int, str], ...] = ()

    @property
    def key(self) -> tuple[str, int | None, int | None]:
        """Code, file and entry."""
        return self.code, self.file_no, self.entry_no


@dataclass(frozen=True)
class RecordList:
    """Record items under one heading. ``style`` prints a number (``({n})``); empty for a list without numbers."""

    file_no: int
    group: str | None
    names: tuple[str, ...]
    style: str
    separator: str
    note: str | None


@dataclass(frozen=True)
class Change:
    """A row of the change table; None is an empty cell. ``item_code`` and ``entry_no`` are what ``item`` names."""

    on: str | None
    item: str
    before: str | None
    after: str | None
    timing: str | None
    reason: str | None
    item_code: str | None = None
    entry_no: int | None = None


@dataclass(frozen=True)
class Content:
    """All answers of one assessment. ``n_files`` counts 特定個人情報ファイル."""

    form: str
    version: str
    n_files: int
    items: tuple[Given, ...]
    record_items: tuple[RecordList, ...]
    changes: tuple[Change, ...]

    @property
    def spec(self) -> FormSpec:
        """The form's declaration."""
        return load_forms()[self.form, self.version]

    def given(self) -> dict[tuple[str, int | None, int | None], Given]:
        """Answers by key."""
        return {given.key: given for given in self.items}


@dataclass(frozen=True)
class Plan:
    """How much to write. ``size`` is that of text answers (see words.text); counts are upper bounds."""

    size: str = "small"
    files: int = 1
    systems: int = 3
    entries: int = 2
    changes: int = 4
    records: int = 12
    marks: str = MARKS


SMALL = Plan()
MEDIUM = Plan("medium", 1, 5, 3, 12, 60)
LARGE = Plan("large", 1, 12, 6, 40, 150)


def make(form: str, version: str, seed: int, plan: Plan = SMALL) -> Content:
    """A filled form. The same arguments give the same content. Raises KeyError for an edition that is not there."""
    spec = load_forms()[form, version]
    writer = _Writer(Random(seed), spec, plan)
    items = tuple(writer.items())
    return Content(form, version, plan.files, items, tuple(writer.records()), tuple(writer.changes()))


class _Writer:
    """Writes the answers of one form in printed order."""

    def __init__(self, rng: Random, spec: FormSpec, plan: Plan) -> None:
        self.rng, self.spec, self.plan = rng, spec, plan
        self.mark = rng.choice(plan.marks)
        self.business = rng.choice(words.BUSINESSES)

    def items(self) -> Iterator[Given]:
        """Answers, part by part; parts with ``repeat: file`` once for every file."""
        for part in self.spec.parts:
            for file_no in range(1, self.plan.files + 1) if part.repeat == "file" else (None,):
                for section in part.sections:
                    yield from self.section(section, file_no)

    def section(self, section: SectionSpec, file_no: int | None) -> Iterator[Given]:
        """Answers of a section: brackets beside the heading, then items; blocks in their printed order."""
        if section.opt_out:
            out = tuple(option.no for option in section.opt_out if self.rng.random() < 0.3)
            marks = tuple((no, self.mark) for no in out)
            yield Given(f"{section.code}.opt_out", file_no, checked=out, marks=marks)
        singles = [item for item in section.items if not item.repeat and item.kind not in REGIONS]
        given = {item.code: self.answer(item, file_no, None) for item in singles}
        entries = self.counts(section, given)
        done: set[str] = set()
        for item in section.items:
            if item.code in given:
                yield given[item.code]
            elif item.repeat and item.repeat not in done:
                done.add(item.repeat)
                group = [other for other in section.items if other.repeat == item.repeat]
                for number in range(1, entries[item.repeat] + 1):
                    for other in group:
                        answer = self.answer(other, file_no, number)
                        yield answer
                if entries[item.repeat] == 0 and self.rng.random() < 0.7:  # the first block is printed empty
                    yield from (Given(other.code, file_no, 1) for other in group)

    def counts(self, section: SectionSpec, given: dict[str, Given]) -> dict[str, int]:
        """How many blocks of each kind; the printed counts in ``given`` are made to agree."""
        kinds = dict.fromkeys(item.repeat for item in section.items if item.repeat)
        entries = {}
        for place, kind in enumerate(kinds):
            least, most = (1, self.plan.systems) if kind == "system" else (0, self.plan.entries)
            entries[kind] = self.rng.randint(least, most)
            counts = [item for item in section.items if item.kind == "count"]
            if place < len(counts):
                item, number = counts[place], entries[kind]
                digits = str(number) if self.rng.random() < 0.5 else str(number).translate(words.WIDE)
                given[item.code] = replace(given[item.code], value=digits if number else None)
                self.presence(item, number, given)
        return entries

    def presence(self, count: ItemSpec, number: int, given: dict[str, Given]) -> None:
        """Make the choice or the checkboxes that carry a count say the same as the count."""
        parent = self.spec.items[count.within or ""]
        old = given[parent.code]
        if parent.kind == "choice":
            given[parent.code] = replace(old, choice=1 if number else 2, text=None)
            return
        checked = set(old.checked) - {count.within_option} | ({count.within_option} if number else set())
        last = len(parent.options)
        counted = {option.no for option in parent.options if option.count}
        checked = (checked - {last}) if checked & counted else {last}
        numbers = tuple(sorted(no for no in checked if no is not None))
        given[parent.code] = replace(
            old, checked=numbers, marks=tuple((no, self.mark) for no in numbers), other_text=()
        )

    # ------------------------------------------------------------------------------------------- one answer

    def answer(self, item: ItemSpec, file_no: int | None, entry_no: int | None) -> Given:
        """One answer of the item's kind."""
        given = Given(item.code, file_no, entry_no)
        if item.kind == "choice":
            return self.choice(item, given)
        if item.kind == "checkboxes":
            return self.checkboxes(item, given)
        if item.kind == "reference":
            return replace(given, value=item.printed_value)
        return replace(given, value=self.value(item, file_no))

    def choice(self, item: ItemSpec, given: Given) -> Given:
        """Mostly an option; sometimes nothing, sometimes words that are no option."""
        roll = self.rng.random()
        if roll < 0.1:
            return given
        if roll < 0.14 and not item.within:
            return replace(given, text=self.rng.choice(("検討中である", "別途定める予定", "一部のみ該当")))
        return replace(given, choice=self.rng.choice(item.options).no)

    def checkboxes(self, item: ItemSpec, given: Given) -> Given:
        """Some options with the document's mark, and the words that go with them."""
        checked = tuple(option.no for option in item.options if self.rng.random() < 0.35)
        if item.labelled_by == "heading_bracket":
            checked = checked[:1]
        texts = []
        for option in item.options:
            if option.no in checked and (option.other or option.text):
                texts.append((option.no, self.other_text()))
        return replace(given, checked=checked, marks=tuple((no, self.mark) for no in checked), other_text=tuple(texts))

    def other_text(self) -> str:
        """What stands in その他（ … ）: a name, or a sentence that needs several lines."""
        names = (words.SYSTEMS, words.PEOPLE, tuple(d.replace("\n", "　") for d in words.DIVISIONS))
        if self.rng.random() < 0.75:
            return self.rng.choice(self.rng.choice(names))
        return "、".join(self.rng.sample(words.SYSTEMS, 4)) + "、" + self.rng.choice(words.PEOPLE)

    def value(self, item: ItemSpec, file_no: int | None) -> str | None:
        """The words of a text, date or count item; None where the cell is left blank."""
        rng, last = self.rng, item.concept.rsplit(".", 1)[-1]
        known = {
            "statement.number": lambda: str(rng.randint(1, 99)),
            "statement.name": lambda: f"{self.business}に関する事務　{self.spec.name}",
            "statement.agency": lambda: rng.choice(words.AGENCIES),
            "statement.declaration": lambda: words.paragraph(rng, 5),
            "business.name": lambda: f"{self.business}に関する事務",
            "system.name": lambda: rng.choice(words.SYSTEMS),
            "file.name": lambda: self.file_name(file_no or 1),
            "risk.file_name": lambda: self.file_name(file_no or 1),
            "business.file_names": lambda: "\n".join(self.file_name(n + 1) for n in range(self.plan.files)),
            "entrustment.name": lambda: f"{rng.choice(words.SYSTEMS)}の{rng.choice(words.NOUNS)}業務",
            "entrustment.contractor": lambda: rng.choice(words.COMPANIES),
            "provision.recipient": lambda: rng.choice(words.AGENCIES),
            "transfer.recipient": lambda: rng.choice(words.DIVISIONS),
        }
        if item.concept in known:
            return known[item.concept]()
        roll = rng.random()
        if roll < 0.08:
            return None
        if item.kind == "count":
            return None
        if item.kind == "date":
            return words.date(rng)
        if roll < 0.16:
            return rng.choice(words.NOTHING)
        if item.within:
            return words.sentence(rng)  # stands in parentheses inside another answer
        if last == "legal_basis":
            return words.legal_basis(rng)
        if last in ("name", "head_title", "department", "subject_scope"):
            return rng.choice(words.PEOPLE if last == "subject_scope" else words.DIVISIONS)
        return words.text(rng, self.plan.size)

    def file_name(self, number: int) -> str:
        """The name of a file; numbered where there are several."""
        tails = ("情報ファイル", "履歴ファイル", "照会結果ファイル")
        name = f"{self.business}{tails[(number - 1) % len(tails)]}"
        return name if self.plan.files == 1 else f"（{number}）{name}"

    # ------------------------------------------------------------------------------------------- annexes

    def records(self) -> Iterator[RecordList]:
        """Record items, in the style of one agency."""
        if not any(item.kind == "record_items" for item in self.spec.items.values()):
            return
        rng = self.rng
        style, separator = rng.choice(
            (("({n})", "、"), ("{n}．", "\n"), ("{n})", "、"), ("（{n}）", "　"), ("{n}．", "、"), ("・", "\n"))
        )
        stems = ("受付", "登録", "変更", "交付", "照会", "通知", "入金", "停止", "ﾌﾘｶﾞﾅ", "世帯")
        tails = ("年月日", "番号", "区分", "事由（コード）", "担当者名", "ﾌﾗｸﾞ", "件数")
        names = [f"{a}{b}" for a in stems for b in tails]
        for file_no in range(1, self.plan.files + 1):
            count = rng.randint(min(4, self.plan.records), self.plan.records)
            chosen = tuple(
                names[n % len(names)] + ("" if n < len(names) else f"{n // len(names) + 1}") for n in range(count)
            )
            group = (
                f"＜{self.file_name(file_no)}に関する記録項目＞" if self.plan.files > 1 or rng.random() < 0.5 else None
            )
            note = "※　ﾌﾗｸﾞの項目は、移行の後に削る予定" if rng.random() < 0.3 else None
            yield RecordList(file_no, group, chosen, style, separator, note)

    def changes(self) -> Iterator[Change]:
        """Rows of the change table."""
        rng, size = self.rng, self.plan.size
        targets = [
            (part, section, item)
            for part in self.spec.parts
            for section in part.sections
            for item in section.items
            if part.code in ROMAN and section.label
        ]
        dates = [words.date(rng) for _ in range(3)]
        for row in range(rng.randint(1, self.plan.changes)):
            part, section, item = rng.choice(targets)
            entry_no = rng.randint(1, 3) if item.repeat else None
            text_size = "small" if rng.random() < 0.8 else size
            before = rng.choice((None, "記載なし", "－", words.text(rng, text_size), words.text(rng, text_size)))
            after = rng.choice(("削除", f"[〇]その他（{words.short(rng)}）", words.text(rng, text_size)))
            reason = rng.choice((None, "同上" if row else "形式的な変更のため", "重要な変更に当たらないため", "-"))
            yield Change(
                on=rng.choice((*dates, None)),
                item=_path(part, section, item, entry_no, rng.choice(("\n", "\n", "　"))),
                before=before,
                after=after,
                timing=rng.choice(("事前", "事後", None)),
                reason=reason,
                item_code=item.code,
                entry_no=entry_no,
            )


def _path(part: PartSpec, section: SectionSpec, item: ItemSpec, entry_no: int | None, between: str) -> str:
    """An item as a change row names it: part, section, sub-heading or block, label."""
    number = section.code.rsplit(".", 1)[-1].translate(words.WIDE)
    steps = [f"{ROMAN[part.code]}　{part.label}", f"{number}．{section.label}"]
    if item.heading:
        steps.append(item.heading)
    if item.repeat:
        kinds = list(dict.fromkeys(other.repeat for other in section.items if other.repeat))
        block = section.blocks[kinds.index(item.repeat)]
        steps.append(f"{block}{entry_no}")
        if item.label == block:
            return between.join(steps)
    if item.labelled_by != "heading":
        steps.append(f"{item.number or ''}{item.label}")
    return between.join(steps)
