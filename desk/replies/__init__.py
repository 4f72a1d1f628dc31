"""Ready replies: what staff have at hand while they write, and what suggests it."""
