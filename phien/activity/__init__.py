"""Append-only record of who did what. Nouns: entry.

Open to every house: `record` in the transaction that did it; `of_subject` to read.
"""
