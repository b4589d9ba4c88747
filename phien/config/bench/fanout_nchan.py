"""nginx with nchan, and nginx with TLS in front of an edge: both on ports and files of their own."""

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from phien.config.stack.children import end, wait_until
from phien.config.stack.errors import StackError
from phien.config.stack.listening import free_port

MODULES = ("/usr/lib/nginx/modules", "/usr/share/nginx/modules", "/usr/lib64/nginx/modules")
WANTED = "nginx with nchan is not installed (Debian: apt-get install nginx-light libnginx-mod-nchan)"
TOP = """{modules}
{user}daemon off; pid {folder}/pid; error_log {folder}/error.log warn;
worker_processes {workers}; worker_rlimit_nofile {files};
events {{ worker_connections {files}; }}
http {{ access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  {http} }}
"""
NCHAN = """server {{ listen 127.0.0.1:{port} backlog=4096;
  location = /pub {{ nchan_publisher; nchan_channel_id live; nchan_message_buffer_length 100; }}
  location = /sub {{ nchan_subscriber eventsource; nchan_channel_id live; }} }}"""
TLS = """upstream edge {{ server 127.0.0.1:{edge}; }}
server {{ listen 127.0.0.1:{port} ssl reuseport backlog=4096;
  ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;
  location / {{ proxy_pass http://edge; proxy_http_version 1.1; proxy_set_header Connection "";
    proxy_set_header Host $host; proxy_buffering off; proxy_buffer_size 4k; proxy_read_timeout 60s; }} }}"""


def nginx() -> str | None:
    """The server's program."""
    return shutil.which("nginx") or next((p for p in ("/usr/sbin/nginx",) if os.access(p, os.X_OK)), None)


def nchan() -> Path | None:
    """The module's file, where nginx is here too."""
    found = (Path(folder, "ngx_nchan_module.so") for folder in MODULES)
    return next((each for each in found if each.exists()), None) if nginx() else None


@contextlib.contextmanager
def nchan_server() -> Iterator[tuple[int, int]]:
    """nginx with nchan on a loopback port: port, and the worker's process id."""
    module = nchan()
    if module is None:
        raise StackError(WANTED)
    with _server(NCHAN, modules=f"load_module {module};", workers=1) as (port, workers):
        yield port, workers[0]


@contextlib.contextmanager
def tls_server(edge: int) -> Iterator[tuple[int, list[int]]]:
    """nginx that ends TLS before an edge: port, and the workers' process ids."""
    with _server(TLS, modules="", workers=2, edge=edge) as found:
        yield found


@contextlib.contextmanager
def _server(site: str, *, modules: str, workers: int, edge: int = 0) -> Iterator[tuple[int, list[int]]]:
    program = nginx()
    if program is None:
        raise StackError(WANTED)
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="phien-nginx-") as name:
        folder = Path(name)
        if edge:
            _certificate(folder)
        text = TOP.format(
            modules=modules,
            user="user root;\n" if os.geteuid() == 0 else "",
            folder=folder,
            workers=workers,
            files=resource.getrlimit(resource.RLIMIT_NOFILE)[1],
            http=site.format(port=port, folder=folder, edge=edge),
        )
        (folder / "nginx.conf").write_text(text, encoding="ascii")
        server = subprocess.Popen(  # noqa: S603 - the system's nginx
            [program, "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # `end` ends its whole group
        )
        try:
            if not wait_until(lambda: len(_children(server.pid)) == workers, seconds=10):
                raise StackError((folder / "error.log").read_text(encoding="utf-8", errors="replace").strip())
            yield port, _children(server.pid)
        finally:
            end(server, ask=signal.SIGTERM, patience=5)


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(each) for each in text.split()]


def _certificate(folder: Path) -> None:
    """For this measurement only."""
    subprocess.run(  # noqa: S603
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
            ),
            *("-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")),
            *("-days", "1", "-subj", "/CN=localhost"),
        ],
        check=True,
        capture_output=True,
    )
