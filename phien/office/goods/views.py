"""Views of products and of the stock's list and ledger."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from phien.activity import queries as activity
from phien.catalog import actions, errors, queries
from phien.kernel.text import clean
from phien.office.access import GOODS, StaffRequest, staff_of_coop
from phien.office.answers import tried
from phien.office.goods.forms import UNITS, ProductForm, product_form, sizes_form
from phien.stock import queries as stock

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from phien.activity.models import Entry
    from phien.catalog.models import Product

A_PAGE = 30
FIELDS = {
    errors.NoName: "name",
    errors.NotAPicture: "picture",
    errors.PictureTooBig: "picture",
}


@require_GET
@staff_of_coop(*GOODS)
def products(request: StaffRequest) -> HttpResponse:
    """GET /<coop>/products/?q=&category=&away=1&page=: what the cooperative sells."""
    asked = {name: clean(request.GET.get(name, ""))[:80] for name in ("q", "category", "away")}
    rows = queries.products(
        coop=request.coop, search=asked["q"], category=asked["category"], archived=asked["away"] == "1"
    )
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    sizes = [size for product in page for size in product.sizes]  # type: ignore[attr-defined]
    numbers = stock.numbers(coop=request.coop, variant_ids=[size.pk for size in sizes])
    for size in sizes:
        size.numbers = numbers[size.pk]
    context = {
        "page": page,
        "asked": asked,
        "categories": queries.categories(coop=request.coop),
        "undo_url": _undo_url(request),
    }
    return render(request, "office/products.html", context)


@require_http_methods(["GET", "POST"])
@staff_of_coop(*GOODS)
def new(request: StaffRequest) -> HttpResponse:
    """GET and POST /<coop>/products/new/: a product with its sizes on one page."""
    if request.method == "GET":
        return _form_page(request, ProductForm(), sizes_form(blank=1))
    form, sizes = ProductForm(request.POST, request.FILES), sizes_form(data=request.POST)
    if form.is_valid() and sizes.is_valid():
        act = partial(
            actions.add_product,
            coop=request.coop,
            facts=form.facts(),
            variants=[size.facts() for size in sizes if not size.empty],
            picture=form.photo(),
            by=request.person,
            at=timezone.now(),
        )
        if made := tried(form, act, fields=FIELDS):
            messages.success(request, _("Added: %(name)s") % {"name": made.name})
            return redirect("goods:products", coop=request.coop.slug)
    return _form_page(request, form, sizes)


@require_http_methods(["GET", "POST"])
@staff_of_coop(*GOODS)
def product(request: StaffRequest, product_id: int) -> HttpResponse:
    """GET and POST /<coop>/products/<id>/: change it."""
    known = queries.product(coop=request.coop, product_id=product_id)
    if known is None:
        raise Http404
    if request.method == "GET":
        return _form_page(request, product_form(known), sizes_form(product=known, blank=0), known)
    form, sizes = ProductForm(request.POST, request.FILES), sizes_form(data=request.POST)
    if form.is_valid() and sizes.is_valid():
        act = partial(
            actions.change_product,
            coop=request.coop,
            product_id=product_id,
            facts=form.facts(),
            variants=[size.facts() for size in sizes if not size.empty],
            picture=form.photo(),
            by=request.person,
            at=timezone.now(),
        )
        if tried(form, act, fields=FIELDS):
            messages.success(request, _("Saved."))
            return redirect("goods:products", coop=request.coop.slug)
    return _form_page(request, form, sizes, known)


@require_POST
@staff_of_coop(*GOODS)
def archive(request: StaffRequest, product_id: int) -> HttpResponse:
    """POST /<coop>/products/<id>/archive/: put away; the list offers to undo it."""
    actions.archive_product(coop=request.coop, product_id=product_id, by=request.person, at=timezone.now())
    return redirect(f"{reverse('goods:products', args=[request.coop.slug])}?put_away={product_id}")


@require_POST
@staff_of_coop(*GOODS)
def restored(request: StaffRequest, product_id: int) -> HttpResponse:
    """POST /<coop>/products/<id>/return/: take it back."""
    actions.restore_product(coop=request.coop, product_id=product_id, by=request.person, at=timezone.now())
    return redirect("goods:products", coop=request.coop.slug)


def _undo_url(request: StaffRequest) -> str:
    put_away = request.GET.get("put_away", "")
    if not (put_away.isascii() and put_away.isdigit() and len(put_away) < 19):
        return ""
    return reverse("goods:restored", args=[request.coop.slug, int(put_away)])


def _history(request: StaffRequest, known: Product) -> QuerySet[Entry]:
    """The product's own, and what a desk recorded on its sizes."""
    subjects = [("product", known.pk), *(("variant", size.pk) for size in known.variants.all())]
    return activity.of_subjects(coop=request.coop, subjects=subjects)[:20]


def _form_page(
    request: StaffRequest, form: ProductForm, sizes: object, known: Product | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "sizes": sizes,
        "product": known,
        "units": UNITS,
        "categories": queries.categories(coop=request.coop),
        "entries": _history(request, known) if known else [],
    }
    return render(request, "office/product.html", context, status=422 if form.is_bound else 200)
