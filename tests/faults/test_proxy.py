"""The proxy does each fault as it says, counts it, and does it again with the same seed."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.faults.proxy import FaultyProxy
from tests.faults.schedule import DOWN, GET, POST, UP, UPGRADE, Chances, Fate, Fault, Schedule
from tests.waiting import until

_DELAY_S = 0.05
_FATE = Fate(None, _DELAY_S, _DELAY_S, 0.6, reset=True, together=False, succession=0)


class Planned(Schedule):
    """Faults in the order of a list, whatever they befall; then none."""

    def __init__(self, *faults: Fault | None, fate: Fate = _FATE) -> None:
        super().__init__("planned")
        self._faults = deque(faults)
        self._fate = fate

    def next(self, sort: str, chances: Chances) -> Fate:
        """The next one of the list, if it can befall this sort."""
        may = self._faults and (self._faults[0] is None or self._faults[0] in chances)
        return replace(self._fate, fault=self._faults.popleft() if may else None)


@dataclass
class Desk:
    """Something that counts the requests and frames that reach it whole."""

    base: str = ""
    bodies: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)

    async def http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.partition(b"content-length: ")[2].split(b"\r\n")[0] or 0)
            self.bodies.append((await reader.readexactly(length)).decode())
            answer = json.dumps({"number": len(self.bodies)}).encode()
            lines = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b"
            writer.write(lines % (len(answer), answer))
            await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    async def socket(self, connection: ServerConnection) -> None:
        async for frame in connection:
            self.frames.append(str(frame))
            await connection.send(frame)


@asynccontextmanager
async def http_desk() -> AsyncIterator[Desk]:
    desk = Desk()
    async with await asyncio.start_server(desk.http, "127.0.0.1", 0) as server:
        desk.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield desk


@asynccontextmanager
async def socket_desk() -> AsyncIterator[Desk]:
    desk = Desk()
    async with serve(desk.socket, "127.0.0.1", 0) as server:
        desk.base = f"http://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"
        yield desk


async def _truth(value: bool) -> bool:
    return value


async def _post(base: str, path: str = "/api/x") -> httpx.Response | None:
    """The response; None when the connection ended without a whole one."""
    async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
        try:
            return await client.post(f"{base}{path}", content="a message of the visitor")
        except httpx.TransportError:
            return None


@pytest.mark.parametrize("reset", [True, False], ids=["reset", "closed"])
@pytest.mark.parametrize(
    ("fault", "arrived", "status"),
    [
        (None, 1, 200),
        (Fault.REFUSED, 0, None),
        (Fault.BAD_GATEWAY, 0, 502),
        (Fault.REQUEST_CUT, 0, None),
        (Fault.REQUEST_SWALLOWED, 0, None),
        (Fault.REQUEST_DELAYED, 1, 200),
        (Fault.REQUEST_DOUBLED, 2, 200),
        (Fault.RESPONSE_CUT, 1, None),
        (Fault.RESPONSE_SWALLOWED, 1, None),
        (Fault.RESPONSE_DELAYED, 1, 200),
    ],
)
async def test_a_request_meets_its_fate(
    fault: Fault | None, arrived: int, status: int | None, reset: bool
) -> None:
    async with http_desk() as desk:
        async with FaultyProxy(
            desk.base, Planned(fault, fate=replace(_FATE, reset=reset))
        ) as proxy:
            response = await _post(proxy.base)
        assert (response.status_code if response else None) == status
        assert desk.bodies == ["a message of the visitor"] * arrived
        assert proxy.faults == ({fault: 1} if fault else {})


async def test_two_requests_of_one_may_be_under_way_together() -> None:
    async with http_desk() as desk:
        schedule = Planned(Fault.REQUEST_DOUBLED, fate=replace(_FATE, together=True))
        async with FaultyProxy(desk.base, schedule) as proxy:
            assert await _post(proxy.base) is not None
        assert len(desk.bodies) == 2


async def test_pages_pass_untouched() -> None:
    async with http_desk() as desk, FaultyProxy(desk.base, Planned(Fault.REFUSED)) as proxy:
        assert await _post(proxy.base, "/desk") is not None
        assert not proxy.faults
        assert await _post(proxy.base) is None


async def test_a_connection_carries_one_request_after_the_other() -> None:
    async with (
        http_desk() as desk,
        FaultyProxy(desk.base, None) as proxy,
        httpx.AsyncClient(trust_env=False, base_url=proxy.base) as client,
    ):
        numbers = [(await client.get("/api/x")).json()["number"] for _ in range(3)]
        assert numbers == [1, 2, 3]


async def test_calm_ends_what_hangs_and_makes_no_more_faults() -> None:
    async with http_desk() as desk:
        schedule = Planned(Fault.REQUEST_DELAYED, Fault.REFUSED, fate=replace(_FATE, delay_s=600.0))
        async with FaultyProxy(desk.base, schedule) as proxy:
            call = asyncio.create_task(_post(proxy.base))
            assert await until(lambda: _truth(not proxy.idle), 5)
            assert desk.bodies == []
            proxy.calm()
            assert await call is not None
            assert proxy.idle
            assert await _post(proxy.base) is not None


async def _echoed(base: str, *frames: str) -> list[str]:
    """What comes back of the frames until the connection ends, or falls silent for good."""
    came: list[str] = []
    address = f"{base.replace('http', 'ws')}/api/stream"
    async with connect(address, proxy=None) as socket:
        assert socket.protocol.extensions == []
        try:
            for frame in frames:
                await socket.send(frame)
            await socket.send("end")
            while (frame := str(await socket.recv())) != "end":
                came.append(frame)
        except ConnectionClosed:
            came.append("closed")
    return came


@pytest.mark.parametrize(
    ("fault", "arrived", "came"),
    [
        (None, "abc", "abc"),
        (Fault.UP_SWALLOWED, "bc", "bc"),
        (Fault.UP_DOUBLED, "aabc", "aabc"),
        (Fault.UP_DELAYED, "abc", "abc"),
        (Fault.DOWN_SWALLOWED, "abc", "bc"),
        (Fault.DOWN_DOUBLED, "abc", "aabc"),
        (Fault.DOWN_DELAYED, "abc", "abc"),
    ],
)
async def test_a_frame_meets_its_fate_and_the_order_stays(
    fault: Fault | None, arrived: str, came: str
) -> None:
    async with socket_desk() as desk:
        async with FaultyProxy(desk.base, Planned(fault)) as proxy:
            assert await _echoed(proxy.base, *"abc") == list(came)
        assert desk.frames == [*arrived, "end"]
        assert proxy.faults == ({fault: 1} if fault else {})


@pytest.mark.parametrize("reset", [True, False], ids=["reset", "closed"])
@pytest.mark.parametrize(("fault", "arrived"), [(Fault.UP_CUT, 0), (Fault.DOWN_CUT, 1)])
async def test_a_socket_is_cut_in_the_middle_of_a_frame(
    fault: Fault, arrived: int, reset: bool
) -> None:
    async with socket_desk() as desk:
        async with FaultyProxy(
            desk.base, Planned(fault, fate=replace(_FATE, reset=reset))
        ) as proxy:
            assert await _echoed(proxy.base, "a long frame") == ["closed"]
        assert desk.frames[:1] == ["a long frame"] * arrived


async def test_sockets_are_refused_several_times_in_succession() -> None:
    async with socket_desk() as desk:
        schedule = Planned(Fault.UPGRADE_REFUSED, fate=replace(_FATE, succession=1))
        async with FaultyProxy(desk.base, schedule) as proxy:
            for _ in range(2):
                with pytest.raises(InvalidStatus):
                    await _echoed(proxy.base)
            assert await _echoed(proxy.base, "a") == ["a"]
        assert proxy.faults == {Fault.UPGRADE_REFUSED: 2}


async def test_an_acknowledgement_is_told_and_not_passed_on() -> None:
    told: list[str] = []
    async with socket_desk() as desk, FaultyProxy(desk.base, None) as proxy:
        proxy.on_acknowledgement = lambda: told.append("stored")
        assert await _echoed(proxy.base, '{"typing":true}', '{"ack":"1"}') == [
            '{"typing":true}',
            "closed",
        ]
        assert told == ["stored"]
        assert await _echoed(proxy.base, '{"ack":"1"}') == ['{"ack":"1"}']


def test_a_schedule_is_the_same_for_the_same_seed() -> None:
    def drawn(seed: str) -> list[Fate]:
        schedule = Schedule(seed)
        return [schedule.next("POST messages", POST) for _ in range(50)]

    assert drawn("1/7") == drawn("1/7")
    assert drawn("1/7") != drawn("1/8")


def test_the_fate_of_one_sort_does_not_hang_on_another() -> None:
    alone, mixed = Schedule("1"), Schedule("1")
    fates = []
    for _ in range(20):
        mixed.next("GET events", GET)
        fates.append(mixed.next("up message", UP))
    assert fates == [alone.next("up message", UP) for _ in range(20)]


@pytest.mark.parametrize("chances", [GET, POST, UPGRADE, UP, DOWN])
def test_faults_come_as_often_as_they_should(chances: Chances) -> None:
    schedule = Schedule("often")
    drawn = [schedule.next("x", chances).fault for _ in range(4_000)]
    for fault, chance in chances.items():
        assert abs(drawn.count(fault) / len(drawn) - chance) < 0.02
