"""An object store: `s3://bucket/prefix`. Keys and the store's address come from the environment (`AWS_…`), as always."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError
from s3fs import S3FileSystem

from flows.settings import Settings
from flows.sources.address import Address, BadAddress
from flows.sources.link import Link, Ways
from flows.sources.remote import FileSystem, Info, Remote, is_passing, words


def open_s3(address: Address, settings: Settings) -> Remote:
    """The objects below a prefix, which need not be there.

    Raises:
        BadAddress: no bucket is named.
    """
    if not address.host:
        raise BadAddress("The address names no bucket. Write it as s3://bucket/folder.")
    connect = partial(_connect, address.host, settings)
    ways = Ways(connect, lambda files: None, (OSError, BotoCoreError, ClientError), _is_passing, words)
    return Remote("s3:/", f"/{address.host}{address.path}", ways, _listed, settings)


def _connect(bucket: str, settings: Settings) -> FileSystem:
    seconds = settings.source_seconds
    files = S3FileSystem(
        config_kwargs={"connect_timeout": seconds, "read_timeout": seconds, "retries": {"max_attempts": 1}},
        use_listings_cache=False,
        skip_instance_cache=True,
    )
    files.call_s3("head_bucket", Bucket=bucket)
    return files


def _listed(link: Link[FileSystem], root: str) -> Iterator[tuple[str, Info]]:
    found = link.ask(lambda files: files.find(root.lstrip("/"), detail=True))
    for name in sorted(found):
        if not name.endswith("/"):  # what consoles make for a folder
            yield f"/{name}", found[name]


def _is_passing(error: Exception) -> bool:
    return is_passing(error) and not isinstance(error, NoCredentialsError)
