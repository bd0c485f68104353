"""Builds, under ``.env/``, the Odoo 19 that every command of this project uses.

Nothing is installed on the machine: Debian packages are unpacked, Python packages
go to a virtual environment and the database server runs on a private socket.
Standard library only, because this code runs before anything is there.

``build.prepare()`` is the entry point; each other module knows one part.
"""
