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
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main(wanted: list[str]) -> int:
    """Run the steps; give the exit code."""
    failed = []
    for name in wanted or list(STEPS):
        say(f"== {name}")
        if name == "tests" and not browser_is_there():
            failed.append("browser")
        began = time.monotonic()
        code = subprocess.run(STEPS[name], cwd=ROOT, check=False).returncode
        say(f"== {name}: {'failed' if code else 'good'} after {time.monotonic() - began:.0f} s")
        if code:
            failed.append(name)
    say(f"make test: {'failed: ' + ', '.join(failed) if failed else 'all good'}")
    return 1 if failed else 0


def browser_is_there() -> bool:
    """Chromium for the journeys: from the system's packages where we may install them."""
    if any(shutil.which(name) for name in BROWSERS):
        return True
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Chromium from the system's packages")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
        ):
            subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)
        if shutil.which("chromium"):
            return True
    say("The browser journeys need Chromium: install the system's package `chromium` and run again.")
    return False


def say(line: str) -> None:
    """One line of progress."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
