"""Plain values that everybody shares: words, refusals, codes, phones, text.

No Django, no I/O. Open to every house.
"""
