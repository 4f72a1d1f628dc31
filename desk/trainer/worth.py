"""How much a label for a message would teach: what the inbox is sorted by."""

from __future__ import annotations

from math import log2

from desk.trainer.outcomes import Outcome

_SIGNALS: dict[Outcome, float] = {
    "corrected": 3.0,
    "rephrased": 2.0,
    "rated_badly": 1.5,
    "handed_off": 0.3,
    "open": 0.0,
    "solved": 0.0,
}
_ASKED_BACK = 1.0
_OUTSIDE = 0.4
_DISAGREEING = 1.5
_OFTEN = 0.3
_MOST_OFTEN = 1.2


def worth(
    *,
    outcome: Outcome,
    intent: str,
    certainty: float,
    other_intent: str | None = None,
    cluster_size: int = 1,
) -> float:
    """More is better: a sum of reasons to look at the message.

    The largest are people's words against the assistant's (staff brought it elsewhere, the
    visitor said it again, a bad rating), then two models that disagree, then doubt: uncertainty
    sampling (Lewis and Gale, 1994) by the chance that the best guess is wrong. What many ask and
    the assistant does not know counts more with each doubling.

    Args:
        outcome: What came of the message.
        intent: What was understood, `unsure` where the assistant asked back.
        certainty: The chance that the best guess is right, 0 to 1.
        other_intent: What another model makes of it, where that is something else.
        cluster_size: How many messages are about the same matter, none of them known.
    """
    doubt = 1.0 - certainty
    asked = _ASKED_BACK if intent == "unsure" else _OUTSIDE if intent == "unrelated" else 0.0
    disagreeing = _DISAGREEING if other_intent else 0.0
    often = min(_OFTEN * log2(cluster_size), _MOST_OFTEN)
    return round(_SIGNALS[outcome] + asked + disagreeing + doubt + often, 4)
