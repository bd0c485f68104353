"""A local SMTP server that delivers nothing: each message becomes an .eml file.

python smtp_sink.py FOLDER PORT
"""

import contextlib
import email
import email.policy
import itertools
import logging
import re
import sys
import threading
from pathlib import Path

from aiosmtpd.controller import Controller


class Folder:
    """Writes what arrives, numbered, named after recipient and subject."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.numbers = itertools.count(1 + len(list(self.folder.glob("*.eml"))))

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(
            envelope.content, policy=email.policy.default
        )
        title = f"{', '.join(envelope.rcpt_tos)} {message['subject'] or ''}"
        name = re.sub(r"[^\w@.-]+", "_", title)[:90].strip("_")
        path = self.folder / f"{next(self.numbers):04}_{name}.eml"
        path.write_bytes(envelope.content)
        return "250 OK"


def start(folder, port):
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    controller = Controller(Folder(folder), hostname="127.0.0.1", port=port)
    controller.start()
    return controller


if __name__ == "__main__":
    start(sys.argv[1], int(sys.argv[2]))
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()
