"""A folder of another machine over SFTP: `sftp://user@host/path`.

The machine's key has to be in `known_hosts`. We let ourselves in by a key of the user's (agent, `~/.ssh`, or `?key=`),
or by the password that `?password=` says where to find.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem

from flows.settings import Settings
from flows.sources.address import Address
from flows.sources.link import Link, Unanswered, Ways
from flows.sources.remote import FileSystem, Info, Remote, is_passing, words
from flows.sources.secret import secret

_FINAL = (paramiko.AuthenticationException, paramiko.BadHostKeyException)


def open_sftp(address: Address, settings: Settings) -> Remote:
    """The files below a folder."""
    ways = Ways(partial(_Sftp, address, settings), _close, (OSError, EOFError, paramiko.SSHException), _passes, words)
    return Remote(f"sftp://{address.host}", address.path, ways, _listed, settings)


class _Sftp(SFTPFileSystem):  # type: ignore[misc]  # fsspec has no types
    """Without the habit of believing any machine that answers."""

    cachable = False

    def __init__(self, address: Address, settings: Settings) -> None:
        seconds, options = settings.source_seconds, address.options
        self._seconds = seconds
        given: dict[str, Any] = {"username": address.user, "port": address.port or 22}
        if "password" in options:
            given |= {"password": secret(options["password"]), "look_for_keys": False, "allow_agent": False}
        if "key" in options:
            given["key_filename"] = options["key"]
        times = {"timeout": seconds, "banner_timeout": seconds, "auth_timeout": seconds, "channel_timeout": seconds}
        super().__init__(address.host, host_key_policy="reject", **given, **times)

    def _connect(self) -> None:
        self.client = paramiko.SSHClient()
        self.client.load_system_host_keys()
        self.client.set_missing_host_key_policy(self.host_key_policy)
        try:
            self.client.connect(self.host, **self.ssh_kwargs)
            self.ftp = self.client.open_sftp()
            self.ftp.get_channel().settimeout(self._seconds)
        except BaseException:
            self.client.close()
            raise


def _close(files: FileSystem) -> None:
    files.client.close()


def _listed(link: Link[FileSystem], folder: str) -> Iterator[tuple[str, Info]]:
    """Every file below a folder; fsspec's own walk would leave out, without a word, what it cannot list."""
    entries = link.ask(lambda files: files.ls(folder or "/", detail=True))
    for info in sorted(entries, key=lambda entry: str(entry["name"])):
        if info["type"] == "directory":
            try:
                yield from _listed(link, info["name"])
            except Unanswered:
                yield info["name"], info
        else:
            yield info["name"], info


def _passes(error: Exception) -> bool:
    unknown = isinstance(error, paramiko.SSHException) and "not found in known_hosts" in str(error)
    return is_passing(error) and not isinstance(error, _FINAL) and not unknown
