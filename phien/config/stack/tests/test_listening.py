"""The public port is ours, and lent to whoever serves it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from phien.config.edge_server import lent_socket
from phien.config.stack.errors import StackError
from phien.config.stack.listening import public_socket
from phien.config.stack.services import owners


@pytest.fixture
def public() -> Iterator[socket.socket]:
    with public_socket("127.0.0.1", 0) as made:
        yield made


def port_of(public: socket.socket) -> int:
    return int(public.getsockname()[1])


def test_who_connects_before_an_edge_lives_waits_and_is_answered(public: socket.socket) -> None:
    with socket.create_connection(("127.0.0.1", port_of(public)), timeout=2) as buyer:
        buyer.sendall(b"buy")
        edge = (
            "import socket, sys\n"
            "with socket.socket(fileno=int(sys.argv[1])) as public:\n"
            "    line, _ = public.accept()\n"
            "    line.sendall(line.recv(9)[::-1])\n"
        )
        for_edge = [sys.executable, "-c", edge, str(public.fileno())]
        subprocess.run(for_edge, pass_fds=[public.fileno()], check=True, timeout=20)
        assert buyer.recv(9) == b"yub"


def test_when_every_edge_is_dead_the_next_one_takes_who_came_meanwhile(public: socket.socket) -> None:
    """Nobody is refused: the queue is the socket's, and that stays with us."""
    lines = [socket.create_connection(("127.0.0.1", port_of(public)), timeout=2) for _ in range(50)]
    taken = [public.accept()[0] for _ in lines]
    assert len(taken) == 50
    for line in (*lines, *taken):
        line.close()


def test_a_port_in_use_is_one_sentence(public: socket.socket) -> None:
    port = port_of(public)
    with pytest.raises(StackError) as refusal:
        public_socket("127.0.0.1", port)
    assert str(refusal.value) == (
        f"Port {port} is in use by another program; choose another, as in `make run PORT={port + 1}`."
    )


@pytest.mark.parametrize("host", ["no such host", "192.0.2.1"])
def test_what_is_no_address_of_this_machine_is_one_sentence(host: str) -> None:
    with pytest.raises(StackError) as refusal:
        public_socket(host, 0)
    assert str(refusal.value) == f"{host} is no address of this machine; use --host 127.0.0.1 or 0.0.0.0."


@pytest.mark.parametrize("by", ["PHIEN_LISTEN_FD", "systemd"])
def test_an_edge_takes_the_socket_that_it_is_lent(
    by: str, public: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    lent = os.dup(public.fileno())
    if by == "systemd":
        monkeypatch.delenv("PHIEN_LISTEN_FD", raising=False)
        monkeypatch.setattr("phien.config.edge_server.SYSTEMD", str(lent))
        monkeypatch.setenv("LISTEN_PID", str(os.getpid()))
        monkeypatch.setenv("LISTEN_FDS", "1")
    else:
        monkeypatch.setenv("PHIEN_LISTEN_FD", str(lent))
    taken = lent_socket()
    assert taken is not None
    with taken:
        assert (taken.family, taken.getsockname()) == (socket.AF_INET, public.getsockname())


@pytest.mark.parametrize("meant_for", ["nobody", "another process"])
def test_an_edge_that_is_lent_nothing_binds_for_itself(
    meant_for: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PHIEN_LISTEN_FD", raising=False)
    if meant_for == "another process":  # systemd's, inherited through somebody
        monkeypatch.setenv("LISTEN_PID", "1")
        monkeypatch.setenv("LISTEN_FDS", "1")
    assert lent_socket() is None


def test_each_service_of_a_kind_has_a_name_and_an_owner_of_its_own() -> None:
    made = owners("edge", 3)
    assert [name for name, _ in made] == ["edge", "edge-2", "edge-3"]
    told = [own["PHIEN_OWNER"] for _, own in made]
    assert len(set(told)) == 3
    assert owners("edge", 1)[0][1] != made[0][1], "of this run only"
