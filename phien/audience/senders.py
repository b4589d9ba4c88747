"""How a letter reaches a follower. E-mail is the one that is built; another (Zalo, SMS) is a class like it,
named in `SENDERS` under the channel that followers choose."""

import contextlib
import smtplib
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from django.core.mail import EmailMessage, get_connection

from phien.audience.contracts import Letter


class Unreachable(Exception):  # noqa: N818 - says what is so
    """This address takes no letters: sending again is useless."""


class Away(Exception):  # noqa: N818 - says what is so
    """The sender cannot send now: again in a minute."""


class Sender(Protocol):
    """Open for a round of letters: `with sender: sender.send(letter)`. Raises Unreachable or Away."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def send(self, letter: Letter) -> None:
        """Returns once the other side has taken it."""


class EmailSender:
    """Django's mail settings: a server, or files where none is named. One connection a round."""

    def __enter__(self) -> Self:
        self.connection = get_connection()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):  # what was taken is taken
            self.connection.close()

    def send(self, letter: Letter) -> None:
        """One letter, plain text."""
        message = EmailMessage(
            letter.subject, letter.text, to=[letter.to], headers=letter.headers, connection=self.connection
        )
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            raise Unreachable from error
        except (smtplib.SMTPException, OSError) as error:
            raise Away from error


SENDERS: dict[str, Callable[[], Sender]] = {"email": EmailSender}
