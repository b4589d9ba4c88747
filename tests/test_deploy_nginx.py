"""The nginx sites under deploy/: nginx reads them, and one of them stands in front of a real edge.

`make test` installs nginx where it may; where it is missing, the tests that need it say so and are skipped.
"""

import contextlib
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from phien.config.stack.listening import free_port
from phien.live.edge.routes import ROUTES
from phien.live.models import Session
from phien.testing import factories
from phien.testing.committed import db as db
from phien.testing.edges import Served, Web, served
from phien.testing.edges import web as web_process

SOURCE = Path(__file__).resolve().parents[1] / "deploy/nginx"
SITES = sorted(path.name for path in SOURCE.glob("*.conf"))
needs_nginx = pytest.mark.skipif(
    not shutil.which("nginx"),
    reason="nginx is not installed (apt-get install nginx-light): not run",
)


def site(name: str) -> str:
    return (SOURCE / name).read_text(encoding="utf-8")


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of nobody."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "shop.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    cert, private = folder / "cert.pem", folder / "key.pem"
    pem = serialization.Encoding.PEM
    cert.write_bytes(made.public_bytes(pem))
    private.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return cert, private


@dataclass
class Made:
    """A site made ready for this machine: its folder, and its port for TLS."""

    folder: Path
    port: int

    def run(self, *words: str) -> "subprocess.Popen[str]":
        """nginx on it."""
        nginx = str(shutil.which("nginx"))
        return subprocess.Popen(
            [nginx, "-e", "stderr", "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"), *words],
            stderr=subprocess.PIPE,
            text=True,
        )

    def objections(self) -> str:
        """What `nginx -t` has against it; nothing where it is good."""
        done = self.run("-t", "-q")
        said = done.communicate(timeout=60)[1]
        return said or ("" if done.returncode == 0 else f"code {done.returncode}")


def make(folder: Path, text: str, *, servers: Mapping[str, str] | None = None) -> Made:
    """The site's text with this machine's files, free ports on loopback, and `servers` by their addresses."""
    cert, private = certificate(folder)
    (folder / "cache").mkdir()
    port = free_port()
    text = re.sub(r"listen (\[::\]:)?(\d+)", lambda _: f"listen 127.0.0.1:{free_port()}", text)
    text = re.sub(r"listen 127.0.0.1:\d+ ssl", f"listen 127.0.0.1:{port} ssl", text, count=1)
    live = "/etc/letsencrypt/live/shop.example"
    for said, here in (
        (f"{live}/fullchain.pem", cert),
        (f"{live}/privkey.pem", private),
        ("/var/log/nginx", folder),
        ("/var/cache/nginx", folder / "cache"),
        *((f"server {said}", f"server {here}") for said, here in (servers or {}).items()),
    ):
        text = text.replace(said, str(here))
    (folder / "phien.conf").write_text(text, encoding="utf-8")
    user = "user root;\n" if os.geteuid() == 0 else ""  # its workers write into a folder of ours
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder}/{kind}; " for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"{user}worker_processes 1;\npid {folder}/pid;\nerror_log stderr;\ndaemon off;\n"
        f"events {{ worker_connections 1024; }}\n"
        f"http {{ access_log off; {places}include {folder}/phien.conf; }}\n",
        encoding="utf-8",
    )
    return Made(folder, port)


@needs_nginx
@pytest.mark.parametrize("name", SITES)
def test_nginx_reads_the_site_without_a_word(tmp_path: Path, name: str) -> None:
    assert make(tmp_path, site(name)).objections() == ""


@needs_nginx
def test_a_wrong_site_would_be_noticed(tmp_path: Path) -> None:
    wrong = site(SITES[0]).replace("proxy_buffering", "proxy_bufferin")
    assert "proxy_bufferin" in make(tmp_path, wrong).objections()


@pytest.mark.parametrize("name", SITES)
def test_a_site_tells_who_asks_and_names_each_request(name: str) -> None:
    text = site(name)
    for header in (
        "Host $host",
        "X-Forwarded-For $remote_addr",
        "X-Forwarded-Proto $scheme",
        "X-Request-ID $request_id",
    ):
        assert f"proxy_set_header {header};" in text
    # a location with a header of its own would forget all of these
    assert len(re.findall(r"^    proxy_set_header", text, flags=re.MULTILINE)) == text.count(
        "proxy_set_header"
    )
    assert "limit_req" not in text  # the application's own limits know buyers


@pytest.mark.parametrize("name", SITES)
def test_streams_go_through_a_site_at_once(name: str) -> None:
    (block,) = re.findall(r"location ~ (\S+events\$) \{([^}]*)\}", site(name))
    pattern, body = block
    streams = [route.path.replace("{session:int}", "12") for route in ROUTES if "events" in route.path]
    assert len(streams) == 2
    assert all(re.search(pattern, path) for path in streams)
    assert "proxy_buffering off;" in body
    assert "proxy_read_timeout 1h;" in body


def test_live_routes_go_to_edges_and_pages_to_the_web() -> None:
    text = site("several-machines.conf")
    to = dict(re.findall(r"location (?:[~=] )?(\S+) \{[^}]*?proxy_pass http://(\w+);", text))
    assert to["/api/sessions/"] == "phien_edges"
    assert to["/"] == "phien_pages"
    assert all(route.path.startswith("/api/sessions/") for route in ROUTES)


@pytest.mark.parametrize("name", SITES)
def test_no_token_of_an_address_is_written_down(name: str) -> None:
    text = site(name)
    assert "~^/(?<phien_door>o|invitations)/" in text
    logged = text[text.index("log_format phien") : text.index("server {", text.index("log_format phien"))]
    assert not re.search(
        r"\$(request|request_uri|args|http_cookie|http_authorization|http_referer)\b", logged
    )


# In front of a real edge


@pytest.fixture
def session(db: Any, coop: Any) -> Session:
    return factories.make_session(coop, [(factories.make_variant(coop, stock=40), 40)], open=True)


def listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextlib.contextmanager
def in_front(folder: Path, name: str, edge: Served, servers: Mapping[str, str]) -> Iterator[Made]:
    """nginx with a site, trusted by the edge."""
    forward: Any = edge.app.router.routes[-1].endpoint.__self__  # type: ignore[attr-defined]
    forward.proxies = edge.edge.proxies = frozenset({"127.0.0.1"})
    made = make(folder, site(name), servers=servers)
    child = made.run()
    try:
        began = time.monotonic()
        while not listens(made.port):
            assert child.poll() is None, child.communicate()[1]
            assert time.monotonic() - began < 10, "nginx does not listen"
            time.sleep(0.02)
        yield made
    finally:
        child.terminate()
        child.wait(10)
        assert child.stderr is not None
        child.stderr.close()


def trusting(made: Made) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(made.folder / "cert.pem"))
    context.check_hostname = False
    return context


def browsing(made: Made) -> httpx.Client:
    where = f"https://127.0.0.1:{made.port}"
    return httpx.Client(base_url=where, verify=trusting(made), headers={"Host": "shop.example"})


def buy(browser: httpx.Client, session: int, key: str) -> httpx.Response:
    body = {
        "key": key,
        "buyer": {"name": "Người mua thử", "phone": "0900000012"},
        "items": [{"code": "A1", "qty": 1}],
    }
    return browser.post(f"/api/sessions/{session}/orders", json=body)


def logged(made: Made, lines: int) -> list[dict[str, Any]]:
    """What nginx wrote down; it writes a moment after it answered."""
    began = time.monotonic()
    while True:
        text = (made.folder / "phien.log").read_text(encoding="utf-8")
        if len(text.splitlines()) >= lines or time.monotonic() - began > 5:
            return [json.loads(line) for line in text.splitlines()]
        time.sleep(0.02)


@needs_nginx
def test_behind_the_site_of_one_machine_everything_works(session: Session, tmp_path: Path) -> None:
    with web_process() as web, served(web.socket) as edge:
        edge.serves(session.pk)
        there = {"127.0.0.1:8000": f"127.0.0.1:{edge.port}"}
        with in_front(tmp_path, "one-machine.conf", edge, there) as made:
            with browsing(made) as browser:
                _pages_know_who_asks(browser, web)
                _events_pass_at_once(browser, made, session.pk)
            seen = logged(made, 4)
    assert [(line["path"], line["status"]) for line in seen][:2] == [("/o/-", 200), ("/an-thu/orders/", 200)]
    assert "made-up" not in json.dumps(seen)
    assert "0900000012" not in json.dumps(seen)


def _pages_know_who_asks(browser: httpx.Client, web: Web) -> None:
    """The visitor's address, the scheme, one id from nginx to the page and back, whatever a client claims."""
    lies = {
        "X-Forwarded-For": "10.9.9.9",
        "X-Request-ID": "chosen-by-a-stranger",
        "X-Forwarded-Proto": "http",
    }
    answer = browser.get("/o/made-up-token?phone=0900000012", headers=lies)
    (asked,) = web.asked
    assert asked.values("x-forwarded-for") == ["127.0.0.1"]
    assert asked.values("x-forwarded-proto") == ["https"]
    assert asked.values("host") == ["shop.example"]
    (given,) = answer.headers.get_list("x-request-id")
    assert asked.values("x-request-id") == [given]
    assert len(given) == 32
    browser.get("/an-thu/orders/")


def _events_pass_at_once(browser: httpx.Client, made: Made, session: int) -> None:
    """A viewer over TLS hears of an order at once; the order's answer has an id as well."""
    with socket.create_connection(("127.0.0.1", made.port), timeout=10) as plain:
        viewer = trusting(made).wrap_socket(plain, server_hostname="shop.example")
        viewer.sendall(f"GET /api/sessions/{session}/events HTTP/1.1\r\nHost: shop.example\r\n\r\n".encode())
        got = b""
        while b"retry: " not in got:
            got += viewer.recv(65536)
        answer = buy(browser, session, "through-nginx")
        assert answer.status_code == 201
        assert len(answer.headers["x-request-id"]) == 32
        began = time.monotonic()
        while b"event: stock" not in got:
            part = viewer.recv(65536)
            assert part, "the stream ended"
            got += part
        assert time.monotonic() - began < 2
        viewer.close()
    assert browser.get("/readyz").status_code == 200  # from this machine; others are refused


@needs_nginx
def test_on_several_machines_a_sale_goes_on_where_others_are_down(session: Session, tmp_path: Path) -> None:
    with web_process() as web, served(web.socket) as edge:
        edge.serves(session.pk)
        there = {
            "10.0.0.11:8001": f"127.0.0.1:{edge.port}",
            "10.0.0.21:8080": f"unix:{web.socket}",
            **{
                f"10.0.0.{n}": f"127.0.0.1:{free_port()}"
                for n in ("11:8002", "12:8001", "12:8002", "22:8080")
            },
        }
        with in_front(tmp_path, "several-machines.conf", edge, there) as made, browsing(made) as browser:
            assert [buy(browser, session.pk, f"k{n}").status_code for n in range(8)] == [201] * 8
            assert web.asked == []
            assert [browser.get(f"/an-thu/orders/?page={n}").status_code for n in range(4)] == [200] * 4
            assert len({asked.values("x-request-id")[0] for asked in web.asked}) == 4
            web.asked.clear()
            for _ in range(3):  # its address carries a digest: asked for once
                assert browser.get("/static/plumbing/css/tokens.0a1b2c.css").status_code == 200
            assert len(web.asked) == 1
            assert [browser.get(path).status_code for path in ("/healthz", "/readyz")] == [404, 404]
