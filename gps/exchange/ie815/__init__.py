"""IE815 V3.23: the draft e-AD or e-SAD for the deferred submission, made of a document and its data (rule M4).

``mapping`` says where each datum of Table 1 stands, ``writing`` makes the message, ``schema`` lets it pass, ``missing``
tells why there is none yet, ``outage`` makes those of all documents of an outage.
"""

from gps.exchange.ie815.drafting import concerns, file_name, message
from gps.exchange.ie815.missing import Missing, left_out, missing

__all__ = ["Missing", "concerns", "file_name", "left_out", "message", "missing"]
