"""The root of the `tthc` command: quick, and honest in its exit codes."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from tthc_engine.cli.main import COMMANDS, Command, application, exit_code
from tthc_engine.domain.errors import DeclarationError, NotInForce, StaleDossier, TthcError

HEAVY = {"alembic", "fastapi", "numpy", "prefect", "pydantic", "sqlalchemy", "sqlmodel", "typst", "yaml"}


def test_the_help_names_every_command_and_imports_none() -> None:
    asked = (
        "import sys; from tthc_engine.cli.main import application\n"
        "try: application(loaded=())(['--help'])\n"
        "except SystemExit: print('IMPORTED', *sorted(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert [command.name for command in COMMANDS if f" {command.name} " not in said] == []
    assert HEAVY.isdisjoint(said.partition("IMPORTED")[2].split())


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_explains_itself(command: Command) -> None:
    result = CliRunner().invoke(application(loaded=[command.name]), [command.name, "--help"])
    assert result.exit_code == 0, result.output
    assert f"tthc {command.name}" in result.output


def test_an_unknown_command_is_a_wrong_call() -> None:
    assert CliRunner().invoke(application(loaded=()), ["duedate"]).exit_code == 2


def test_the_version_is_printed_alone() -> None:
    result = CliRunner().invoke(application(loaded=()), ["--version"])
    assert result.exit_code == 0 and result.output.strip()[0].isdigit()


@pytest.mark.parametrize(
    ("error", "code"),
    [(NotInForce(procedure="1.005099", on="2026-05-10"), 2), (StaleDossier(), 2), (DeclarationError("x"), 1)],
)
def test_a_refusal_is_a_wrong_call_and_a_wrong_declaration_does_not_hold(error: TthcError, code: int) -> None:
    assert exit_code(error) == code


def test_a_refused_call_is_told_in_vietnamese_and_english_and_not_as_a_stack_trace() -> None:
    asked = ["clock", "explain", "--procedure", "9.999999", "--received", "2026-06-01 09:00"]
    ended = subprocess.run(
        [sys.executable, "-m", "tthc_engine.cli.main", *asked], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    vietnamese, english = ended.stderr.splitlines()
    assert "9.999999" in vietnamese and "thủ tục" in vietnamese.lower()
    assert english == "UnknownProcedure: No procedure 9.999999 is declared."
