"""What a Word template may say: Jinja's placeholders, conditions and loops over the letter's own lists, nothing else.

An office's own template comes from outside, so the language is a list of what is allowed, not of what is forbidden: no
calls, no arithmetic, no imports, no attributes of objects. With it no template runs longer than the letter is.
"""

from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

FILTERS = ("upper", "lower", "capitalize", "join", "length", "first", "last", "default", "trim")
_TESTS = ("defined", "none")
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Slice,
    nodes.Const,
    nodes.For,
    nodes.If,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.CondExpr,
    nodes.Tuple,
)


class NotAllowed(TemplateSyntaxError):
    """The template says something that no letter needs."""


class LetterLanguage(ImmutableSandboxedEnvironment):
    """Jinja cut down to what letters need; a name that the letter does not have is an error, not an empty place."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS} | {_ROWS: _rows}
        self.tests = {name: self.tests[name] for name in _TESTS}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _check(tree, inside=())
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The letter's data are lists and dictionaries: `letter.items` is its key, never a method."""
        if isinstance(obj, dict):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Only keys of the letter's data and what a loop knows about itself."""
        return attr in ("first", "last", "index", "length") and type(obj).__name__ == "LoopContext"


_ROWS = "_rows"


def _rows(value: Any) -> Any:
    """Only lists are gone through: a loop over the letters of a long text is no letter's need."""
    if isinstance(value, list | tuple):
        return value
    raise NotAllowed("only a list of the letter can be gone through", 1)


def _check(node: nodes.Node, *, inside: tuple[str, ...]) -> None:
    """`inside` are the names of the loop around, by which alone a loop within goes on: no list is multiplied."""
    if not isinstance(node, _ALLOWED) or (isinstance(node, nodes.For) and (node.recursive or node.test)):
        raise NotAllowed(f"`{type(node).__name__.lower()}` is not part of a letter's template", node.lineno)
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        raise NotAllowed(f"there is no filter `{node.name}`", node.lineno)
    if isinstance(node, nodes.For):
        if inside and _root(node.iter) not in inside:
            raise NotAllowed("a loop in a loop goes through a list of the outer one", node.lineno)
        inside = tuple(one.name for one in node.target.find_all(nodes.Name)) or (_named(node.target),)
    for child in node.iter_child_nodes():
        _check(child, inside=inside)
    if isinstance(node, nodes.For):
        node.iter = nodes.Filter(node.iter, _ROWS, [], [], None, None, lineno=node.lineno)


def _named(target: nodes.Node) -> str:
    return target.name if isinstance(target, nodes.Name) else ""


def _root(node: nodes.Node) -> str:
    """The name that an expression begins with: `row` of `row.who[0]`."""
    while isinstance(node, nodes.Getattr | nodes.Getitem):
        node = node.node
    return _named(node)
