import socket

import pytest

from desk.errors import FrontdeskError
from desk.processes.ports import check_free, choose_free


def test_a_port_in_use_says_what_to_do() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(FrontdeskError) as caught:
            check_free(port, "127.0.0.1")

    assert str(caught.value) == (
        f"port {port} is in use; stop what uses it or run make run PORT={port + 1}"
    )
    check_free(port, "127.0.0.1")


def test_chosen_ports_are_free_and_outside_the_range_for_outgoing_connections() -> None:
    with open("/proc/sys/net/ipv4/ip_local_port_range") as file:
        first_outgoing = int(file.read().split()[0])

    ports = choose_free(20)

    assert len(set(ports)) == 20
    assert max(ports) < first_outgoing
    for port in ports:
        check_free(port, "127.0.0.1")
