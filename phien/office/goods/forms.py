"""Forms of products and stock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from phien.catalog import queries as catalog
from phien.catalog.contracts import CertificateFacts, ProductFacts, VariantFacts
from phien.coops.models import Coop
from phien.kernel.quantities import written_content
from phien.office.fields import ContentField, DongField

if TYPE_CHECKING:
    from phien.catalog.models import Certificate, Product

UNITS = (
    "chai",
    "hũ",
    "gói",
    "hộp",
    "túi",
    "lon",
    "tổ",
    "kg",
    "bộ",
)  # what people here count; data, not words


def _short(label: Any, most: int = 80, **given: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, **given)


class ProductForm(forms.Form):
    """What people say about a product, and its picture."""

    name = _short(_("Product name"), 120)
    category = _short(_("Category"), 60, required=False, widget=forms.TextInput(attrs={"list": "categories"}))
    brand = _short(_("Brand"), required=False)
    certificates = _short(
        _("Certificates"), 120, required=False, help_text=_("As printed: OCOP 4 sao, VietGAP.")
    )
    description = forms.CharField(
        label=_("Description"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        help_text=_("A photo from the phone is fine; it is made small here."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    def facts(self) -> ProductFacts:
        """What was typed, for the action."""
        return ProductFacts(**{name: self.cleaned_data[name] for name in ProductFacts.__dataclass_fields__})

    def photo(self) -> bytes | None:
        """What the phone sent, read no further than one byte over what is allowed."""
        sent = self.cleaned_data.get("picture")
        return sent.read(8 * 1024 * 1024 + 1) if sent else None


class CertificateForm(forms.Form):
    """What a paper says, its last day, and the products it is about."""

    name = _short(_("Certificate"), 120, help_text=_("As printed: OCOP 4 sao, VietGAP."))
    number = _short(_("Number on it"), 60, required=False)
    issued_by = _short(_("Who gave it"), 120, required=False)
    valid_until = forms.DateField(
        label=_("Last day it counts"),
        required=False,
        help_text=_("Empty where it does not run out."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    products = forms.TypedMultipleChoiceField(
        label=_("Products it is about"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *given: Any, coop: Coop, **named: Any) -> None:
        super().__init__(*given, **named)
        rows = catalog.names(coop=coop)
        self.fields["products"].choices = rows  # type: ignore[attr-defined]

    def facts(self) -> CertificateFacts:
        """What was typed, for the action."""
        typed = self.cleaned_data
        return CertificateFacts(
            name=typed["name"],
            number=typed["number"],
            issued_by=typed["issued_by"],
            valid_until=typed["valid_until"],
            products=tuple(typed["products"]),
        )

    @staticmethod
    def of(paper: Certificate, coop: Coop, typed: Any = None) -> CertificateForm:
        """The form with what was typed, or with what counts now."""
        initial = {name: getattr(paper, name) for name in ("name", "number", "issued_by", "valid_until")}
        initial["products"] = [product.pk for product in paper.named]  # type: ignore[attr-defined]
        return CertificateForm(typed, initial=initial, coop=coop)


class SizeForm(forms.Form):
    """One size: what is counted, its content and price. An untouched row is no size."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = _short(_("Size"), 60, required=False)
    unit = _short(
        _("Counted in"),
        20,
        widget=forms.TextInput(attrs={"list": "units"}),
        error_messages={"required": _("Say what is counted: bottle, jar, bag…")},
    )
    content = ContentField(label=_("Net content"), max_length=24, required=False)
    price = DongField(label=_("Price"), error_messages={"required": _("Write the price.")})
    dropped = forms.BooleanField(label=_("No longer sold"), required=False)

    @property
    def empty(self) -> bool:
        """Nothing was typed into a new row."""
        return not self.has_changed()

    def facts(self) -> VariantFacts:
        """What was typed, for the action. A size without a name is called by its content."""
        given = self.cleaned_data
        value, unit = given["content"]
        return VariantFacts(
            id=given["id"],
            name=given["name"] or written_content(value, unit),
            unit=given["unit"],
            net_value=value,
            net_unit=unit,
            price=given["price"] or 0,
            dropped=given["dropped"],
        )


SizeForms = forms.formset_factory(SizeForm, extra=0, max_num=30, absolute_max=30)


def sizes_form(*, data: Any = None, product: Any = None, blank: int = 1) -> Any:
    """The sizes of a product (or none yet) with `blank` empty rows; bound where `data` was sent."""
    if data is not None:
        return SizeForms(data, prefix="sizes")
    known = [
        {
            "id": size.pk,
            "name": size.name,
            "unit": size.unit,
            "content": written_content(size.net_value, size.net_unit),
            "price": size.price,
        }
        for size in (product.sizes if product else [])
    ]
    forms_there = SizeForms(initial=known, prefix="sizes")
    forms_there.extra = blank
    return forms_there


def product_form(product: Product) -> ProductForm:
    """The form with what is known."""
    return ProductForm(initial={name: getattr(product, name) for name in ProductFacts.__dataclass_fields__})


class ReceiptForm(forms.Form):
    """Pieces that came in. `last` is the latest change by hand that the page knew: one tap counts once."""

    last = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    qty = forms.IntegerField(label=_("How many came in"), min_value=1, max_value=1_000_000)
    reason = _short(_("From whom, which batch"), 160, required=False)


class CountForm(forms.Form):
    """What is really there. `seen` is what the page said when it was opened: the difference counts.
    `last` as in the receipt."""

    last = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    counted = forms.IntegerField(label=_("Really there now"), min_value=0, max_value=10_000_000)
    reason = _short(_("Why it differs"), 160, help_text=_("For example: two broken, counted again."))

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **{"auto_id": "count_%s", **given})  # the receipt beside it has a reason too

    def delta(self) -> int:
        """How many more (or less) than the page said."""
        return int(self.cleaned_data["counted"] - self.cleaned_data["seen"])
