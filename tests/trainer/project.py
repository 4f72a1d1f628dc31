"""A small project with training data of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from support.policy import Policy, load
from tests.commands import ROOT

POLICY: Policy = load(ROOT / "policy.yml")

BILLING = """\
version: "3.1"

# What is asked about money.
nlu:
- intent: invoice
  examples: |
    - where is my invoice
    - please send the bill

- intent: refund
  examples: |
    - i want my money back
"""
BILLING_VI = """\
version: "3.1"

nlu:
- intent: invoice
  examples: |
    - cho em xin hóa đơn
"""
TICKET = """\
version: "3.1"

nlu:
- intent: open_ticket
  examples: |
    - open a ticket
"""
FILES = {"billing.yml": BILLING, "billing.vi.yml": BILLING_VI, "ticket.yml": TICKET}


def make_project(root: Path, files: Mapping[str, str] = FILES) -> Path:
    """Write the policy and these files of data/nlu into `root`."""
    folder = root / "data" / "nlu"
    folder.mkdir(parents=True)
    (root / "policy.yml").write_bytes((ROOT / "policy.yml").read_bytes())
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())
    return root


def contents(root: Path) -> dict[str, bytes]:
    """Every file below `data/`, but for the lock."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted((root / "data").rglob("*"))
        if path.is_file() and path.name != ".writing.lock"
    }


def examples_of(content: str | bytes, intent: str) -> list[str]:
    """The lines of an intent as PyYAML reads them, by the convention that each begins with '- '."""
    [item] = [item for item in yaml.safe_load(content)["nlu"] if item.get("intent") == intent]
    lines = [line for line in item["examples"].splitlines() if line.strip()]
    assert all(line.startswith("- ") for line in lines)
    return [line[2:] for line in lines]
