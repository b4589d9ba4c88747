"""Pipework without domain words: tenancy, bus, streams, languages, base templates, CSS.

Open to every house. `bus`, `streams` and `languages` import no Django.
"""
