"""Values that leave this house."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Letter:
    """What a sender carries: plain words to one address, in the reader's language."""

    to: str
    subject: str
    text: str
    headers: dict[str, str] = field(default_factory=dict)
