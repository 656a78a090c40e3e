"""The dump: a folder such as a buyer's mailbox and share hold after asking suppliers for certificates."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from samples.make import junk, knowledge
from samples.make.containers import Mail, mailed, zipped, zipped_in_gbk
from samples.make.files import make
from samples.make.model import Document, Strict


class Entry(Strict):
    """A file of the dump: a document, junk, or a container with entries of its own."""

    path: str
    document: str | None = None
    junk: str | None = None
    text: str = ""
    zip: tuple[Entry, ...] | None = None
    gbk: bool = False
    """Member names of the zip in the code page of Chinese Windows."""
    mail: Mail | None = None
    attachments: tuple[Entry, ...] = ()


@dataclass
class Dump:
    """What has been made so far: files by path, truth by document, one manifest row a file."""

    documents: dict[str, Document]
    used: set[str] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    truth: dict[str, dict[str, Any]] = field(default_factory=dict)
    manifest: list[dict[str, Any]] = field(default_factory=list)

    def add(self, entry: Entry, container: str = "") -> bytes:
        """Makes the entry's bytes, and those of everything inside it, and books them."""
        path = f"{container}/{entry.path}" if container else entry.path
        row: dict[str, Any] = {"path": path, "container": container or None}
        self.manifest.append(row)
        content, row["expect"] = self._content(entry, path)
        row["sha256"], row["bytes"] = hashlib.sha256(content).hexdigest(), len(content)
        if row["expect"] in ("certificate", "other"):
            row["document"] = entry.document
        return content

    def _content(self, entry: Entry, path: str) -> tuple[bytes, str]:
        if entry.zip is not None:
            pack = zipped_in_gbk if entry.gbk else zipped
            return pack([(inner.path, self.add(inner, path)) for inner in entry.zip]), "container"
        if entry.mail is not None:
            return mailed(entry.mail, [(inner.path, self.add(inner, path)) for inner in entry.attachments]), "container"
        if entry.junk in junk.FROM_TEXT:
            return junk.FROM_TEXT[entry.junk](entry.text), "empty" if entry.junk == "empty" else "unsupported"
        document = self.documents[entry.document or ""]
        self.used.add(document.name)
        if entry.junk:
            return junk.FROM_DOCUMENT[entry.junk](document), entry.junk
        content, truth = make(document, path)
        self.truth.setdefault(document.name, truth)
        return content, document.kind


def build() -> Dump:
    """The whole dump.

    Raises:
        FontMissing: the texts need a font that is not installed.
        ValueError: a document of `dump-documents.yaml` is nowhere in the tree.
    """
    dump = Dump({document.name: document for document in knowledge.documents("dump-documents.yaml")})
    for raw in knowledge.read_yaml("dump-tree.yaml"):
        entry = Entry(**raw)
        dump.files[entry.path] = dump.add(entry)
    if unused := dump.documents.keys() - dump.used:
        raise ValueError(f"not in dump-tree.yaml: {sorted(unused)}")
    return dump
