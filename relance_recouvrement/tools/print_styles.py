"""What a printed page uses of a style sheet.

wkhtmltopdf reads the styles again for each document and for the header and footer of
each page: a rule that cannot match anything is worth leaving out.
"""

import functools
import re

WORD = re.compile(r"[\w-]+")
DATA_URI = re.compile(r'"data:[^"]*"')
# Everything that may hold braces without opening a block, or a brace
TOKEN = re.compile(
    r"""/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^"')][^)]*\)|[{}]""", re.S
)
COMMENT = re.compile(r"/\*.*?\*/", re.S)
# Parts of a selector that say nothing of the classes an element has
UNSURE = re.compile(r":not\([^()]*\)|\[[^\]]*\]")
NAME = re.compile(r"\.([\w-]+)|(?:^|[\s>+~])([a-zA-Z][\w]*)")
FAMILY = re.compile(r"font-family\s*:\s*[\"']?([^\"';}]+)")
FONT = "@font-face"
NESTED = ("@media", "@supports")
IMPLIED = frozenset(["html", "head", "body", "tbody"])  # written or not


def used_styles(css, page):
    """The rules of a style sheet that may match in a page without scripts.

    A rule is left out only when each of its selectors needs an element or a class
    that the page does not name anywhere; a font, when nothing names it.

    :param str css: a style sheet
    :param str page: an HTML document
    :rtype: str
    """
    words = set(WORD.findall(DATA_URI.sub("", page))) | IMPLIED
    names, families = _names(css)
    named = frozenset(family for family in families if family in page)
    return _filter(css, names & words, named)


@functools.lru_cache(maxsize=8)
def _rules(css):
    return _parse(COMMENT.sub("", css))


def _parse(css):
    """``[(selector, body)]``; the body of a nested rule is a list too."""
    rules, start, depth, opened = [], 0, 0, 0
    for token in TOKEN.finditer(css):
        if token[0] == "{":
            depth += 1
            if depth == 1:
                selector, opened = css[start : token.start()].strip(), token.end()
        elif token[0] == "}":
            depth -= 1
            if depth < 0:
                raise ValueError("a block of the style sheet is closed twice")
            if not depth:
                body = css[opened : token.start()]
                nested = selector.startswith(NESTED)
                rules.append((selector, _parse(body) if nested else body))
                start = token.end()
    if depth:
        raise ValueError("a block of the style sheet is not closed")
    return rules


@functools.lru_cache(maxsize=8)
def _names(css):
    """Names of elements and classes, and of fonts, that the rules know."""
    names, families = set(), set()
    for selector, body in _flatten(_rules(css)):
        names.update(*_needs(selector))
        if selector == FONT:
            families.update(FAMILY.findall(body))
    return frozenset(names), frozenset(families)


def _flatten(rules):
    for selector, body in rules:
        if isinstance(body, list):
            yield from _flatten(body)
        else:
            yield selector, body


def _needs(selector):
    """For each selector of a list, the names without which it matches nothing."""
    if selector.startswith("@") or "\\" in selector or ";" in selector:
        return [set()]
    selector = UNSURE.sub("", selector)
    if "(" in selector:
        return [set()]
    return [
        {class_name or element for class_name, element in NAME.findall(part)}
        for part in selector.split(",")
    ]


@functools.lru_cache(maxsize=256)
def _filter(css, names, families):
    kept = _keep(_rules(css), names)
    text = "".join(text for selector, text in kept if selector != FONT)
    return "".join(
        rule
        for selector, rule in kept
        if selector != FONT
        or any(name in families or name in text for name in FAMILY.findall(rule))
    )


def _keep(rules, names):
    kept = []
    for selector, body in rules:
        if isinstance(body, list):
            body = "".join(text for _selector, text in _keep(body, names))
            if not body:
                continue
        elif not any(needed <= names for needed in _needs(selector)):
            continue
        kept.append((selector, f"{selector}{{{body}}}"))
    return kept
