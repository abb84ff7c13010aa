// A row and its box belong together by their number: what is pointed at or chosen on one side is marked on both.
"use strict";

const numbered = [...document.querySelectorAll("[data-number]")];
const rows = numbered.filter((one) => !(one instanceof SVGElement));
const boxes = numbered.filter((one) => one instanceof SVGElement);
const findings = rows.filter((row) => row.dataset.kind === "diagnostics");
const picture = document.querySelector("svg");
let chosen = null;

function mark(number, name) {
  for (const one of numbered) one.classList.toggle(name, one.dataset.number === number);
}

function choose(number) {
  chosen = number;
  mark(number, "chosen");
  const quietly = { block: "nearest", inline: "nearest" };
  rows.find((row) => row.dataset.number === number)?.scrollIntoView(quietly);
  boxes.find((box) => box.dataset.number === number)?.scrollIntoView({ ...quietly, block: "center" });
}

for (const one of numbered) {
  one.addEventListener("mouseenter", () => mark(one.dataset.number, "near"));
  one.addEventListener("mouseleave", () => mark("", "near"));
  one.addEventListener("click", (event) => {
    choose(one.dataset.number);
    event.stopPropagation(); // a checkbox stands within its item
  });
  one.addEventListener("focus", () => choose(one.dataset.number));
}
// A small box over a large one is drawn last, so that it can be pointed at.
const size = (box) => box.width.baseVal.value * box.height.baseVal.value;
for (const box of [...boxes].sort((a, b) => size(b) - size(a))) picture.append(box);

// The row `step` further among some; null where there is none.
function further(among, step) {
  const at = among.findIndex((row) => row.dataset.number === chosen);
  return among[at < 0 ? (step > 0 ? 0 : among.length - 1) : at + step] ?? null;
}

function go(key) {
  const link = document.querySelector(`[data-key="${key}"]`);
  if (link) location.assign(link.href);
}

const keys = {
  f: () => step(findings, 1) || go("f"),
  F: () => step(findings, -1) || go("F"),
  j: () => step(rows, 1),
  k: () => step(rows, -1),
  b: () => picture?.classList.toggle("bare"),
};

function step(among, by) {
  const row = further(among, by);
  if (row) choose(row.dataset.number);
  return row;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
  (keys[event.key] ?? (() => go(event.key)))();
});

if (location.hash === "#first" && findings.length) choose(findings[0].dataset.number);
if (location.hash === "#last" && findings.length) choose(findings.at(-1).dataset.number);

document.getElementById("filter")?.addEventListener("input", (event) => {
  const wanted = event.target.value.toLowerCase();
  for (const row of document.getElementById("documents").rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
});
