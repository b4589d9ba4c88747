"""The command line: quick, readable, one sentence for what a person can mend."""

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from phien.config.cli import COMMANDS, main
from phien.config.cli.faults import fault_of
from phien.config.cli.manage import _data_among
from phien.config.cli.replay import _rows

LOADED = """
import sys
from phien.config.cli import main
main(['--help'], standalone_mode=False)
print(*sys.modules)
"""


def test_help_names_every_command_under_its_heading() -> None:
    shown = CliRunner().invoke(main, ["--help"])
    assert shown.exit_code == 0
    for name in main.list_commands(click.Context(main)):
        assert f"  {name} " in shown.output
        assert COMMANDS[name].about[:30] in shown.output
    assert max(map(len, shown.output.splitlines())) <= 100


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_each_command_explains_itself(name: str) -> None:
    if name not in main.list_commands(click.Context(main)):
        pytest.skip("not in this version")
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.help


def test_help_loads_neither_django_nor_a_database_driver() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "click" in loaded
    assert loaded.isdisjoint({"django", "psycopg", "nats", "starlette", "uvicorn"})


def test_an_unknown_command_is_named() -> None:
    shown = CliRunner().invoke(main, ["sel"])
    assert shown.exit_code == 2
    assert "No such command 'sel'" in shown.output


def test_where_nothing_runs_a_command_says_so_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    shown = CliRunner().invoke(main, ["manage", "--data", str(tmp_path), "migrate"])
    assert shown.exit_code == 1
    assert shown.output == (
        f"Nothing runs on {tmp_path}: start it with `phien up --data {tmp_path}`, or set DATABASE_URL.\n"
    )


@pytest.mark.parametrize(
    ("words", "data", "rest"),
    [
        (("migrate",), None, ("migrate",)),
        (("cooperative", "--slug", "a", "--data", "d"), Path("d"), ("cooperative", "--slug", "a")),
        (("check", "--data=d", "--deploy"), Path("d"), ("check", "--deploy")),
    ],
)
def test_manage_takes_its_folder_from_anywhere(
    words: tuple[str, ...], data: Path | None, rest: tuple[str, ...]
) -> None:
    assert _data_among(None, words) == (data, rest)


def test_a_missing_package_is_one_sentence(tmp_path: Path) -> None:
    """The launcher that `make setup` writes, with a Python that has none of the packages."""
    launcher = tmp_path / "phien"
    launcher.write_text(_setup().LAUNCHER.format(python=sys.executable).replace("import sys", HIDE_CLICK, 1))
    launcher.chmod(0o755)
    done = subprocess.run([launcher, "--help"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The package click is missing; run `make setup`.\n"


HIDE_CLICK = """import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.split('.')[0] == 'click':
            raise ModuleNotFoundError(f'No module named {name!r}', name='click')
sys.meta_path.insert(0, Hidden())
"""


def _setup():  # type: ignore[no-untyped-def]
    import importlib.util

    place = Path(__file__).resolve().parents[4] / "tools/setup.py"
    spec = importlib.util.spec_from_file_location("tools_setup", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _json_error() -> Exception:
    try:
        json.loads("{bad")
    except ValueError as error:
        return error
    raise AssertionError


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (_json_error(), "it is no JSON at line 1, column 2"),
        (KeyError("items"), "“items” is missing"),
        (TypeError("each line must be one JSON object"), "each line must be one JSON object"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "start"), "it is no UTF-8 text"),
    ],
)
def test_a_bad_file_is_told_in_words(error: Exception, said: str) -> None:
    assert fault_of(error) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [('{"id": "1"}', "“author” is missing"), ("[1]", "each line must be one JSON object"), ("{", "no JSON")],
)
def test_a_replay_sends_nothing_of_a_file_that_is_no_comment_file(text: str, said: str) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)) as caught:
        _rows(text)
    assert said in fault_of(caught.value)
