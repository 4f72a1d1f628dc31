"""Fan-out: who is told that something changed. The database stays the only truth.

A message on the bus is a hint ("this conversation changed", "someone types"). A listener that
misses hints loses nothing: it reads the log from its own cursor.
"""

from desk.bus.interface import Bus, Hint, Subscription
from desk.bus.local import LocalBus

__all__ = ["Bus", "Hint", "LocalBus", "Subscription"]
