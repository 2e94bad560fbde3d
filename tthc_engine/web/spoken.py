"""A page in another language, in which a reader's voice changes to Vietnamese for what is Vietnamese.

Names, titles of procedures, steps and what people wrote stand on every page in Vietnamese. A template marks what it
knows (`vi`, `marked`); whatever is left is marked here, in the finished page, so that no template can forget it.
"""

import re

from tthc_engine.web.messages import is_vietnamese

_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)")
_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "use", "wbr"})
_UNREAD = frozenset({"script", "style"})
# Where no element may stand within the text, the element itself says its language.
_ONLY_TEXT = frozenset({"desc", "option", "text", "textarea", "title", "tspan"})
# Where words and names follow each other in one line of text.
_LINES = frozenset({"b", "caption", "dd", "dt", "h1", "h2", "h3", "li", "p", "span", "td", "th"})
_PARTS = re.compile(r"( [·›] |: |; | \(|\))")
_EDGES = re.compile(r"(\s*)(.*?)(\s*)", re.S)


def spoken(page: str) -> str:
    """The page with `lang="vi"` around each Vietnamese text that nothing around it marks yet."""
    pieces = _TAG.split(page)
    opened: list[tuple[str, int, bool]] = []
    for at, piece in enumerate(pieces):
        if piece.startswith("<") and at % 2:
            _step(piece, at, opened)
        elif opened and not opened[-1][2] and is_vietnamese(piece):
            _mark(pieces, at, opened)
    return "".join(pieces)


def _step(tag: str, at: int, opened: list[tuple[str, int, bool]]) -> None:
    """Into an element or out of it: its name, where it begins, whether nothing in it is left to be marked."""
    found = _NAME.match(tag)
    if found is None:
        return
    name = found[1].lower()
    if tag.startswith("</"):
        while opened and opened.pop()[0] != name:
            pass
    elif name not in _VOID and not tag.endswith("/>"):
        done = bool(opened and opened[-1][2]) or (' lang="vi"' in tag and name != "html") or name in _UNREAD
        opened.append((name, at, done))


def _mark(pieces: list[str], at: int, opened: list[tuple[str, int, bool]]) -> None:
    name, begin, _ = opened[-1]
    alone = begin == at - 1 and "".join(pieces[at + 1 : at + 2]).startswith("</") and not _PARTS.search(pieces[at])
    if name == "title" and len(opened) > 1 and opened[-2][0] == "head":
        return
    if (alone or name in _ONLY_TEXT) and " lang=" not in pieces[begin]:
        pieces[begin] = f'{pieces[begin][:-1]} lang="vi">'
    elif name in _LINES and "class=" not in pieces[begin]:
        pieces[at] = "".join(part if at % 2 else _span(part) for at, part in enumerate(_PARTS.split(pieces[at])))
    elif name not in _ONLY_TEXT:
        pieces[at] = _span(pieces[at])


def _span(text: str) -> str:
    edges = _EDGES.fullmatch(text)
    if edges is None or not is_vietnamese(text):
        return text
    return f'{edges[1]}<span lang="vi">{edges[2]}</span>{edges[3]}'
