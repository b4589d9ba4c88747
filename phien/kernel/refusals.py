"""A refusal: a stable code for machines and logs, a sentence for people."""

from typing import ClassVar

from phien.kernel.words import gettext_noop


class Refusal(Exception):  # noqa: N818 - it reads as what it is: a refusal, not an error of ours
    """Something the rules do not allow. Subclasses set `code` and `sentence`.

    `details` fill the placeholders of the sentence ("Only {left} left.").
    `status` is the HTTP status a screen or API answers with.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[str] = gettext_noop("This cannot be done now.")
    status: ClassVar[int] = 409

    def __init__(self, **details: object) -> None:
        super().__init__(self.code)
        self.details = details
