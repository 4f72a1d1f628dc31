"""The ladder of tiers: taking a ticket up, and who is asked by which way."""
