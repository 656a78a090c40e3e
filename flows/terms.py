"""On what terms certificates are judged: the day, and what the buyer knows beside the paper.

Opened once by a command or by the flow, from words and paths, and handed down; `rules/` never sees a file.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.certificate import Certificate, FieldValue
from flows.files import write_atomically
from rules.circumstances import Circumstances, Relatives, Supplier
from rules.names.senders import Directory
from rules.profiles.load import load_profile
from rules.profiles.profile import Profile

if TYPE_CHECKING:
    from flows.registers.snapshots import Registers

NO_RELATIVES = Relatives()


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one judgement."""

    as_of: dt.date
    profile: Profile | None = None
    suppliers: tuple[Supplier, ...] = ()
    registers: Registers | None = None
    _directory: Directory = field(init=False, repr=False, compare=False)
    _known: dict[str, Supplier | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_directory", Directory(self.suppliers))

    def circumstances(
        self, certificate: Certificate, supplier_id: str | None, relatives: Relatives = NO_RELATIVES
    ) -> Circumstances:
        """What is known beside one certificate.

        Args:
            certificate: the paper.
            supplier_id: whom its file came from, as `intake` has it.
            relatives: what the other certificates in hand say about it.
        """
        number = certificate.certificate_number
        entries = self.registers.entries(number.value) if self.registers and isinstance(number, FieldValue) else ()
        return Circumstances(
            profile=self.profile,
            supplier=self.supplier(supplier_id, certificate),
            registers=self.registers.asked if self.registers else (),
            entries=entries,
            relatives=relatives,
        )

    def supplier(self, sender: str | None, certificate: Certificate | None = None) -> Supplier | None:
        """The row of the list that a folder or a mail's sender belongs to; None where none or several do.

        A paper that came without a sender is that of the row which its holder certainly is.
        """
        if not self.suppliers:
            return None
        holder = _holder(certificate) if sender is None and certificate else ()
        asked = sender or "\n".join(holder)
        if asked not in self._known:
            self._known[asked] = self._directory.sender(sender) if sender else self._directory.holder(holder)
        return self._known[asked]

    def id_of(self, sender: str | None, certificate: Certificate | None = None) -> str | None:
        """What a sender is called in the tables: as the list of suppliers has it, else as it came."""
        supplier = self.supplier(sender, certificate)
        return supplier.supplier_id if supplier else sender


def _holder(certificate: Certificate) -> tuple[str, ...]:
    names = (certificate.certified_organization, certificate.certified_organization_native)
    return tuple(name.value for name in names if isinstance(name, FieldValue))


def open_terms(
    as_of: dt.date,
    suppliers: str | Path | None = None,
    profile: str | None = None,
    registers: Path | None = None,
) -> Terms:
    """The terms that a command was given.

    Args:
        as_of: the day of judgement.
        suppliers: the buyer's list of suppliers, as CSV, Excel or Parquet.
        profile: the name of a profile, or the path of the buyer's own.
        registers: the output folder that registers were imported into.

    Raises:
        DataError: the list, the profile or a snapshot is wrong; the message lists every fault.
    """
    rows: Iterable[Supplier] = ()
    if suppliers is not None:
        from flows.suppliers import read_suppliers

        rows = read_suppliers(Path(suppliers))
    opened = None
    if registers is not None and (registers / "registers").is_dir():
        from flows.registers.snapshots import open_registers

        opened = open_registers(registers, as_of)
    return Terms(as_of, load_profile(profile) if profile else None, tuple(rows), opened)


@dataclass(frozen=True, slots=True)
class Given:
    """What a run was told besides the day, in the words of whoever started it; kept in the output folder."""

    suppliers: str | None = None
    profile: str | None = None
    reference: str | None = None

    @classmethod
    def of(cls, suppliers: str | Path | None, profile: str | None, reference: str | Path | None) -> Given:
        """What a command or a flow was told, wherever it runs the next time."""
        own = Path(profile).resolve() if profile and Path(profile).is_file() else profile
        return cls(*(str(told) if told else None for told in (_whole(suppliers), own, _whole(reference))))

    def keep(self, out: Path) -> None:
        """Has the next run know on what terms the tables are."""
        write_atomically(out / _GIVEN, json.dumps(asdict(self), ensure_ascii=False, indent=1).encode())

    def or_else(self, last: Given) -> Given:
        """These, and where one of them is not given, what was given last."""
        return Given(*(now or before for now, before in zip(astuple(self), astuple(last), strict=True)))

    def __str__(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in asdict(self).items() if value) or "none"


_GIVEN = "terms.json"


def _whole(path: str | Path | None) -> Path | None:
    return Path(path).resolve() if path else None


def last_given(out: Path) -> Given:
    """On what terms the tables of an output folder are; on none, where nothing is known of it."""
    try:
        kept = json.loads((out / _GIVEN).read_bytes())
        return Given(*(kept[part.name] for part in fields(Given)))
    except (OSError, ValueError, KeyError, TypeError):
        return Given()
