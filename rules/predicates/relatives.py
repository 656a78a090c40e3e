"""Questions about the other papers in hand."""

from __future__ import annotations

from rules.circumstances import Kinship, Relatives


def is_superseded(relatives: Relatives) -> bool:
    """A newer paper for the same certification is in hand.

    >>> is_superseded(Relatives(replaced_by="b")), is_superseded(Relatives(Kinship.RENEWAL, "a"))
    (True, False)
    """
    return relatives.replaced_by is not None


def is_same_paper_again(relatives: Relatives) -> bool:
    """It says what an earlier paper in hand says.

    >>> is_same_paper_again(Relatives(Kinship.RESCAN, "a")), is_same_paper_again(Relatives(Kinship.REISSUE, "a"))
    (True, False)
    """
    return relatives.kinship in {Kinship.COPY, Kinship.RESCAN}
