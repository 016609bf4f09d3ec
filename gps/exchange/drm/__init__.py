"""The monthly return (DRM): which fallback documents an establishment carries over into it, and why some not (M4).

``walk`` cuts a year's sequence into runs; ``monthly`` finds what a month holds; ``fragment`` and ``sheet`` write it as
XML and as a table. What decides, and why, is in docs/decisions/0007-exchange.md.
"""

from gps.exchange.drm.fragment import fragment
from gps.exchange.drm.month import Month
from gps.exchange.drm.monthly import MonthlyReturn, Outstanding, monthly_return
from gps.exchange.drm.sheet import lines

__all__ = ["Month", "MonthlyReturn", "Outstanding", "fragment", "lines", "monthly_return"]
