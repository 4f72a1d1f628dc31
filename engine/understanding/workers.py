"""Computations that don't need each other, side by side on the cores there are.

Each runs on one thread of its own. Small matrices on two threads cost twice the work (who waits
for the other spins), and the sums then come out in an order that depends on the number of cores:
a regression that is stopped early would be another one on another machine. One thread each is
faster, and gives the same model everywhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from threadpoolctl import threadpool_limits

Result = TypeVar("Result")


def cores() -> int:
    """Return on how many cores this process may run."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def side_by_side(tasks: Sequence[Callable[[], Result]]) -> list[Result]:
    """Run the tasks, at most as many at once as there are cores; results in their order.

    They are to spend their time in NumPy and SciPy, which let go of the interpreter, and not to
    come here themselves: the limit of threads is the process's.
    """
    with threadpool_limits(limits=1, user_api="blas"):
        workers = min(cores(), len(tasks))
        if workers <= 1:
            return [task() for task in tasks]
        with ThreadPoolExecutor(workers) as pool:
            return list(pool.map(lambda task: task(), tasks))
