"""Tickets: numbers, keys, threads."""
