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

    def ls(self, path: str, detail: bool = True) -> list[Info]:
        """What is in a folder."""
        return [self._decode_stat(stat, path) for stat in self.ftp.listdir_attr(path)]

    def _connect(self) -> None:
        self.client = paramiko.SSHClient()
        self.client.load_system_host_keys()
        self.client.set_missing_host_key_policy(self.host_key_policy)
        try:
            self.client.connect(self.host, **self.ssh_kwargs)
            self.ftp = _Client.from_transport(self.client.get_transport())
            self.ftp.get_channel().settimeout(self._seconds)
        except BaseException:
            self.client.close()
            raise


class _Client(paramiko.SFTPClient):  # type: ignore[misc]  # paramiko has no types
    """Takes names that are not UTF-8, which are bytes to the server, as Python takes those of local files."""

    def _request(self, t: Any, *args: Any) -> Any:
        kind, message = super()._request(t, *args)
        return kind, _lenient(message)

    def _convert_status(self, msg: Any) -> None:
        super()._convert_status(_lenient(msg))

    def _adjust_cwd(self, path: str | bytes) -> Any:
        return super()._adjust_cwd(path.encode("utf-8", "surrogateescape") if isinstance(path, str) else path)


def _lenient(message: Any) -> Any:
    message.get_text = lambda: message.get_string().decode("utf-8", "surrogateescape")
    return message


def _close(files: FileSystem) -> None:
    files.client.close()


def _listed(link: Link[FileSystem], folder: str) -> Iterator[tuple[str, Info]]:
    """Every file below a folder; fsspec's own walk would leave out, without a word, what it cannot list."""
    waiting = _entries(link, folder or "/")
    while waiting:
        info = waiting.pop()
        if info["type"] == "directory":
            try:
                waiting += _entries(link, info["name"])
                continue
            except Unanswered:
                pass
        yield info["name"], info


def _entries(link: Link[FileSystem], folder: str) -> list[Info]:
    """What is in a folder, last name first."""
    found: list[Info] = link.ask(lambda files: files.ls(folder))
    return sorted(found, key=lambda info: str(info["name"]), reverse=True)


def _passes(error: Exception) -> bool:
    unknown = isinstance(error, paramiko.SSHException) and "not found in known_hosts" in str(error)
    return is_passing(error) and not isinstance(error, _FINAL) and not unknown
