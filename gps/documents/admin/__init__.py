"""The register as the administration sees it: everything to read, nothing to touch (rules T2, H2).

Documents and their history are written by ``gps.documents.operations`` alone. What the admin could write would have
neither a permission of the register nor a line of history: it adds, changes and deletes nothing, for anybody.
"""

from gps.documents.admin import data, documents, proofs, records

__all__ = ["data", "documents", "proofs", "records"]
