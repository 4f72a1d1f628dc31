"""Attachments: what kinds are taken, where they lie, who may fetch them."""
