"""Refusals of the audience; the code is for ever, the sentence is what people read."""

from phien.kernel.refusals import Refusal
from phien.kernel.words import gettext_noop


class LiveStillOn(Refusal):
    code = "live_still_on"
    sentence = gettext_noop("The live you wrote or ordered in is still on. Delete when it has ended.")


class StillWaiting(Refusal):
    code = "still_waiting"
    sentence = gettext_noop("You still wait in line for {code}. Stop waiting on its page; then delete.")


class EmailWrong(Refusal):
    code = "email_not_valid"
    sentence = gettext_noop("This e-mail does not look right. Example: ten@example.com.")
    status = 422


class TooOften(Refusal):
    code = "asked_too_often"
    sentence = gettext_noop(
        "That was asked many times just now. Try again in an hour; the calendar works now."
    )
    status = 429


class LinkOver(Refusal):
    code = "follow_link_over"
    sentence = gettext_noop("This link has ended: nothing is sent to you. Follow again on the shop's page.")
    status = 404
