"""What every department and channel would answer at one moment."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from support.hours import status
from support.promises import promise

if TYPE_CHECKING:
    from support.policy import Policy


def simulate(policy: Policy, at: datetime, language: str = "en") -> list[dict[str, Any]]:
    """One row for each department and channel at `at` (aware), in the policy's order.

    A row is what `frontdesk hours --json` prints; the row of a department's tickets carries
    its `promise` too, as `frontdesk promise --json` prints it.
    """
    rows = []
    for department in policy.departments.values():
        for channel in department.channels:
            row = status(policy, department.name, channel, at, language).as_dict()
            if channel == "ticket":
                row["promise"] = promise(policy, department.name, at, language).as_dict()
            rows.append(row)
    return rows
