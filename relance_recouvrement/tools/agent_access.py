"""The link of an agent to what was handed over: its token, its visits, its files.
Pure Python: no ``odoo`` import."""

import hashlib
import ipaddress
import re
import secrets
import unicodedata

#: Random bytes of a token: 256 bits, out of reach of guessing.
TOKEN_BYTES = 32
#: Characters of a token once encoded, without padding.
TOKEN_LENGTH = 43
#: Largest document that an agent sends, in bytes.
MAX_FILE = 10 * 1024 * 1024
#: Largest body of a post: the document, the words and what the form wraps around.
MAX_BODY = MAX_FILE + 64 * 1024
#: Most characters of a message, of a reference and of a file name.
MAX_TEXT, MAX_REFERENCE, MAX_NAME = 5000, 80, 80
#: What a link may do within :data:`WINDOW` seconds: pages and files read, posts.
WINDOW = 600
MAX_VIEWS, MAX_POSTS = 120, 20

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_PNG = b"\x89PNG\r\n\x1a\n"
_EXTENSIONS = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
}


def make_token():
    """A new token; only its :func:`get_hash` is ever stored.

    :rtype: str
    """
    return secrets.token_urlsafe(TOKEN_BYTES)


def get_hash(token):
    """What is stored of a token, or None for what cannot be one.

    Tokens are random over 256 bits: a plain SHA-256 cannot be searched backwards.

    :rtype: str or None
    """
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        return None
    return hashlib.sha256(token.encode()).hexdigest()


def truncate_ip(address):
    """A network instead of a person: /24 of IPv4, /48 of IPv6 (CNIL).

    :return: text of the network, or False when it is no address
    """
    try:
        parsed = ipaddress.ip_address((address or "").strip())
    except ValueError:
        return False
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    prefix = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network(f"{parsed}/{prefix}", strict=False))


def find_type(content):
    """Kind of a document, by what it holds and never by its name.

    PDF, PNG and JPEG only, whole: a page or a program dressed up as one is refused.

    :param bytes content: the file
    :return: MIME type, or None for every other kind
    """
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return "application/pdf"
    if content.startswith(_PNG) and content[12:16] == b"IHDR":
        return "image/png" if b"IEND" in content[-64:] else None
    if content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content[-2048:]:
        return "image/jpeg"
    return None


def clean_name(name, mimetype):
    """A file name that is only a name, with the extension of what the file is.

    :param str name: as the agent's computer calls it, paths included
    :param str mimetype: of :func:`find_type`
    :rtype: str
    """
    base = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    stem = base.rsplit(".", 1)[0] if "." in base else base
    shown = "".join(
        char
        for char in unicodedata.normalize("NFC", stem)
        if unicodedata.category(char)[0] != "C" and char not in '<>:"|?*'
    )
    return (shown.strip(" .")[:MAX_NAME] or "document") + _EXTENSIONS[mimetype]
