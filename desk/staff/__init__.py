"""The people behind the desk: who they are, whether they are there, what they did."""
