"""`make test`: every check in order, all of them even if one fails; exit 1 where any does.

check.py            everything
check.py ruff mypy  only these steps
"""

import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = pathlib.Path(PYTHON).parent
STEPS: dict[str, list[str]] = {
    "ruff": [f"{BIN}/ruff", "check", "."],
    "format": [f"{BIN}/ruff", "format", "--check", "--quiet", "."],
    "mypy": [f"{BIN}/mypy"],
    "imports": [f"{BIN}/lint-imports", "--no-logo"],
    "words": [PYTHON, "-m", "phien.config.words", "--check"],
    "tests": [PYTHON, "-m", "pytest"],
}
NGINX = ("nginx-light", "libnginx-mod-nchan")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main(wanted: list[str]) -> int:
    """Run the steps; give the exit code."""
    failed = []
    for name in wanted or list(STEPS):
        say(f"== {name}")
        if name == "tests":
            if not browser_is_there():
                failed.append("browser")
            nginx_is_there()
        began = time.monotonic()
        code = subprocess.run(STEPS[name], cwd=ROOT, check=False).returncode
        say(f"== {name}: {'failed' if code else 'good'} after {time.monotonic() - began:.0f} s")
        if code:
            failed.append(name)
    say(f"make test: {'failed: ' + ', '.join(failed) if failed else 'all good'}")
    return 1 if failed else 0


def browser_is_there() -> bool:
    """Chromium for the journeys: from the system's packages where we may install them."""
    if any(shutil.which(name) for name in BROWSERS) or installed("chromium"):
        return True
    say("The browser journeys need Chromium: install the system's package `chromium` and run again.")
    return False


def nginx_is_there() -> bool:
    """nginx for the examples under deploy/, and its push module to measure ours against; good to have."""
    if shutil.which("nginx") or installed("nginx", *NGINX):
        return True
    say("Without nginx (the system's package `nginx-light`) its examples under deploy/ are not checked.")
    return False


def installed(program: str, *packages: str) -> bool:
    """Whether a program is there after we tried to install it, as root on Debian; else nothing is tried."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    names = packages or (program,)
    say(f"Installing {' '.join(names)} from the system's packages")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # A server that is installed for a test must not start: port 80 is not ours.
    policy = pathlib.Path("/usr/sbin/policy-rc.d")
    ours = not policy.exists()
    try:
        if ours:
            policy.write_text("#!/bin/sh\nexit 101\n", encoding="utf-8")
            policy.chmod(0o755)
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *names],
        ):
            subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)
    except OSError as error:
        say(f"Could not install {' '.join(names)}: {error}")
    finally:
        if ours:
            policy.unlink(missing_ok=True)
    return shutil.which(program) is not None


def say(line: str) -> None:
    """One line of progress."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
