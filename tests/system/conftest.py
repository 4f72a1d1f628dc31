"""One system a module, started at the moment that the module names in `AT`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.desk.postgres import temporary_database
from tests.system.running import System, running_system


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the whole system, and shares it by sharing the event loop."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.system)
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def system(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[System]:
    """The module's system; with `POSTGRESQL = True` in the module, on PostgreSQL."""
    data_dir = tmp_path_factory.mktemp("data")
    if not getattr(request.module, "POSTGRESQL", False):
        async with running_system(data_dir, request.module.AT) as running:
            yield running
        return
    async with temporary_database() as url:
        address = url.replace("postgresql+asyncpg", "postgresql")
        async with running_system(data_dir, request.module.AT, DATABASE_URL=address) as running:
            yield running
