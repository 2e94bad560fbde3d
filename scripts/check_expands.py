"""A migration only adds: the version before it goes on serving meanwhile. What takes something away says so.

In `upgrade()` of each revision: no table or column dropped or renamed, none made narrower, none added without a
default, no uniqueness that older software may break; unless the module says `CONTRACTS = "why, and since when nobody
reads it"`. Then no older software is served after it (`tthc_engine/store/migrations`).

Exit: 0 all of them hold to it, 1 one does not.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

VERSIONS = Path(__file__).parents[1] / "tthc_engine" / "store" / "migrations" / "versions"
TAKES_AWAY = frozenset(
    {"drop_table", "drop_column", "rename_table", "create_unique_constraint", "create_check_constraint"}
)
NARROWER = frozenset({"new_column_name", "type_"})
IN_WORDS = ("DROP TABLE", "DROP COLUMN", "RENAME", "SET NOT NULL", "DELETE FROM")


def doubts(source: str) -> list[str]:
    """`line: what it does` for everything that older software could not bear; empty where the module says CONTRACTS."""
    module = ast.parse(source)
    if any(_is_marker(one) for one in module.body):
        return []
    found = [one for one in module.body if isinstance(one, ast.FunctionDef) and one.name == "upgrade"]
    return [f"{line}: {what}" for function in found for line, what in _in(function)]


def _is_marker(one: ast.stmt) -> bool:
    """`CONTRACTS` with a reason; or the first revision, before which there is no software."""
    if not isinstance(one, ast.Assign) or not isinstance(one.value, ast.Constant):
        return False
    names = {to.id for to in one.targets if isinstance(to, ast.Name)}
    said = one.value.value
    return ("CONTRACTS" in names and bool(str(said or "").strip())) or ("down_revision" in names and said is None)


def _in(function: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    fresh = {_told(node, 0) for node in ast.walk(function) if _name(node) == "create_table"}
    for node in ast.walk(function):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, given = node.func.attr, {one.arg: one.value for one in node.keywords}
        if name in TAKES_AWAY:
            yield node.lineno, name
        elif name == "alter_column" and (given.keys() & NARROWER or _is_false(given.get("nullable"))):
            yield node.lineno, "alter_column that renames, retypes or forbids NULL"
        elif name == "create_index" and _is_true(given.get("unique")) and _told(node, 1) not in fresh:
            yield node.lineno, "a unique index that older software may run into"
        elif name == "add_column":
            yield from _needing(node)
        elif name == "execute":
            said = " ".join(
                one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)
            )
            yield from ((node.lineno, words) for words in IN_WORDS if words in said.upper())


def _needing(node: ast.Call) -> Iterator[tuple[int, str]]:
    """A column that must be given and has no default: older software does not give it."""
    for column in ast.walk(node):
        if isinstance(column, ast.Call) and isinstance(column.func, ast.Attribute) and column.func.attr == "Column":
            given = {one.arg: one.value for one in column.keywords}
            if _is_false(given.get("nullable")) and "server_default" not in given:
                yield column.lineno, "add_column that is NOT NULL without a server_default"


def _name(node: ast.AST) -> str:
    return node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""


def _told(node: ast.AST, place: int) -> str:
    """The text given at this place; empty where it is worked out."""
    given = node.args[place : place + 1] if isinstance(node, ast.Call) else []
    return str(given[0].value) if given and isinstance(given[0], ast.Constant) else ""


def _is_false(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is False


def _is_true(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is True


def main() -> int:
    found = [f"{path.name}:{one}" for path in sorted(VERSIONS.glob("*.py")) for one in doubts(path.read_text("utf-8"))]
    for one in found:
        print(one, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
