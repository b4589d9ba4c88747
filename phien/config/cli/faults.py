"""What is wrong with a file somebody gave us, in words instead of Python's."""

import json


def fault_of(error: Exception) -> str:
    """Name the fault so that it can be found in the file. No full stop."""
    if isinstance(error, json.JSONDecodeError):
        return f"it is no JSON at line {error.lineno}, column {error.colno}"
    if isinstance(error, UnicodeDecodeError):
        return "it is no UTF-8 text"
    if isinstance(error, KeyError):
        return f"“{error.args[0]}” is missing"
    return str(error) or type(error).__name__
