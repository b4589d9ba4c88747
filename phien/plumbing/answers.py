"""How a view tries an action: a refusal becomes a sentence in the form, at the field it is about."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.forms import BaseForm

from phien.kernel.refusals import Refusal
from phien.plumbing.middleware import refusal_sentence

R = TypeVar("R")
Fields = Mapping[type[Refusal], str | None]


def tried(form: BaseForm, act: Callable[[], R], *, fields: Fields) -> R | None:
    """What `act` gives, or None with the refusal's sentence in the form. A 404 goes on as it is."""
    try:
        return act()
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        told = ValidationError(refusal_sentence(refusal), code=refusal.code)
        form.add_error(fields.get(type(refusal)), told)
        return None
