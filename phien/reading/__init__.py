"""Comment to wishes: pure Python, no Django, no clock, no I/O."""
