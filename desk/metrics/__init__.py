"""Figures about the running desk, for Prometheus."""
