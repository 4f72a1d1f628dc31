"""What actions work with: policy, texts, the desk. Made once, when the first action runs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from actions.desk import Desk, connect
from actions.phrases import Phrases
from support.policy import Policy, load


@dataclass(frozen=True)
class Services:
    """The parts that actions need."""

    policy: Policy
    phrases: Phrases
    desk: Desk

    @classmethod
    def load(cls, environ: Mapping[str, str], root: Path) -> Services:
        """For the project in `root`, with the desk that the environment names.

        Raises PolicyError for a policy that can't be used.
        """
        return cls(
            policy=load(root / "policy.yml"),
            phrases=Phrases.load(root / "domain.yml"),
            desk=connect(
                environ.get("FRONTDESK_DESK_URL", "http://127.0.0.1:8000"),
                environ.get("FRONTDESK_INTERNAL_SECRET", ""),
            ),
        )


@cache
def services() -> Services:
    """The services of this process. rasa-sdk makes the actions itself, so they ask here."""
    return Services.load(os.environ, Path.cwd())
