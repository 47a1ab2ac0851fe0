"""A bar chart as SVG, by hand: log scale, for what is measured spans three orders."""

from __future__ import annotations

import math
from html import escape

LEFT, WIDTH, STEP = 170, 420, 26


def bars(title: str, values: dict[str, float]) -> str:
    """Draw one bar a value, the shortest first."""
    least = min(values.values()) / 1.6
    span = math.log(max(values.values()) / least)
    rows = []
    for place, (name, value) in enumerate(sorted(values.items(), key=lambda pair: pair[1])):
        y, length = 34 + STEP * place, WIDTH * math.log(value / least) / span
        rows.append(
            f'<text x="{LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(name)}</text>'
            f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="18" rx="2"/>'
            f'<text x="{LEFT + length + 6:.1f}" y="{y + 14}">{value:.3g}</text>'
        )
    height = 44 + STEP * len(values)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 70}" height="{height}" '
        'font-family="sans-serif" font-size="13" fill="#456">'
        f'<text x="{LEFT}" y="18" font-weight="bold">{escape(title)} (log scale, less is better)</text>\n'
        + "\n".join(rows)
        + "\n</svg>\n"
    )
