"""The main figures of a period beside those of the period before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from desk.reports.handoffs import count_refused, wait_figures
from desk.reports.outcomes import count_outcomes, judged, whole
from desk.reports.promised import promised, tickets_by_department
from desk.reports.report import Frame, Kind, Report, seconds, share
from desk.reports.stretches import stretches
from desk.reports.unsupported import unsupported
from desk.reports.volume import totals
from desk.storage import Transaction
from support.quantiles import median

Better = Literal["more", "less"]

FIGURES: Mapping[str, tuple[Kind, Better | None]] = {
    "conversations": ("count", None),
    "messages": ("count", None),
    "solved_share": ("share", "more"),
    "handoffs_asked": ("count", None),
    "accepted_share": ("share", "more"),
    "wait_median_s": ("seconds", "less"),
    "wait_p90_s": ("seconds", "less"),
    "promises_kept_share": ("share", "more"),
    "rating": ("score", "more"),
    "tickets_opened": ("count", None),
    "answer_median_s": ("seconds", "less"),
    "unsupported_share": ("share", None),
}
"""Each figure's kind, and whether more of it or less is better (None: neither)."""


async def summary(transaction: Transaction, frame: Frame) -> Report:
    """The main figures, each with its value in the period before.

    They are the sums of the other reports over all departments asked about: `solved_share` of
    "outcomes", `accepted_share` of the hand-offs asked for, `promises_kept_share` of those kept
    or broken, `rating` as the mean. A figure is empty where there is nothing to reckon it from.
    """
    now = await _figures(transaction, frame)
    before = await _figures(transaction, frame.before)
    rows = [
        {
            "figure": name,
            "kind": kind,
            "value": now[name],
            "before": before[name],
            "better": better,
        }
        for name, (kind, better) in FIGURES.items()
    ]
    return Report(
        {
            "figure": "text",
            "kind": "text",
            "value": "number",
            "before": "number",
            "better": "text",
        },
        rows,
    )


async def _figures(transaction: Transaction, frame: Frame) -> dict[str, float | None]:
    conversations, messages = await totals(transaction, frame)
    found = await judged(transaction, frame)
    outcomes = count_outcomes(found)
    rated = [(score, times) for _, score, times in found if score is not None]
    waited = await stretches(transaction, frame)
    accepted = sum(one.asked for one in waited)
    refused = await count_refused(transaction, frame)
    asked = accepted + sum(sum(why.values()) for why in refused.values())
    waits = wait_figures(waited)
    kept = await promised(transaction, frame)
    opened = await tickets_by_department(transaction, frame)
    tickets = [one for ours in opened.values() for one in ours]
    return {
        "conversations": conversations,
        "messages": messages,
        "solved_share": share(outcomes["solved"], whole(outcomes)),
        "handoffs_asked": asked,
        "accepted_share": share(accepted, asked),
        "wait_median_s": waits["median_s"],
        "wait_p90_s": waits["p90_s"],
        "promises_kept_share": share(kept.total("kept"), kept.total("kept") + kept.total("broken")),
        "rating": _mean(rated),
        "tickets_opened": len(tickets),
        "answer_median_s": seconds(median([took for _, took in tickets if took is not None])),
        "unsupported_share": (await unsupported(transaction, frame)).rows[-1]["share"],
    }


def _mean(rated: Sequence[tuple[int, int]]) -> float | None:
    """The mean of scores, each with how often it was given."""
    times = sum(count for _, count in rated)
    return round(sum(score * count for score, count in rated) / times, 2) if times else None
