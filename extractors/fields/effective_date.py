"""Where this cycle starts, when it is printed as such: `valid from`, the start of a printed range, 有效期自.

All dates of a paper are decided together, in `_dates`.
"""

from __future__ import annotations

import datetime as dt

from extractors.certificate import Field
from extractors.fields import _dates
from extractors.fields._paper import Paper


def find(paper: Paper) -> Field[dt.date]:
    """The date with its evidence."""
    return _dates.decided(paper).single["effective_date"]
