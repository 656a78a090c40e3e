"""When recertification is due, where that is printed beside the end of validity: `Recertification due`, 再认证到期日期.

All dates of a paper are decided together, in `_dates`; alone, such a date stands for the end itself.
"""

from __future__ import annotations

import datetime as dt

from extractors.certificate import Field
from extractors.fields import _dates
from extractors.fields._paper import Paper


def find(paper: Paper) -> Field[dt.date]:
    """The date with its evidence."""
    return _dates.decided(paper).recertification
