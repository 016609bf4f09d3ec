"""Webhooks: GPS calls the software of operators and providers when a document or an outage of theirs changes.

``endpoints`` is what people do with theirs; ``history`` and ``events`` write what is to be told, once each, to whom it
concerns at that moment; ``sending`` and ``calling`` take it there, signed (``signing``), to public addresses alone
(``places``). The decisions behind it are in ``docs/decisions/0007-exchange.md``.
"""
