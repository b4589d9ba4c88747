"""Refusals about products; the code is for ever, the sentence is what people read."""

from phien.kernel.refusals import Refusal
from phien.kernel.words import gettext_noop


class UnknownProduct(Refusal):
    code = "unknown_product"
    sentence = gettext_noop("There is no such product here. Look for it in the list of products.")
    status = 404


class UnknownCertificate(Refusal):
    code = "unknown_certificate"
    sentence = gettext_noop("There is no such certificate here. Look in the list of certificates.")
    status = 404


class NoCertificateName(Refusal):
    code = "certificate_needs_name"
    sentence = gettext_noop("Write what the paper is called, for example OCOP 4 sao.")
    status = 422


class NoName(Refusal):
    code = "product_needs_name"
    sentence = gettext_noop("Give the product a name.")
    status = 422


class NoVariant(Refusal):
    code = "product_needs_variant"
    sentence = gettext_noop("Fill in at least one size with its unit and price.")
    status = 422


class NoUnit(Refusal):
    code = "variant_needs_unit"
    sentence = gettext_noop("Say what is counted: bottle, jar, bag…")
    status = 422


class PictureTooBig(Refusal):
    code = "picture_too_big"
    sentence = gettext_noop("The picture is larger than {megabytes} MB. Take it again or send a smaller one.")
    status = 422


class NotAPicture(Refusal):
    code = "not_a_picture"
    sentence = gettext_noop("This file is not a picture we can read. Send a JPEG, PNG or WebP.")
    status = 422
