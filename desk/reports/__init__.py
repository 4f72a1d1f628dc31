"""Reports: what happened in a period, from what is stored."""
