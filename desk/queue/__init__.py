"""Waiting for a person: whether that can work, who waits, and who stops waiting."""
