"""On what terms certificates are judged: the day, and what the buyer knows beside the paper.

Opened once by a command or by the flow, from words and paths, and handed down; `rules/` never sees a file.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from extractors.certificate import Certificate
from rules.circumstances import Circumstances, Relatives, Supplier
from rules.profiles.profile import Profile

NO_RELATIVES = Relatives()


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one judgement."""

    as_of: dt.date
    profile: Profile | None = None
    suppliers: tuple[Supplier, ...] = ()

    def circumstances(
        self, certificate: Certificate, supplier_id: str | None, relatives: Relatives = NO_RELATIVES
    ) -> Circumstances:
        """What is known beside one certificate.

        Args:
            certificate: the paper.
            supplier_id: whom its file came from, as `intake` has it.
            relatives: what the other certificates in hand say about it.
        """
        supplier = next((s for s in self.suppliers if s.supplier_id == supplier_id), None)
        return Circumstances(profile=self.profile, supplier=supplier, relatives=relatives)
