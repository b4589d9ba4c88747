"""What allauth needs to know of our people: where their phone stands, and that nobody signs up alone."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from phien.coops.forms import MobileField
from phien.coops.models import Person
from phien.kernel.phones import to_e164


class PersonAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Phones are stored as E.164 on Person; accounts come by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/accounts/cooperatives/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/accounts/cooperatives/"

    def phone_form_field(self, **given: Any) -> MobileField:
        """Tells a phone from a login name: 0900 000 012 and +84900000012 alike."""
        return MobileField(**given)

    def get_phone(self, user: Person) -> tuple[str, bool] | None:
        return (user.phone, True) if user.phone else None

    def set_phone(self, user: Person, phone: str, verified: bool) -> None:
        user.phone = to_e164(phone)
        user.save(update_fields=["phone"])

    def set_phone_verified(self, user: Person, phone: str) -> None:
        """A phone given by the manager counts as known."""

    def get_user_by_phone(self, phone: str) -> Person | None:
        return Person.objects.filter(phone=to_e164(phone) or phone).first()

    def send_verification_code_sms(self, user: Person, phone: str, code: str, **kwargs: Any) -> None:
        """There is no SMS: nothing to send."""

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """There is no SMS: nothing to send."""
