"""Marks an English sentence for the catalogues without translating it here.

Django's screens and the Django-free edge each render it with their own gettext.
"""


def gettext_noop(message: str) -> str:
    """Return `message` unchanged; `phien.config.words` finds it for the catalogues."""
    return message
