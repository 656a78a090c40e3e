"""The date of this paper or this issue: `date of issue`, `current issue`, 发证日期; failing all labels, the signature's.

All dates of a paper are decided together, in `_dates`.
"""

from __future__ import annotations

import datetime as dt

from extractors.certificate import Field
from extractors.fields import _dates
from extractors.fields._paper import Paper


def find(paper: Paper) -> Field[dt.date]:
    """The date with its evidence."""
    return _dates.decided(paper).single["issue_date"]
