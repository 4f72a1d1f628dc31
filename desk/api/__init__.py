"""The HTTP edge: reading requests, answering errors, limits, pages, health."""
