"""What stands under deploy/ works as it is: systemd reads the units, the alert rules name figures that are.

nginx's sites: test_deploy_nginx.py. Where systemd is missing, its tests say so and are skipped.
"""

import re
import shutil
import stat
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from phien.config.drain import IN_FLIGHT
from phien.config.jobs_worker import LAST_JOBS
from phien.live.edge.show import Show
from phien.plumbing.lookout import OFFSETS, STEP
from phien.plumbing.meters import REGISTRY, Jobs, here

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in (DEPLOY / "systemd").glob("phien*.*"))
SITES = sorted(path.name for path in (DEPLOY / "nginx").glob("*.conf"))
RULES = (DEPLOY / "prometheus/phien.rules.yml").read_text(encoding="utf-8")
PROGRAM = "/srv/phien/.venv/bin/phien"
needs_systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"),
    reason="systemd-analyze is not installed: the units were not verified",
)


# systemd


def unit(name: str) -> dict[str, list[str]]:
    """A unit's settings by name; a name may stand several times."""
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / "systemd" / name).read_text(encoding="utf-8").splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


SERVICES = [name for name in UNITS if name.endswith(".service")]
LASTING = [name for name in SERVICES if name != "phien-backup.service"]


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """All units, their program exchanged for one that is here."""
    program = tmp_path / "phien"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(stat.S_IRWXU)
    for name in UNITS:
        text = (DEPLOY / "systemd" / name).read_text(encoding="utf-8")
        assert PROGRAM in text or name.endswith((".socket", ".timer"))
        text = text.replace(PROGRAM, str(program)).replace("=/srv/phien\n", f"={tmp_path}\n")
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def verify(units: Path, name: str) -> str:
    """What systemd has against a unit; nothing where it is good."""
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(units / name.replace("@", "@8001"))],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.stderr if done.stderr else "" if done.returncode == 0 else f"code {done.returncode}"


@needs_systemd
@pytest.mark.parametrize("name", UNITS)
def test_systemd_reads_the_unit_without_a_word(units: Path, name: str) -> None:
    assert verify(units, name) == ""


@needs_systemd
def test_a_wrong_unit_would_be_noticed(units: Path) -> None:
    broken = units / "phien.service"
    broken.write_text(broken.read_text().replace("LimitNOFILE=", "LimitNoFile="), encoding="utf-8")
    assert "LimitNoFile" in verify(units, "phien.service")
    broken.write_text(broken.read_text().replace(str(units / "phien"), "/nowhere/phien"), encoding="utf-8")
    assert "/nowhere/phien" in verify(units, "phien.service")


@needs_systemd
@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_shut_in(units: Path, name: str) -> None:
    done = subprocess.run(
        [
            *("systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=25"),
            str(units / name.replace("@", "@8001")),
        ],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-300:] + done.stderr


@pytest.mark.parametrize("name", LASTING)
def test_a_service_starts_again_and_may_hold_connections(name: str) -> None:
    said = unit(name)
    assert said["Restart"] == ["always"]
    assert int(said["LimitNOFILE"][0]) >= 65536


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_its_own_user_and_little_else(name: str) -> None:
    said = unit(name)
    assert said["User"] == said["Group"] == ["phien"]
    assert said["NoNewPrivileges"] == ["yes"]
    assert said["ProtectSystem"] == ["strict"]
    assert said["EnvironmentFile"] == ["/etc/phien/env"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_a_command_that_we_have(name: str) -> None:
    from phien.config.cli import COMMANDS

    words = unit(name)["ExecStart"][0].split()
    assert words[0] == PROGRAM
    assert words[1] in COMMANDS


def test_systemd_waits_as_long_as_each_service_may_take_to_stop() -> None:
    def patience(name: str) -> float:
        return float(unit(name)["TimeoutStopSec"][0])

    desks = 5.0  # Desks.stop
    drain = float(unit("phien-edge@.service")["Environment"][0].removeprefix("PHIEN_DRAIN="))
    assert patience("phien-edge@.service") > drain + IN_FLIGHT + desks
    assert patience("phien-desk@.service") > desks
    assert patience("phien-jobs.service") > LAST_JOBS
    assert patience("phien-web.service") > 8  # gunicorn's --graceful-timeout
    assert patience("phien.service") > 3 * 15  # services, bus, database: ten seconds and a kill each


def test_every_name_in_the_example_settings_is_on_the_page() -> None:
    text = (DEPLOY / "systemd/env.example").read_text(encoding="utf-8")
    names = set(re.findall(r"^#?([A-Z][A-Z_]+)=", text, flags=re.MULTILINE))
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert len(names) >= 9
    assert [name for name in sorted(names) if f"| `{name}` |" not in page] == []


# Prometheus


def read_rules(text: str) -> list[dict[str, str]]:
    """The rules of a file written as ours is: two spaces a step, one `key: value` a line.

    No YAML reader is among our packages; what does not have this shape is refused here.
    """
    rules: list[dict[str, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = re.fullmatch(r"((?:  )*)(- )?([a-z]+):(?: (\S.*))?", line)
        assert found, f"line {number} is not of the plain form: {line}"
        steps, dash, key, value = len(found[1]) // 2, found[2], found[3], found[4] or ""
        if value.startswith('"'):
            assert re.fullmatch(r'"[^"\\]*"', value), f"line {number}: one pair of quotes"
        else:  # a plain scalar may not hold these, or YAML reads something else
            assert not re.search(r": | #|^[\[{&*!|>'%@`]", value), f"line {number}: quote this"
        if dash and key == "alert":
            assert steps == 3, f"line {number}"
            rules.append({})
        if rules:
            assert steps == (3 if dash else 5 if key in ("severity", "summary") else 4), f"line {number}"
            assert key not in rules[-1], f"line {number}: {key} twice"
            rules[-1][key] = value
    return rules


ALERTS = read_rules(RULES)
OTHERS = {"up"}


def test_every_rule_is_whole() -> None:
    assert len(ALERTS) >= 15
    for rule in ALERTS:
        assert {"alert", "expr", "labels", "severity", "annotations", "summary"} <= set(rule) <= {
            "alert", "expr", "for", "labels", "severity", "annotations", "summary",
        }  # fmt: skip
        assert rule["severity"] in ("page", "warn")
        assert rule["expr"].count("(") == rule["expr"].count(")")
        assert re.fullmatch(r"\d+[sm]", rule.get("for", "1m"))
    assert len({rule["alert"] for rule in ALERTS}) == len(ALERTS)


def names_of(expression: str) -> set[str]:
    """The figures that an expression asks for."""
    bare = re.sub(r'"[^"]*"|\{[^}]*\}|\[[^\]]*\]|\bby \([^)]*\)', " ", expression)
    return {
        name
        for name in re.findall(r"[a-z_]+(?![a-z_]|\s*\()", bare)
        if name not in {"and", "or", "unless"} and len(name) > 1
    }


def figures() -> set[str]:
    """All names that a scrape of some process of ours can hold."""
    bus = SimpleNamespace(client=SimpleNamespace(is_connected=True))
    with here.holding(desks={}, shows={1: Show(1)}, bus=bus):
        families = [*REGISTRY.collect(), *Jobs(lambda: (0, 0.0, 0)).collect()]
    made = set()
    for family in families:
        if family.type == "counter":
            made.add(f"{family.name}_total")
        elif family.type == "histogram":
            made |= {f"{family.name}_{part}" for part in ("bucket", "count", "sum")}
        else:
            made.add(f"{family.name}_info" if family.type == "info" else family.name)
    return made


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_a_rule_asks_only_for_figures_that_are(rule: dict[str, str]) -> None:
    asked = names_of(rule["expr"])
    assert asked
    assert asked - figures() - OTHERS == set()


def test_every_figure_that_the_page_names_is_there() -> None:
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(phien_[a-z_]+)", page))
    assert len(named) > 12
    assert named - figures() - {name.removesuffix("_bucket") for name in figures()} == set()


def test_every_alert_is_explained_on_the_page() -> None:
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert [rule["alert"] for rule in ALERTS if rule["alert"] not in page] == []


def test_prometheus_asks_the_ports_that_the_processes_take() -> None:
    text = (DEPLOY / "prometheus/scrape.yml").read_text(encoding="utf-8")
    ports = [int(port) - 9200 for port in re.findall(r"127\.0\.0\.1:(\d+)", text)]
    assert ports == [OFFSETS["edge"], OFFSETS["web"], OFFSETS["jobs"]]
    assert f"{9200 + STEP}" in text


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed")
def test_prometheus_reads_the_rules() -> None:
    done = subprocess.run(
        ["promtool", "check", "rules", str(DEPLOY / "prometheus/phien.rules.yml")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_readme_names_every_file() -> None:
    text = (DEPLOY / "README.md").read_text(encoding="utf-8")
    for path in [*UNITS, *SITES, "env.example", "scrape.yml", "phien.rules.yml"]:
        stem = path.removesuffix(".service").removesuffix(".socket").removesuffix("@")
        assert stem in text, path
