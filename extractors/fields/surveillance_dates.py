"""Surveillance audits printed as due or done, in order. Most certificates print none."""

from __future__ import annotations

import datetime as dt

from extractors.certificate import Field
from extractors.fields import _dates
from extractors.fields._paper import Paper


def find(paper: Paper) -> Field[tuple[dt.date, ...]]:
    """The dates with their evidence."""
    return _dates.decided(paper).surveillance
