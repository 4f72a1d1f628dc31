"""The support policy in Python: opening hours, scope, promises and escalation. Pure."""
