import filecmp
import hashlib
import os
import shutil
from tempfile import NamedTemporaryFile

from odoo import models
from odoo.tools import SQL

CHUNK = 1024 * 1024


class RelanceEngineStore(models.AbstractModel):
    """Attachments read and written through their files: a document of any size never
    comes whole into memory, unless the database itself stores it."""

    _name = "relance.engine.store"
    _description = "Documents by Their Files"

    # === READ === #

    def _get_path(self, attachment, folder):
        """The path of the content.

        :param str folder: temporary folder, for what the database stores
        """
        if attachment.store_fname:
            return attachment._full_path(attachment.store_fname)
        with NamedTemporaryFile(dir=folder, delete=False) as copy:
            copy.write(attachment.raw or b"")
        return copy.name

    def _get_sha256(self, attachment):
        """Fingerprint of the content, empty when it is gone.

        :rtype: str
        """
        if not attachment.store_fname:
            return hashlib.sha256(attachment.raw or b"").hexdigest()
        try:
            return self._hash(
                attachment._full_path(attachment.store_fname), hashlib.sha256()
            )
        except FileNotFoundError:
            return ""

    def _hash(self, path, digest):
        with open(path, "rb") as content:
            while chunk := content.read(CHUNK):
                digest.update(chunk)
        return digest.hexdigest()

    # === WRITE === #

    def _store_bytes(self, content, name, record, mimetype=None):
        """An attachment of ``record`` from bytes, as they are.

        :rtype: ir.attachment
        """
        values = self._prepare(name, record, mimetype)
        return self._get_attachments().create({**values, "raw": content})

    def _copy(self, attachment, record):
        """The same content as an attachment of ``record``; nothing is read.

        :rtype: ir.attachment
        """
        copy = self._get_attachments().create(
            self._prepare(attachment.name, record, attachment.mimetype)
        )
        attachment.flush_recordset()
        self._fill(
            copy,
            SQL(
                "FROM ir_attachment AS old WHERE old.id = %s",
                attachment.id,
            ),
            SQL("old.store_fname, old.db_datas, old.checksum, old.file_size"),
        )
        return copy

    def _adopt(self, path, name, record, mimetype):
        """A temporary file as an attachment of ``record``.

        :rtype: ir.attachment
        """
        attachments = self._get_attachments()
        if attachments._storage() == "db":
            with open(path, "rb") as content:
                return self._store_bytes(content.read(), name, record, mimetype)
        checksum = self._hash(path, hashlib.sha1(usedforsecurity=False))
        size = os.path.getsize(path)
        stored = self._move(path, checksum)
        created = attachments.create(self._prepare(name, record, mimetype))
        self._fill(
            created,
            SQL("WHERE TRUE"),
            SQL("%s, NULL::bytea, %s, %s", stored, checksum, size),
        )
        return created

    def _move(self, path, checksum):
        """Put a file in Odoo's store, under the name that its content gives."""
        attachments = self._get_attachments()
        name = f"{checksum[:2]}/{checksum}"
        target = attachments._full_path(name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if not os.path.exists(target):
            shutil.copyfile(path, f"{target}.part")
            os.replace(f"{target}.part", target)
        elif not filecmp.cmp(path, target, shallow=False):
            raise ValueError("another file has the same name")
        # Odoo removes what nothing refers to, should this transaction fail
        attachments._mark_for_gc(name)
        return name

    def _fill(self, attachment, source, values):
        """Odoo's ``create`` takes the content itself only."""
        self.env.cr.execute(
            SQL(
                "UPDATE ir_attachment AS new SET (store_fname, db_datas, checksum,"
                " file_size) = (SELECT %s %s) WHERE new.id = %s",
                values,
                source,
                attachment.id,
            )
        )
        attachment.invalidate_recordset()

    def _prepare(self, name, record, mimetype):
        values = {"name": name, "res_model": record._name, "res_id": record.id}
        if mimetype:
            values["mimetype"] = mimetype
        return values

    def _get_attachments(self):
        # sudo: callers checked the rights on the record that the document is of;
        # images stay as they were given
        return self.env["ir.attachment"].sudo().with_context(image_no_postprocess=True)

    def _drop(self, attachments):
        """Delete the copies that exhibits held; built files have their own."""
        # sudo: as above
        attachments.sudo().filtered(
            lambda att: att.res_model == "relance.procedure.exhibit"
        ).unlink()
