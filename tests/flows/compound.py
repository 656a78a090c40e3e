"""Compound files (OLE) written small: what Outlook and old office programs save. Folders are dicts, streams bytes."""

from __future__ import annotations

import itertools
import struct
from typing import Union

Tree = dict[str, Union[bytes, "Tree"]]

_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_CUTOFF = 4096
"""Streams shorter than this stand in the mini stream, in sectors of 64 bytes."""


def compound(tree: Tree) -> bytes:
    """The file, by [MS-CFB], version 3."""
    return _Writer().file(tree)


def outlook(attachments: dict[str, bytes | Tree], sender: str = "qa@acme.example", header: int = 32) -> Tree:
    """An Outlook mail, by [MS-OXMSG]; an attachment that is a tree is itself a mail."""
    tree: Tree = {**_properties({0x0C1F: sender, 0x0037: "Certificates", 0x1035: "<1@acme.example>"}, header)}
    for number, (name, data) in enumerate(attachments.items()):
        held: Tree = dict(_properties({0x3707: name}, 8, {0x3701: data} if isinstance(data, bytes) else {}))
        if not isinstance(data, bytes):
            held["__substg1.0_3701000D"] = data
        tree[f"__attach_version1.0_#{number:08X}"] = held
    return tree


def _properties(texts: dict[int, str], header: int, binaries: dict[int, bytes] | None = None) -> Tree:
    tree: Tree = {}
    table = bytes(header)
    for tag, text in texts.items():
        tree[f"__substg1.0_{tag:04X}001F"] = text.encode("utf-16-le")
        table += struct.pack("<HHIII", 0x1F, tag, 6, 2 * len(text) + 2, 0)
    for tag, data in (binaries or {}).items():
        tree[f"__substg1.0_{tag:04X}0102"] = data
        table += struct.pack("<HHIII", 0x102, tag, 6, len(data), 0)
    return {"__properties_version1.0": table, **tree}


class _Writer:
    def __init__(self) -> None:
        self.sectors: list[bytes] = []
        self.table: list[int] = []
        self.mini = b""
        self.mini_table: list[int] = []
        self.entries: list[bytes] = []

    def file(self, tree: Tree) -> bytes:
        self.entries.append(b"")
        child = self._folder(tree)
        start = self._chain(self.mini)
        self.entries[0] = _entry("Root Entry", 5, _FREE, child, start, len(self.mini))
        packed = b"".join(self.entries)
        directory = self._chain(packed + bytes(-len(packed) % 512))
        minis = b"".join(struct.pack("<I", n) for n in self.mini_table)
        mini_table = self._chain(minis + b"\xff" * (-len(minis) % 512))
        tables = 1
        while tables * 128 < len(self.table) + tables:
            tables += 1
        first = len(self.sectors)
        table = [*self.table, *[_TABLE] * tables]
        raw = b"".join(struct.pack("<I", n) for n in table).ljust(512 * tables, b"\xff")
        places = b"".join(struct.pack("<I", first + n) for n in range(tables)).ljust(436, b"\xff")
        mini_count = -(-len(minis) // 512)
        head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(6)
        head += struct.pack("<IIIIIIIII", 0, tables, directory, 0, _CUTOFF, mini_table, mini_count, _END, 0)
        return head + places + b"".join(self.sectors) + raw

    def _folder(self, tree: Tree) -> int:
        numbers = []
        for name, held in tree.items():
            numbers.append(len(self.entries))
            self.entries.append(b"")
            if isinstance(held, bytes):
                start = self._stream(held)
                self.entries[numbers[-1]] = _entry(name, 2, _FREE, _FREE, start, len(held))
            else:
                self.entries[numbers[-1]] = _entry(name, 1, _FREE, self._folder(held), 0, 0)
        for number, follower in itertools.pairwise(numbers):
            entry = self.entries[number]
            self.entries[number] = entry[:72] + struct.pack("<I", follower) + entry[76:]
        return numbers[0] if numbers else _FREE

    def _stream(self, data: bytes) -> int:
        if len(data) >= _CUTOFF:
            return self._chain(data)
        if not data:
            return _END
        first, count = len(self.mini_table), -(-len(data) // 64)
        self.mini += data + bytes(-len(data) % 64)
        self.mini_table += [*range(first + 1, first + count), _END]
        return first

    def _chain(self, data: bytes) -> int:
        if not data:
            return _END
        first, count = len(self.sectors), -(-len(data) // 512)
        self.sectors += [data[at : at + 512].ljust(512, b"\0") for at in range(0, len(data), 512)]
        self.table += [*range(first + 1, first + count), _END]
        return first


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2, kind, 1)
    return head + struct.pack("<III", _FREE, right, child) + bytes(36) + struct.pack("<IQ", start, size)
