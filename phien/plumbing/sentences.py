"""Django's own sentences that our people meet, named here so that our catalogues say them in our words.

Django's Vietnamese reads like a machine's ("Nhập một số tổng thể"), and in Hindi a password's faults and
the length of a text are not said at all. Ours are found first: the catalogues of the houses come last.
Nothing calls what stands below; `phien.config.words` reads it.
"""

from django.utils.translation import ngettext

from phien.kernel.words import gettext_noop

FORMS = (
    gettext_noop("This field is required."),
    gettext_noop("Enter a whole number."),
    gettext_noop("Enter a number."),
    gettext_noop("Enter a valid value."),
    gettext_noop("Enter a valid date."),
    gettext_noop("Enter a valid date/time."),
    gettext_noop("Enter a valid email address."),
    gettext_noop("Ensure this value is less than or equal to %(limit_value)s."),
    gettext_noop("Ensure this value is greater than or equal to %(limit_value)s."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
    gettext_noop("No file was submitted."),
    gettext_noop("The submitted file is empty."),
    gettext_noop("Null characters are not allowed."),
)
PASSWORDS = (
    gettext_noop("This password is too common."),
    gettext_noop("This password is entirely numeric."),
    gettext_noop("The two password fields didn’t match."),
)


def counted(number: int) -> tuple[str, ...]:
    """Return the sentences that count, as Django asks for them."""
    return (
        ngettext(
            "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
            "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
            number,
        ),
        ngettext(
            "This password is too short. It must contain at least %d character.",
            "This password is too short. It must contain at least %d characters.",
            number,
        ),
        ngettext("%(num)d year", "%(num)d years", number),
        ngettext("%(num)d month", "%(num)d months", number),
        ngettext("%(num)d week", "%(num)d weeks", number),
        ngettext("%(num)d day", "%(num)d days", number),
        ngettext("%(num)d hour", "%(num)d hours", number),
        ngettext("%(num)d minute", "%(num)d minutes", number),
    )
