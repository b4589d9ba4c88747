"""What a refusal says, in the three languages."""

import pytest
from django.utils import translation

from phien.coops import errors
from phien.plumbing.middleware import refusal_sentence

SAID = [
    (errors.BadTaxCode, "Mã số thuế có 10 số", "A tax code has 10 digits", "कर संख्या में 10 अंक"),
    (errors.BadSellerPhone, "Số này gọi không được", "This number cannot be dialled", "इस नंबर पर फ़ोन नहीं"),
    (errors.UnknownBank, "Chọn ngân hàng", "Choose the bank", "बैंक"),
]


@pytest.mark.parametrize(("refusal", "vi", "en", "hi"), SAID, ids=lambda it: getattr(it, "code", None))
def test_a_refusal_says_in_three_languages_what_to_do(refusal, vi, en, hi):
    for language, begins in (("vi", vi), ("en", en), ("hi", hi)):
        with translation.override(language):
            assert begins in refusal_sentence(refusal())
