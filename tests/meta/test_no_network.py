"""The network guard refuses what leaves this machine, and lets pass what stays."""

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from tests.fixtures.network import NetworkGuard, NetworkRefused, is_local

ELSEWHERE = ("192.0.2.1", 80)  # an address reserved for documentation: nothing is there


def with_socket(kind: int, use: Callable[[socket.socket], object]) -> None:
    with socket.socket(socket.AF_INET, kind) as sock:
        use(sock)


ATTEMPTS: dict[str, Callable[[], object]] = {
    "connect": lambda: with_socket(socket.SOCK_STREAM, lambda sock: sock.connect(ELSEWHERE)),
    "connect_ex": lambda: with_socket(socket.SOCK_STREAM, lambda sock: sock.connect_ex(ELSEWHERE)),
    "sendto": lambda: with_socket(socket.SOCK_DGRAM, lambda sock: sock.sendto(b"x", ELSEWHERE)),
    "sendto with flags": lambda: with_socket(socket.SOCK_DGRAM, lambda sock: sock.sendto(b"x", 0, ELSEWHERE)),
    "sendmsg": lambda: with_socket(socket.SOCK_DGRAM, lambda sock: sock.sendmsg([b"x"], [], 0, ELSEWHERE)),
    "create_connection": lambda: socket.create_connection(ELSEWHERE, timeout=1),
    "getaddrinfo": lambda: socket.getaddrinfo("example.invalid", 443),
    "gethostbyname": lambda: socket.gethostbyname("example.invalid"),
    "an HTTP client": lambda: httpx2.get("http://example.invalid/", trust_env=False),
    "asyncio": lambda: asyncio.run(asyncio.open_connection(*ELSEWHERE)),
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS.keys())
def test_leaving_this_machine_is_refused_and_remembered(
    attempt: Callable[[], object], network_guard: NetworkGuard
) -> None:
    with pytest.raises(NetworkRefused, match="loopback"):
        attempt()
    assert network_guard.refused
    network_guard.refused.clear()  # or this test would be failed for the attempt


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1", "localhost", b"localhost", "", None]
)
def test_this_machine_is_local(host: object) -> None:
    assert is_local(host)


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "192.168.0.1", "::ffff:8.8.8.8", "fe80::1%eth0", "localhost.example", "0.0.0.0"]
)
def test_everything_else_is_not(host: object) -> None:
    assert not is_local(host)


def test_loopback_and_unix_sockets_work(tmp_path: Path) -> None:
    with socket.create_server(("localhost", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1]), timeout=5).close()
    path = str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(path)
        server.listen()
        client.connect(path)
