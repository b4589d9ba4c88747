"""`phien up`: from a data folder to a served page, and back to nothing.

PostgreSQL and NATS first (or those of DATABASE_URL and NATS_URL), then what migrates and loads the demo if
that has not been done, then the edges and the web; the jobs last, when the page answers. It ends in the
opposite order. The public port is ours: an edge that starts again finds its buyers waiting.
"""

import contextlib
import http.client
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path

from phien.config.stack import database
from phien.config.stack.bus import Bus, new_bus
from phien.config.stack.children import end, spawn
from phien.config.stack.cluster import cluster_of
from phien.config.stack.errors import StackError, sentence_for
from phien.config.stack.folder import (
    CHECKOUT,
    ROOM_TO_BEGIN,
    ROOM_TO_GO_ON,
    DataFolder,
    must_have_room,
    write_private,
    write_whole,
)
from phien.config.stack.listening import public_socket
from phien.config.stack.postgres import Postgres
from phien.config.stack.services import (
    desk_command,
    edge_command,
    environment,
    jobs_command,
    owners,
    web_command,
)
from phien.config.stack.supervisor import Bell, Service, Supervisor, why_not
from phien.config.stack.where import connect_env
from phien.coops.start import start_code

PATIENCE = 120.0  # seconds from the services' start to the first page
FAULTY = 5.0  # seconds of error 500 from the web that end the start
TRIES = 3  # deaths in a row before the first page that end the start
LAST_FIRST = [("bus",), ("postgres",)]  # after the services that use them
PAGE = 30.0  # seconds for one answer


@dataclass(frozen=True)
class Start:
    """What was asked for on the command line. `host` is where we listen for the edges.

    Without `desks` the edges hold the order desks themselves; with them, that many processes do nothing else.
    """

    folder: DataFolder
    port: int
    host: str
    demo: bool
    ready_file: Path | None
    say: Callable[[str], None]
    edges: int = 1
    desks: int = 0


def up(start: Start) -> None:
    """Run everything until Ctrl-C or SIGTERM. Raises StackError, one sentence, where it cannot begin."""
    bell = Bell()
    start.folder.make_ready()
    with (
        start.folder.held(),
        bell.ringing(),
        _sockets(start.folder) as sockets,
        public_socket(start.host, start.port) as public,
    ):
        supervisor = Supervisor(say=start.say)
        bell.hurry = supervisor.kill_all
        try:
            _begin(start, supervisor, bell, sockets, public)
            supervisor.watch(bell)
        except KeyboardInterrupt:
            start.say("Stopping.")
        except OSError as error:
            raise StackError(sentence_for(error, start.folder.root)) from error
        finally:
            bell.ending = True
            supervisor.end_all(_last_first(supervisor))
            start.folder.run.unlink(missing_ok=True)
            if start.ready_file:
                start.ready_file.unlink(missing_ok=True)
    start.say("Stopped; the data stay.")


def _last_first(supervisor: Supervisor) -> list[tuple[str, ...]]:
    """What takes buyers in ends before the desks, and all of it before what it rests on."""
    names = [service.name for service in supervisor.services]
    below = {name for group in LAST_FIRST for name in group}
    desks = tuple(name for name in names if name.startswith("desk"))
    edges = tuple(name for name in names if name.startswith("edge"))
    behind = tuple(name for name in names if name not in below and name not in (*desks, *edges))
    return [edges, behind, desks, *LAST_FIRST]


def _begin(start: Start, supervisor: Supervisor, bell: Bell, sockets: Path, public: socket.socket) -> None:
    began = time.monotonic()
    bus_url = os.environ.get("NATS_URL") or _start_bus(start, supervisor)
    given = os.environ.get("DATABASE_URL")
    server = None if given else _embedded_postgres(start, sockets)
    database_url = given or (server.url if server else "")
    env = _environment(start, sockets, database_url, bus_url)
    web = _service("web", web_command(env["PHIEN_WEB_SOCKET"]), env, start)
    early = database.looks_prepared(start.folder, demo=start.demo)
    if early:
        supervisor.add(web)  # its two seconds of imports pass while PostgreSQL starts
    if server is not None:
        _start_postgres(server, supervisor)
    else:
        database.must_be_usable(database_url)
    _prepare(start, env, database_url)
    if not early:
        supervisor.add(web)
    for name, own in owners("desk", start.desks):
        supervisor.add(_service(name, desk_command(), {**env, **own}, start))
    shared = {
        "PHIEN_LISTEN_FD": str(public.fileno()),
        "PHIEN_WITHOUT_DESKS": "1" if start.desks else "",
    }
    for name, own in owners("edge", start.edges):
        supervisor.add(
            _service(name, edge_command(), {**env, **own, **shared}, start, keep=[public.fileno()])
        )
    _wait_for_the_page(start, supervisor, bell)
    supervisor.add(_service("jobs", jobs_command(), env, start))
    _tell(start, env, database_url, seconds=time.monotonic() - began)


def _environment(start: Start, sockets: Path, database_url: str, bus_url: str) -> dict[str, str]:
    """What the services are told; written to run.json for every other command."""
    run = {
        "pid": os.getpid(),
        "url": f"http://localhost:{start.port}",
        "database_url": database_url,
        "nats_url": bus_url,
        "sockets": str(sockets),
    }
    write_private(start.folder.run, run)
    return environment(
        os.environ,
        connected=connect_env(start.folder.root),
        port=start.port,
        host=start.host,
        web_socket=sockets / "web.sock",
    )


def _start_bus(start: Start, supervisor: Supervisor) -> str:
    log = start.folder.log / "nats.log"
    bus: Bus = new_bus(folder=start.folder.root, log=log)
    supervisor.add(Service("bus", log, start=lambda: bus.start(os.environ)))
    return bus.url


def _embedded_postgres(start: Start, sockets: Path) -> Postgres:
    """Where it lies and whether there is room; not started yet."""
    must_have_room(start.folder.root, megabytes=ROOM_TO_GO_ON)
    cluster = cluster_of(start.folder.root)
    if cluster.aloud:
        start.say(cluster.aloud)
    is_new = not (cluster.folder / "PG_VERSION").exists()
    for folder in {start.folder.root, cluster.folder.parent}:
        must_have_room(folder, megabytes=ROOM_TO_BEGIN if is_new else ROOM_TO_GO_ON)
    if is_new:
        start.say("Making the database (first start only).")
    if cluster.account:
        sockets.chmod(0o711)  # its account passes through to its own socket folder, which is private
    return Postgres(cluster, socket=sockets / "pg", log=start.folder.log / "postgres.log")


def _start_postgres(server: Postgres, supervisor: Supervisor) -> None:
    def begin() -> subprocess.Popen[bytes]:
        server.make_ready_to_start()
        return server.start(os.environ)

    service = supervisor.add(Service("postgres", server.log, start=begin, stop=server.stop))
    if service.child is not None:
        server.wait_until_ready(service.child)


def _prepare(start: Start, env: Mapping[str, str], database_url: str) -> None:
    """Migrate and load the demo, unless this very code has done so before."""
    if database.is_prepared(start.folder, database_url, demo=start.demo):
        return
    start.say("Preparing the tables" + (" and the demo." if start.demo else "."))
    wanted = ["--migrate", *(["--demo"] if start.demo else [])]
    log = start.folder.log / "prepare.log"
    command = [sys.executable, "-m", "phien.config.stack.prepare", *wanted]
    child = spawn(command, env=env, log=log, cwd=CHECKOUT, shown=True)
    try:
        code = child.wait()
    except KeyboardInterrupt:
        end(child)
        raise
    if code:
        raise StackError(why_not(Service("Preparing the database", log, start=lambda: child)))
    database.note_prepared(start.folder, database_url, demo=start.demo)


def _service(
    name: str, command: list[str], env: Mapping[str, str], start: Start, *, keep: Sequence[int] = ()
) -> Service:
    log = start.folder.log / f"{name}.log"
    return Service(name, log, start=lambda: spawn(command, env=env, log=log, cwd=CHECKOUT, keep=keep))


def _wait_for_the_page(start: Start, supervisor: Supervisor, bell: Bell) -> None:
    began = time.monotonic()
    faulty_since: float | None = None
    mend = partial(supervisor.mend, give_up_after=TRIES)
    while not 0 < (status := _status_of_the_page(start, mend)) < HTTPStatus.INTERNAL_SERVER_ERROR:
        mend()
        now = time.monotonic()
        # The edge's own 502: the web is not there yet. A 500 is the web's, and waiting rarely mends it.
        faulty_since = (faulty_since or now) if status == HTTPStatus.INTERNAL_SERVER_ERROR else None
        if faulty_since and now - faulty_since > FAULTY:
            raise StackError(why_not(next(each for each in supervisor.services if each.name == "web")))
        if now - began > PATIENCE:
            raise StackError(f"No page came within {PATIENCE:.0f} s; the logs are in {start.folder.log}.")
        bell.nap(0.05)


def _status_of_the_page(start: Start, meanwhile: Callable[[], None]) -> int:
    """The front page's status, asked of an edge, which asks the web; 0 where no answer came.

    Until an edge lives the question waits in the port's queue, so `meanwhile` is called now and then.
    """
    host = "127.0.0.1" if start.host in ("", "0.0.0.0") else start.host  # noqa: S104 - not listened on here
    line = http.client.HTTPConnection(host, start.port, timeout=PAGE)
    began = time.monotonic()
    try:
        line.request("GET", "/", headers={"Host": f"localhost:{start.port}"})
        while not select.select([line.sock], [], [], 0.1)[0]:
            meanwhile()
            if time.monotonic() - began > PAGE:
                return 0
        return line.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        line.close()


def _tell(start: Start, env: Mapping[str, str], database_url: str, *, seconds: float) -> None:
    """Print where to look and how to sign in, or how to begin; write the ready file."""
    url = env["PUBLIC_URL"]
    begin = ""
    if database.is_new(database_url):
        begin = f"{url}/accounts/start/?code={start_code(env['SECRET_KEY'])}"
    accounts = database.accounts(start.folder.accounts)
    start.say(f"\nChợ Phiên is ready after {seconds:.1f} s:  {url}\n")
    if accounts:
        start.say(f"Sign in at {url}/accounts/login/ (demo accounts of this installation only):")
        wide = [max(len(account[key]) for account in accounts) for key in ("cooperative", "role", "login")]
        for account in accounts:
            cells = [
                account[key].ljust(width)
                for key, width in zip(("cooperative", "role", "login"), wide, strict=True)
            ]
            start.say("  " + "  ".join([*cells, account["password"]]))
    if begin:
        start.say(f"Make your first cooperative here (the code in the link is yours alone):\n  {begin}")
    start.say(f"\nCtrl-C stops everything. Logs are in {start.folder.log}.")
    if start.ready_file:
        ready = {"url": url, "accounts": accounts, "sessions": database.sessions(database_url)}
        write_private(start.ready_file, {**ready, "start": begin} if begin else ready)


@contextlib.contextmanager
def _sockets(folder: DataFolder) -> Iterator[Path]:
    """A short private folder for Unix sockets: their path may have 107 bytes at most."""
    root = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    if len(str(root)) > 60 or not os.access(root, os.W_OK):
        root = Path("/tmp")  # noqa: S108 - mkdtemp makes it private
    mark = folder.root / "sockets-are-at"
    if mark.exists():  # left by a start that was killed
        left = Path(mark.read_text(encoding="utf-8"))
        if left.name.startswith("phien-") and left.is_dir() and left.stat().st_uid == os.geteuid():
            shutil.rmtree(left, ignore_errors=True)
    made = Path(tempfile.mkdtemp(prefix="phien-", dir=root))
    write_whole(mark, str(made))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        mark.unlink(missing_ok=True)
