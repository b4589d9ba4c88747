"""Refusals about cooperatives and people; the code is for ever, the sentence is what people read."""

from phien.kernel.refusals import Refusal
from phien.kernel.words import gettext_noop


class SlugTaken(Refusal):
    code = "slug_taken"
    sentence = gettext_noop("The short address {slug} is taken. Choose another one.")
    status = 422


class SlugReserved(Refusal):
    code = "slug_reserved"
    sentence = gettext_noop(
        "{slug} cannot be a short address. It has 3 to 40 small letters, digits and dashes, a letter first."
    )
    status = 422


class BadPrefix(Refusal):
    code = "bad_prefix"
    sentence = gettext_noop("The prefix of order codes is two capital letters, for example PD.")
    status = 422


class UnknownCoop(Refusal):
    code = "unknown_cooperative"
    sentence = gettext_noop("There is no cooperative {slug}. Check its short address.")
    status = 404


class UnknownPerson(Refusal):
    code = "unknown_person"
    sentence = gettext_noop("There is no such person in this cooperative. Look in the list of people.")
    status = 404


class UnknownRole(Refusal):
    code = "unknown_role"
    sentence = gettext_noop("There is no role {role}. Choose from: {roles}.")
    status = 422


class BadLogin(Refusal):
    code = "bad_login"
    sentence = gettext_noop(
        "A login name has 2 to 39 small letters, digits, dots or dashes, and no spaces: for example an.toan."
    )
    status = 422


class LoginTaken(Refusal):
    code = "login_taken"
    sentence = gettext_noop("The login name {login} is taken. Choose another one.")
    status = 422


class PhoneTaken(Refusal):
    code = "phone_taken"
    sentence = gettext_noop("Somebody signs in with this phone number already.")
    status = 422


class BadPhone(Refusal):
    code = "bad_phone"
    sentence = gettext_noop("This phone number is not complete. A mobile number has 10 digits.")
    status = 422


class NoRole(Refusal):
    code = "no_role"
    sentence = gettext_noop("Choose at least one thing this person does.")
    status = 422


class LastManager(Refusal):
    code = "last_manager"
    sentence = gettext_noop("Somebody must stay manager. Make another person manager first.")


class ServesElsewhere(Refusal):
    code = "serves_elsewhere"
    sentence = gettext_noop(
        "This person works for another cooperative too and keeps their own password. "
        "Whoever forgot it asks the person who runs Chợ Phiên."
    )
    status = 409


class InvitationOver(Refusal):
    code = "invitation_over"
    sentence = gettext_noop("This link was used or is too old. Ask your manager for a new one.")
    status = 404


class WrongStartCode(Refusal):
    code = "wrong_start_code"
    sentence = gettext_noop("This is not the start code. Copy it from where Chợ Phiên was started.")
    status = 422


class AlreadyBegun(Refusal):
    code = "already_begun"
    sentence = gettext_noop(
        "The first cooperative is there already. Sign in, or ask its manager to invite you."
    )


class SecondStepFirst(Refusal):
    code = "second_step_first"
    sentence = gettext_noop("Add a second step for yourself first, or choose a later day.")
    status = 422


class UnknownInvitation(Refusal):
    code = "unknown_invitation"
    sentence = gettext_noop("This invitation was used or is gone. Make a new one.")
    status = 404


class UnknownBank(Refusal):
    code = "unknown_bank"
    sentence = gettext_noop("Choose the bank from the list.")
    status = 422


class BadAccount(Refusal):
    code = "bad_account"
    sentence = gettext_noop("An account number has 6 to 19 digits and nothing else.")
    status = 422


class HalfAccount(Refusal):
    code = "half_account"
    sentence = gettext_noop("Bank, account number and holder belong together: fill in all three or none.")
    status = 422


class BadTaxCode(Refusal):
    code = "bad_tax_code"
    sentence = gettext_noop(
        "A tax code has 10 digits, or 10 and 3 for a branch (0101234567-001), or 12 for a household. "
        "Copy it from the registration certificate."
    )
    status = 422


class BadSellerPhone(Refusal):
    code = "bad_seller_phone"
    sentence = gettext_noop(
        "This number cannot be dialled. Write a mobile, a landline or a hotline in digits."
    )
    status = 422
