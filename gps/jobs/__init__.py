"""Work that must not be lost: one table, written in the transaction of its cause, done by the worker."""
