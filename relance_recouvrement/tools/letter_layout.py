"""Where the text of a letter may be cut. Pure Python."""

import re

import lxml.html

BLOCKS = ("p", "div", "ul", "ol", "table", "blockquote", "h1", "h2", "h3", "h4")
MONTHS = (
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre"
    "|décembre|January|February|March|April|May|June|July|August|September|October"
    "|November|December"
)
# « 1er avril », « 3 × 40 € »: never at the end of a line
TOGETHER = (
    re.compile(rf"\b(\d{{1,2}}(?:er)?) (?=(?:{MONTHS})\b)"),
    re.compile(r"(?<=\d) (?=×)|(?<=×) (?=\d|EUR)"),
)


def split_closing(body):
    """The text of a letter, and its last paragraph: that one goes with the closing
    and the signature, which never stand alone on a page.

    :param str body: HTML of the text
    :return: two pieces of HTML; the second one is empty when nothing can be split
    :rtype: tuple(str, str)
    """
    if not (body or "").strip():
        return "", ""
    root = lxml.html.fragment_fromstring(keep_together(str(body)), create_parent="div")
    parent = root
    blocks = _blocks(parent)
    while len(blocks) == 1 and blocks[0].tag == "div":
        parent, blocks = blocks[0], _blocks(blocks[0])
    if len(blocks) < 2 or (blocks[-1].tail or "").strip():
        return _html(root), ""
    last = blocks[-1]
    for element in list(parent)[parent.index(last) :]:
        parent.remove(element)
    return _html(root), _html(last)


def keep_together(html):
    """Spaces that a line may not end with, such as in « 1er avril »."""
    html = TOGETHER[0].sub("\\1\u00a0", html)
    return TOGETHER[1].sub("\u00a0", html)


def _blocks(parent):
    """The paragraphs of an element that have words."""
    return [
        child
        for child in parent.iterchildren(*BLOCKS)
        if child.text_content().strip("\u00a0 \n\t")
    ]


def _html(element):
    element.tail = None
    return lxml.html.tostring(element, encoding="unicode")
