"""The rules of the fallback procedure in plain Python: no Django, no clock, no input or output.

Everything here can be read beside ``docs/rules.md``; each public name gives the rule it stands for.
"""
