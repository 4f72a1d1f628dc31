"""Conversations: their log, who owns them, and the turns that the engine answers."""
