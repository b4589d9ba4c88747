"""Prepares `.venv`: the locked packages and the command `phien`. Standard library only.

    setup.py run    what the product needs (requirements/run.txt)
    setup.py dev    and what its checks need (requirements/dev.txt)

A second call does nothing. Where the system's Python has no `ensurepip` (Debian without python3-venv),
pip's own wheel is fetched from the package index that this machine's pip is set up for, checked by its hash.
"""

import configparser
import hashlib
import html.parser
import os
import pathlib
import shutil
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PIP = ("pip-26.3-py3-none-any.whl", "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13")
STANDARD_INDEX = "https://" + ".".join(("pypi", "org")) + "/simple"  # where nothing else is configured


class SetupError(Exception):
    """One clear sentence."""


def main(kind: str) -> None:
    """Make what is missing."""
    if (
        _text(VENV / f"installed-{kind}") == mark_of(kind)
        and _text(VENV / "checkout") == str(ROOT)
        and _runs()
    ):
        return
    lock = ROOT / "requirements" / f"{kind}.txt"
    if not _runs():
        say("Making .venv")
        make_environment()
    say(f"Installing the locked packages of requirements/{kind}.txt (a minute or two, once)")
    install(lock)
    tie_checkout()
    for done in {kind, "run"}:  # dev.txt holds all of run.txt
        (VENV / f"installed-{done}").write_text(mark_of(done))


def mark_of(kind: str) -> str:
    """Changes with the lock and with this file."""
    parts = (ROOT / f"requirements/{kind}.txt", pathlib.Path(__file__))
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def make_environment() -> None:
    """`.venv` with pip in it."""
    shutil.rmtree(VENV, ignore_errors=True)
    if has_ensurepip():
        if call([sys.executable, "-m", "venv", VENV], quiet=True) == 0:
            return
        shutil.rmtree(VENV, ignore_errors=True)
    if call([sys.executable, "-m", "venv", "--without-pip", VENV]):
        raise SetupError(f"{sys.executable} could not make {VENV}; its own words are above.")
    with tempfile.TemporaryDirectory() as folder:
        wheel = fetch_pip(pathlib.Path(folder))
        if call([VENV / "bin/python", wheel / "pip", "install", "--quiet", "--no-index", wheel]):
            raise SetupError("pip could not install itself; its own words are above.")


def has_ensurepip() -> bool:
    """Debian takes ensurepip out of Python and puts it into python3-venv."""
    code = "import ensurepip; ensurepip.version()"
    return call([sys.executable, "-c", code], quiet=True) == 0


def install(lock: pathlib.Path) -> None:
    """Every package of the lock, wheels only, each checked by its hash."""
    command = [VENV / "bin/python", "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    command += ["--require-hashes", "--only-binary", ":all:", "--no-deps", "-r", lock]
    if call(command):
        raise SetupError(
            f"The packages of {lock.relative_to(ROOT)} could not be installed; pip's own words are above."
        )


def tie_checkout() -> None:
    """The project itself needs no build: its folder goes on the path, and `phien` into .venv/bin."""
    site = next((VENV / "lib").glob("python3.*/site-packages"))
    (site / "phien-checkout.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    launcher = VENV / "bin/phien"
    launcher.write_text(
        LAUNCHER.format(python=str(VENV / "bin/python").replace("'", "'\"'\"'")), encoding="utf-8"
    )
    launcher.chmod(0o755)
    (VENV / "checkout").write_text(str(ROOT), encoding="utf-8")


LAUNCHER = """#!/bin/sh
'''exec' '{python}' "$0" "$@"
' '''
# The two lines above start this file's Python whatever the length of its path; below, it is Python.
import sys

try:
    from phien.config.cli import main
except ModuleNotFoundError as missing:
    sys.exit(f"The package {{missing.name}} is missing; run `make setup`.")
main(prog_name="phien")
"""


def fetch_pip(folder: pathlib.Path) -> pathlib.Path:
    """Pip's wheel from the first place that has it, checked by its hash."""
    name, digest = PIP
    troubles = []
    for place in indexes():
        try:
            content = wheel_from(place, name)
        except (OSError, ValueError) as error:
            troubles.append(f"{type(error).__name__}: {error}")
            continue
        if content is None:
            troubles.append("not there")
        elif hashlib.sha256(content).hexdigest() != digest:
            troubles.append("another content than expected")
        else:
            (folder / name).write_bytes(content)
            return folder / name
    why = "; ".join(troubles) or "no package index is configured"
    raise SetupError(
        f"This Python has no ensurepip and {name} could not be fetched ({why}); install python3-venv."
    )


def wheel_from(index: str, name: str) -> bytes | None:
    """The wheel's content from one simple index; None where the index does not list it."""
    page_url = index.rstrip("/") + "/pip/"
    links = Links()
    links.feed(read(page_url).decode("utf-8", errors="replace"))
    for link in links.found:
        url = urllib.parse.urljoin(page_url, link).split("#")[0]
        if urllib.parse.unquote(url.rsplit("/", 1)[-1]) == name:
            return read(url)
    return None


def read(url: str) -> bytes:
    """The content behind an address (https, http or file)."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "file" and url.endswith("/"):
        url += "index.html"
    request = urllib.request.Request(url, headers={"Accept": "text/html"})
    if parts.username:
        where = urllib.parse.urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        keys = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        keys.add_password(
            None, where, urllib.parse.unquote(parts.username), urllib.parse.unquote(parts.password or "")
        )
        opener = urllib.request.build_opener(
            urllib.request.HTTPBasicAuthHandler(keys), urllib.request.HTTPSHandler(context=trust())
        )
        return bytes(opener.open(where, timeout=60).read())
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=trust()))
    return bytes(opener.open(request, timeout=60).read())


def trust() -> ssl.SSLContext:
    """The certificates that pip would use."""
    return ssl.create_default_context(cafile=setting("cert"))


def indexes() -> list[str]:
    """The package indexes that pip would ask, in its order; the standard one where none is configured."""
    first = setting("index-url") or STANDARD_INDEX
    return [first, *(setting("extra-index-url") or "").split()]


def setting(name: str) -> str | None:
    """One of pip's settings: the environment first, then its files, the nearest first."""
    given = os.environ.get("PIP_" + name.upper().replace("-", "_"))
    if given:
        return given
    for path in configuration_files():
        parser = configparser.RawConfigParser()
        try:
            parser.read(path, encoding="utf-8")
        except (configparser.Error, OSError, UnicodeDecodeError):
            continue
        for section in ("install", "global"):
            if parser.has_option(section, name):
                return " ".join(parser.get(section, name).split())
    return None


def configuration_files() -> list[pathlib.Path]:
    """Where pip keeps its settings, the strongest first."""
    home = pathlib.Path.home()
    named = os.environ.get("PIP_CONFIG_FILE")
    if named == os.devnull:
        return []
    user = pathlib.Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "pip/pip.conf"
    shared = [
        pathlib.Path(top) / "pip/pip.conf"
        for top in (os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")
    ]
    files = [user, home / ".pip/pip.conf", pathlib.Path("/etc/pip.conf"), *shared]
    return [pathlib.Path(named), *files] if named else files


class Links(html.parser.HTMLParser):
    """The addresses on an index page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what an `a` points to."""
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


def _runs() -> bool:
    """Whether .venv is there and its Python starts (the system's may have been upgraded away)."""
    code = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return call([VENV / "bin/python", "-c", code], quiet=True) == 0
    except OSError:
        return False


def call(command: list[object], *, quiet: bool = False) -> int:
    """Run a program to its end; gives its exit code."""
    words = [str(word) for word in command]
    return subprocess.run(words, capture_output=quiet, check=False).returncode


def _text(path: pathlib.Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return None


def say(line: str) -> None:
    """One line of progress."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except SetupError as trouble:
        sys.exit(str(trouble))
    except OSError as trouble:
        sys.exit(f"make setup: {trouble.filename or VENV}: {trouble.strerror or trouble}.")
    except subprocess.CalledProcessError as trouble:
        sys.exit(
            f"make setup: {' '.join(map(str, trouble.cmd[:4]))} … failed with code {trouble.returncode}."
        )
