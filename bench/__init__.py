"""Measurements, each started by a command; none of them is a test."""
