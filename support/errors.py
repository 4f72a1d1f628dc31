"""Errors of the support policy."""

from __future__ import annotations


class SupportError(Exception):
    """Something that the policy's rules can't answer; its text is one clear line."""
