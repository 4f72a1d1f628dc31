"""The ledger of response promises: what was promised, in which words, and whether it was kept."""
