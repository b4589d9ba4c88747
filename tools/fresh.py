"""`make fresh`: proves that a bare machine gets from nothing to a served page and a placed order.

Clones this checkout (what is committed) into an empty HOME and runs `make run` there with PATH=/usr/bin:/bin:
as root and as an ordinary user, each with a port and a folder of its own. Then it buys, looks for what Ctrl-C
leaves, starts a second time, and checks that the order is still there. Standard library only.
"""

import contextlib
import json
import os
import pathlib
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parent.parent
SET_UP = 600  # seconds for a first start: a slow line may need them
SECOND_START = 5.0
PASSED_ON = (
    "PIP_",
    "SSL_CERT",
    "REQUESTS_CA",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
)


class BrokenClaimError(Exception):
    """A claim that does not hold."""


class Machine:
    """One user's empty home, a clone in it, and what runs there."""

    def __init__(self, who: str, home: pathlib.Path, ids: tuple[int, int], cache: pathlib.Path) -> None:
        self.who, self.home, self.ids, self.cache = who, home, ids, cache
        self.checkout = home / "phien"
        self.port = free_port()
        self.mark = f"fresh-{secrets.token_hex(8)}"
        self.passed = 0

    def claim(self, sentence: str, holds: bool, told: str = "") -> None:
        """Count and show one claim; a false one ends this machine's walk."""
        if not holds:
            raise BrokenClaimError(f"{sentence}{': ' + told if told else ''}")
        self.passed += 1
        say(f"ok  {self.who}: {sentence}{' (' + told + ')' if told else ''}")

    def walk(self) -> None:
        """From an empty home to an order, and back to nothing."""
        clone(self.checkout)
        give(self.home, self.ids)
        server, took = self.start(SET_UP)
        try:
            self.claim("make run serves from an empty home", True, f"{took:.0f} s")
            ready = json.loads((self.checkout / "var/ready.json").read_text(encoding="utf-8"))
            self.claim("the page is there", read(ready["url"] + "/")[0] == 200)
            link = self.buy(ready)
            self.refuse_what_cannot_be()
        finally:
            self.stop(server)
        server, took = self.start(60)
        try:
            self.claim(
                f"the second start takes {SECOND_START:.0f} s or less", took <= SECOND_START, f"{took:.1f} s"
            )
            self.claim("the order is still there", read(link)[0] == 200)
        finally:
            self.stop(server)

    def buy(self, ready: dict[str, Any]) -> str:
        """Place an order in an open session by the public API; gives the order's page."""
        open_ones = [session for session in ready["sessions"] if session["state"] == "open"]
        self.claim("the demo has an open session", bool(open_ones))
        base = f"{ready['url']}/api/sessions/{open_ones[0]['id']}"
        status, state = read(f"{base}/state")
        self.claim("its state can be read", status == 200, f"status {status}")
        buyer = {"name": "Người mua thử 12", "phone": "0900000012"}
        order = {"key": self.mark, "buyer": buyer, "items": [{"code": state["items"][0]["code"], "qty": 1}]}
        status, answer = read(f"{base}/orders", order)
        self.claim("an order is placed", status == 201, f"status {status}")
        link = str(answer["link"])
        link = link if link.startswith("http") else ready["url"] + link
        self.claim("the order has its page", read(link)[0] == 200)
        return link

    def refuse_what_cannot_be(self) -> None:
        """Two starts on one data folder, a taken port, a closed folder: one sentence each."""
        again = self.run([".venv/bin/phien", "up", "--port", str(free_port())])
        sentences = (again.stdout + again.stderr).strip()
        good = again.returncode == 1 and "already runs on" in sentences and len(sentences.splitlines()) == 1
        self.claim("a second start on the folder is refused in one sentence", good, sentences[-200:])
        taken = self.run(
            [".venv/bin/phien", "up", "--port", str(self.port), "--data", str(self.home / "other")]
        )
        sentences = (taken.stdout + taken.stderr).strip()
        good = taken.returncode == 1 and "is in use" in sentences and len(sentences.splitlines()) == 1
        self.claim("a port in use is refused in one sentence", good, sentences[-200:])

        if self.ids[0] != 0:
            closed = self.home / "closed"
            closed.mkdir(mode=0o555)
            give(closed, self.ids)
            said = self.run([".venv/bin/phien", "up", "--port", str(free_port()), "--data", str(closed)])
            good = said.returncode == 1 and "cannot be written by this user" in said.stderr
            self.claim(
                "a folder that may not be written is refused in one sentence",
                good,
                said.stderr.strip()[-200:],
            )

    def start(self, seconds: float) -> tuple[subprocess.Popen[bytes], float]:
        """`make run` until its ready file is there; gives the process and the seconds."""
        began = time.monotonic()
        log = self.home / "make-run.log"
        with log.open("ab") as out:
            server = subprocess.Popen(
                ["make", "run", f"PORT={self.port}"],
                cwd=self.checkout,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                **as_user(self.ids),
            )
        while not (self.checkout / "var/ready.json").exists():
            if server.poll() is not None or time.monotonic() - began > seconds:
                told = log.read_text(encoding="utf-8", errors="replace")[-1500:]
                end_group(server, signal.SIGINT)
                raise BrokenClaimError(
                    f"make run did not get ready in {time.monotonic() - began:.0f} s:\n{told}"
                )
            time.sleep(0.02)
        return server, time.monotonic() - began

    def stop(self, server: subprocess.Popen[bytes]) -> None:
        """Ctrl-C, as a terminal does it: to the whole group; then nothing may be left."""
        began = time.monotonic()
        end_group(server, signal.SIGINT)
        left = self.left()
        self.claim("Ctrl-C ends everything", not left, ", ".join(left) or f"{time.monotonic() - began:.1f} s")

    def left(self) -> list[str]:
        """Processes that carry our mark or work in our folders, after two seconds of grace."""
        limit = time.monotonic() + 2
        while (found := self.alive()) and time.monotonic() < limit:
            time.sleep(0.1)
        return found

    def alive(self) -> list[str]:
        """The command lines of our processes, by their environment, working folder or arguments."""
        found = []
        places = (str(self.home), *self.database_places())
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                command = (
                    (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
                )
                marked = self.mark.encode() in (entry / "environ").read_bytes()
                inside = str((entry / "cwd").readlink()).startswith(places) or any(
                    place in command for place in places
                )
                if command and (marked or inside) and int(entry.name) != os.getpid():
                    found.append(command[:120])
        return found

    def database_places(self) -> list[str]:
        """Where the database lies when root's own home is closed to its account."""
        note = self.checkout / "var/postgres-is-at.json"
        return [str(pathlib.Path(json.loads(note.read_text())["folder"]).parent)] if note.exists() else []

    def environment(self) -> dict[str, str]:
        """An empty one but for what pip needs to reach its index on this machine."""
        kept = {name: value for name, value in os.environ.items() if name.startswith(PASSED_ON)}
        cache = os.environ.get("PIP_CACHE_DIR") if self.ids[0] == os.geteuid() else None
        kept["PIP_CACHE_DIR"] = cache or str(self.cache)
        return {**kept, "HOME": str(self.home), "PATH": "/usr/bin:/bin", "PHIEN_MARK": self.mark}

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        """A short command in the checkout."""
        return subprocess.run(
            command,
            cwd=self.checkout,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            **as_user(self.ids),
        )

    def logs(self) -> str:
        """The end of every log, for a failure."""
        parts = []
        for path in sorted((self.checkout / "var/logs").glob("*.log")):
            parts.append(f"\n--- {path.name}\n{path.read_text(encoding='utf-8', errors='replace')[-1500:]}")
        return "".join(parts)

    def clear(self) -> None:
        """Take away what lies outside the home."""
        for place in self.database_places():
            shutil.rmtree(place, ignore_errors=True)


def main() -> int:
    """Root's walk where we are root, and an ordinary user's; prints counts last."""
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="phien-fresh-") as folder:
        base = pathlib.Path(folder)
        base.chmod(0o755)
        for who, ids, cache in users(base):
            home = base / who.replace(" ", "-")
            home.mkdir(mode=0o700)
            machine = Machine(who, home, ids, cache)
            try:
                machine.walk()
            except (BrokenClaimError, OSError, subprocess.SubprocessError, ValueError, KeyError) as trouble:
                failed += 1
                say(f"NOT {who}: {type(trouble).__name__}: {trouble}{machine.logs()}")
            finally:
                passed += machine.passed
                machine.clear()
    say(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def users(base: pathlib.Path) -> Iterator[tuple[str, tuple[int, int], pathlib.Path]]:
    """(name, (uid, gid), pip's cache) of those whose walk can be tried here.

    The second walk uses what the first one downloaded.
    """
    cache = base / "pip-cache"
    cache.mkdir()
    if os.geteuid() != 0:
        say("skipped: the walk as root needs root")
        yield "ordinary user", (os.geteuid(), os.getegid()), cache
        return
    yield "root", (0, 0), cache
    with temporary_user() as ids:
        if ids is None:
            say("skipped: the ordinary user's walk, since useradd could not make one")
            return
        give(cache, ids)  # pip refuses a cache that belongs to somebody else
        yield "ordinary user", ids, cache


@contextlib.contextmanager
def temporary_user() -> Iterator[tuple[int, int] | None]:
    """An account of this walk only; None where none can be made."""
    name = f"phien{secrets.token_hex(4)}"
    try:
        command = ["/usr/sbin/useradd", "--no-create-home", "--shell", "/bin/sh", name]
        made = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        made = False
    if not made:
        yield None
        return
    entry = pwd.getpwnam(name)
    try:
        yield entry.pw_uid, entry.pw_gid
    finally:
        subprocess.run(["/usr/sbin/userdel", name], capture_output=True, check=False)


def clone(target: pathlib.Path) -> None:
    """What is committed here, without hard links into this checkout."""
    subprocess.run(
        ["git", "-c", "safe.directory=*", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(target)],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )


def give(folder: pathlib.Path, ids: tuple[int, int]) -> None:
    """Hand a folder and all in it to a user."""
    if os.geteuid() != 0:
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, *ids, follow_symlinks=False)


def as_user(ids: tuple[int, int]) -> dict[str, Any]:
    """For subprocess; nothing where we are that user."""
    if ids[0] == os.geteuid():
        return {}
    return {"user": ids[0], "group": ids[1], "extra_groups": []}


def end_group(server: subprocess.Popen[bytes], which: signal.Signals) -> None:
    """Signal a group and wait for its leader; killed after 40 s."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, which)
    try:
        server.wait(40)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(5)


def read(url: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    """(status, JSON or text) of one request."""
    headers = {"Content-Type": "application/json"} if body else {}
    request = urllib.request.Request(url, data=json.dumps(body).encode() if body else None, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            status, text = answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read().decode(errors="replace")
    try:
        return status, json.loads(text)
    except ValueError:
        return status, text


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def say(line: str) -> None:
    """One line of the report."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
