# SPDX-License-Identifier: Apache-2.0
"""Figures beside their peers: the results' file, and a table for people."""

import json
from dataclasses import dataclass

from .paths import HERE, OUT, TOP

DOCUMENT = TOP / "docs/performance.md"
BEGIN, END = "<!-- figures:", "<!-- end of figures -->"


@dataclass
class Figure:
    """One line of the results. A peer's name ends, after a comma, with how its figure came about."""

    name: str
    value: float
    unit: str
    peers: dict
    goal: float

    def verdict(self):
        best = min(self.peers.values(), default=None)
        if best is not None and self.value >= best:
            return "BEHIND THE BEST PEER"
        if self.goal is not None and self.value <= self.goal:
            return "meets its goal"
        return "" if best is None else "beats the best peer"


def assemble(values, live):
    """Figures in the order of peers.json; `live` are peers measured in this run, {figure: {peer: value}}."""
    known = json.loads((HERE / "peers.json").read_text(encoding="utf-8"))
    figures = []
    for entry in known["figures"]:
        name = entry["name"]
        measured = live.get(name, {})
        peers = {
            f"{peer}, {known['peers'][peer]}": value
            for peer, value in entry["peers"].items()
            if not any(other.split(",")[0] == peer for other in measured)
        }
        unit = entry.get("unit", "instructions")
        figures.append(Figure(name, values[name], unit, peers | measured, entry["goal"]))
    return figures


def write_results(figures):
    path = OUT / "results.json"
    path.write_text(json.dumps([vars(f) for f in figures], indent=1) + "\n", encoding="utf-8")
    return path


def show(value):
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else f"{value:.4f}"


def beside(figure, marks):
    """A figure's peers, the best first. A peer's number is where `marks` has it."""
    peers = []
    for peer, value in sorted(figure.peers.items(), key=lambda item: item[1]):
        mark = marks.setdefault(peer, len(marks) + 1)
        peers.append(f"{peer.split(',')[0]}[{mark}] {show(value)}")
    return ", ".join(peers)


def print_table(figures):
    marks = {}
    print(f"{'':28} {'Holdfast':>10} {'goal':>8}")
    for f in figures:
        line = f"{f.name:28} {show(f.value):>10} {show(f.goal):>8}  {f.verdict():20}"
        print(f"{line}  {beside(f, marks)}".rstrip())
    print("\nInstructions at all exception levels, cortex-a57; a ratio is to the bare machine.")
    for peer, mark in marks.items():
        print(f"[{mark}] {peer}")


def write_document(figures):
    """The table in docs/performance.md."""
    marks = {}
    lines = ["", "| | Holdfast | goal | others |", "|---|---:|---:|---|"]
    for f in figures:
        behind = "**" if f.verdict().isupper() else ""
        value = f"{behind}{show(f.value)}{behind}"
        lines.append(f"| `{f.name}` | {value} | {show(f.goal)} | {beside(f, marks)} |")
    lines += ["", "Bold: behind the best peer.", ""]
    lines += [f"- [{mark}] {peer}" for peer, mark in marks.items()]
    head, rest = DOCUMENT.read_text(encoding="utf-8").split(BEGIN)
    first, rest = rest.split("\n", 1)
    tail = rest.split(END)[1]
    text = f"{head}{BEGIN}{first}\n" + "\n".join(lines) + f"\n\n{END}{tail}"
    DOCUMENT.write_text(text, encoding="utf-8")
