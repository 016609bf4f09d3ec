"""Benchmarks: each measures GPS against the bare work of the library that it uses, in the same run."""
