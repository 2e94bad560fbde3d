"""The `tthc` command. A sub-command's module is imported only when that sub-command is called.

`tthc --help` must answer at once, and half of the sub-commands stand on libraries that take a second to import; so the
root knows each by name and one sentence, and imports the one that was asked for.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version as version_of

import typer

from tthc_engine.domain.errors import DeclarationError, Refusal, StaleDossier, TthcError

OK, DOES_NOT_HOLD, WRONG_CALL = 0, 1, 2

OFFICE, WORK, LAW, DATA = "The office", "What is due", "The law", "The log and the reports"


@dataclass(frozen=True, slots=True)
class Command:
    """A sub-command: `target` is "module:function", or "module:app" for a group of commands."""

    name: str
    target: str
    says: str
    panel: str


def _command(name: str, says: str, panel: str) -> Command:
    module = name.replace("-", "_")
    return Command(name, f"tthc_engine.cli.{module}:{module}", says, panel)


def _group(name: str, says: str, panel: str) -> Command:
    return Command(name, f"tthc_engine.cli.{name}:app", says, panel)


COMMANDS = (
    _command("init", "Set up a real office: unit, hours, people, code pattern.", OFFICE),
    _group("people", "Take people on, end positions, set a new password, name a substitute.", OFFICE),
    _group("dossiers", "One command for many dossiers; receive and decide class lists.", OFFICE),
    _group("letters", "Letters as files, and the office's own Word templates.", OFFICE),
    _command("run", "Serve the web application and its timetable.", OFFICE),
    _command("demo", "Serve a seeded office with invented data and a movable clock.", OFFICE),
    _command("story", "Tell the demo's story in this terminal.", OFFICE),
    _command("backup", "Copy the office's data to the backup folder.", OFFICE),
    _command("restore", "Put a backup back in place.", OFFICE),
    _group("retention", "List closed dossiers past their period; destroy their names by one act.", OFFICE),
    _command("migrate-to", "Move the office into another database, PostgreSQL or SQLite.", OFFICE),
    _command("simulate", "Fill an empty database with a year of invented dossiers.", OFFICE),
    _command("doctor", "Check this machine and its office, and say what to do.", OFFICE),
    _command("work", "Do what is due in a process of its own, beside web processes with TTHC_FLOWS=worker.", WORK),
    _command("sweep", "Let the clock act on every dossier that is due.", WORK),
    _command("deliver", "Send what waits in the outbox.", WORK),
    _command("told", "Say who was told of a dossier, why, and what became of it.", WORK),
    _command("watch", "The dead-man's switch: raise an alarm by another road when the machine stands still.", WORK),
    _group("flows", "Register the timetable with a Prefect server and its workers.", WORK),
    _group("procedures", "Check, list, show, compare, publish and draft declarations.", LAW),
    _group("clock", "Explain and solve due dates.", LAW),
    _group("calendar", "Enter, preview and apply decisions about working days.", LAW),
    _group("suspension", "Suspend the clock of many dossiers by one act: preview, apply, lift.", LAW),
    _group("units", "End a unit and hand what is open there to its successor.", OFFICE),
    _group("timeline", "Check dossier timelines written in YAML.", LAW),
    _group("feedback", "Reflections of citizens: enter one, what is owed, one with its acts, an act on it.", DATA),
    _group("kept", "The register of results still valid: look, enter one or a list, write it out.", DATA),
    _group("rating", "The monthly rating of staff: look, confirm, close, write it out.", DATA),
    _group("review", "The year's review of procedures: which to cut, what it saves, what past dossiers say.", DATA),
    # The module that adds the commands of every report to the group: only what is named here is imported.
    Command("report", "tthc_engine.cli.report_tables:app", "Print registers and periodic forms.", DATA),
    _group("export", "Write the event log for process mining tools and spreadsheets, without names.", DATA),
    Command("import", "tthc_engine.cli.importing:app", "Take in dossiers that another system holds.", DATA),
    _group("log", "Read event logs of other systems and tell their figures.", DATA),
    _command("rebuild", "Rebuild the lists from the event log, or check them against it.", DATA),
    _command("verify", "Prove the event log's chain and daily roots.", DATA),
)


def application(*, loaded: Sequence[str]) -> typer.Typer:
    """The root command; only the sub-commands named in `loaded` are imported and can run."""
    app = typer.Typer(
        name="tthc",
        help="A one-stop desk's dossiers: their clock, their letters, their report.",
        epilog="Exit codes: 0 well, 1 the thing checked does not hold, 2 the call is wrong.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for command in COMMANDS:
        if command.name in loaded:
            _attach(app, command)
        else:
            app.command(command.name, help=command.says, rich_help_panel=command.panel)(_not_loaded)
    return app


def _attach(app: typer.Typer, command: Command) -> None:
    module, _, name = command.target.partition(":")
    found = getattr(import_module(module), name)
    if isinstance(found, typer.Typer):
        app.add_typer(found, name=command.name, help=command.says, rich_help_panel=command.panel)
    else:
        app.command(command.name, help=command.says, rich_help_panel=command.panel)(found)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version_of("tthc-engine"))
        raise typer.Exit


def _root(
    *,
    version: bool = typer.Option(
        False, "--version", help="Print the version and exit.", is_eager=True, callback=_print_version
    ),
) -> None:
    del version  # its callback has answered


def _not_loaded() -> None:
    """Stands in the help for a sub-command that was not asked for."""


def main() -> None:
    """Run the sub-command named on the command line; a refusal is told on stderr, never as a stack trace."""
    # What we write holds personal data: database, copies, mail and reports are their owner's alone.
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal that cannot show Vietnamese shows question marks rather than an error.
            stream.reconfigure(errors="replace")
    # The shell's completion asks about sub-commands without calling one.
    asked = [command.name for command in COMMANDS] if "_TTHC_COMPLETE" in os.environ else _asked(sys.argv[1:])
    try:
        application(loaded=asked)()
    except TthcError as error:
        typer.echo("\n".join(in_words(error)), err=True)
        sys.exit(exit_code(error))
    except BrokenPipeError:
        # `tthc … | head`: the reader has what it wanted; keep the interpreter from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(OK)
    except Exception as error:
        lines = _setting_problems(error) or _refused_by_the_machine(error)
        if not lines:
            raise
        typer.echo("\n".join(lines), err=True)
        sys.exit(WRONG_CALL)


def _asked(arguments: Sequence[str]) -> list[str]:
    return [next((word for word in arguments if not word.startswith("-")), "")]


def in_words(error: TthcError) -> list[str]:
    """What to tell of an error: a refusal in the officials' words first, then its name and the English sentence."""
    english = f"{type(error).__name__}: {error}"
    if not isinstance(error, Refusal):
        return [english]
    from tthc_engine.web import messages, wording  # only a refusal needs the catalogue

    return [wording.refusal(messages.messages("vi"), error), english]


def exit_code(error: TthcError) -> int:
    """What the shell is told about an error that nobody nearer to it handled."""
    match error:
        case Refusal() | StaleDossier():
            return WRONG_CALL
        case DeclarationError():
            return DOES_NOT_HOLD
        case _:
            return WRONG_CALL


def _setting_problems(error: Exception) -> list[str]:
    """One line for each variable that cannot be understood; empty when the error is about something else."""
    from pydantic import ValidationError  # costs a tenth of a second that `--help` must not pay

    if not isinstance(error, ValidationError) or error.title != "Settings":
        return []
    return [
        f"TTHC_{str(problem['loc'][0]).upper()}: {problem['msg']}" if problem["loc"] else str(problem["ctx"]["error"])
        for problem in error.errors()
    ]


def _refused_by_the_machine(error: Exception) -> list[str]:
    """What a folder, a disk or a database server said no to, in one line; empty when the error is of our own making.

    With TTHC_LOG_LEVEL=DEBUG nothing is shortened.
    """
    if os.environ.get("TTHC_LOG_LEVEL") == "DEBUG":
        return []
    if isinstance(error, OSError):
        return [f"{error.filename or 'tthc'}: {error.strerror or error}"]
    from sqlite3 import OperationalError as SqliteRefused  # neither is needed to answer `--help`

    from sqlalchemy.exc import DatabaseError

    if isinstance(error, DatabaseError):
        error = error.orig if isinstance(error.orig, Exception) else error
    elif not isinstance(error, SqliteRefused):
        return []
    return [f"The database cannot be used: {' '.join(str(error).split())} (see tthc doctor)"]


if __name__ == "__main__":
    main()
