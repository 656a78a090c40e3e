"""On what terms certificates are judged: the day, and what the buyer knows beside the paper.

Opened once by a command or by the flow, from words and paths, and handed down; `rules/` never sees a file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.certificate import Certificate, FieldValue
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
