#!/usr/bin/env python3
"""Draws the tables of benches/README.md as docs/benchmarks.svg."""

import html
import math
import pathlib
import re

root = pathlib.Path(__file__).resolve().parent.parent
text = (root / "benches/README.md").read_text()
machine = re.search(r"## Results\n\n(.*?);", text, re.S).group(1).replace("\n", " ")


def rows(heading):
    """The cells of the table below a header line that starts with these words."""
    table = text.split(heading, 1)[1].split("\n\n", 1)[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def first_number(cell):
    return float(re.match(r"[\d.]+", cell).group())


bars = []
for run, peer, ratio in rows("| run | peer |"):
    peer = re.split(r"[(,]", peer)[0].strip()
    bars.append((f"{run} / {peer}", first_number(ratio)))
for run, *ratios in rows("| run | one thread |"):
    for threads, ratio in zip(("1 thread", "2 threads"), ratios):
        if "Python" not in run:
            bars.append((f"catalogue: {run}, {threads} / a Python loop", first_number(ratio)))

width, left, top, step = 860, 400, 52, 26
scale = (width - left - 70) / math.log10(1000)
out = [
    f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{top + step * len(bars) + 34}" '
    'font-family="sans-serif" font-size="13">',
    '<rect width="100%" height="100%" fill="white"/>',
    '<text x="12" y="22" font-size="15">Times as fast as a peer in the same run (logarithmic)</text>',
]
for power in range(4):
    x = left + scale * power
    out.append(f'<line x1="{x:.0f}" y1="{top - 12}" x2="{x:.0f}" y2="{top + step * len(bars)}" stroke="#ccc"/>')
    out.append(f'<text x="{x:.0f}" y="{top - 16}" fill="#666" text-anchor="middle">{10**power}</text>')
for i, (name, ratio) in enumerate(bars):
    y, length = top + step * i, scale * math.log10(ratio)
    name = html.escape(name.replace("`", ""))
    out.append(f'<text x="{left - 10}" y="{y + 13}" text-anchor="end">{name}</text>')
    out.append(f'<rect x="{left}" y="{y}" width="{length:.0f}" height="18" fill="#2a78b5"/>')
    out.append(f'<text x="{left + length + 6:.0f}" y="{y + 13}">{ratio:g}</text>')
out.append(f'<text x="12" y="{top + step * len(bars) + 22}" fill="#666">{html.escape(machine)}</text>')
out.append("</svg>\n")
(root / "docs/benchmarks.svg").write_text("\n".join(out))
