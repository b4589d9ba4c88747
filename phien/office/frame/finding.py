"""The record looked through: by who did it, by what was done, by an order's code, a live or a product."""

from django.db.models import Q
from django.utils.translation import gettext

from phien.catalog import queries as catalog
from phien.coops import queries as coops
from phien.coops.models import Coop
from phien.kernel.text import fold
from phien.live import queries as live
from phien.office.frame.record import SENTENCES
from phien.orders import queries as orders


def named_in(text: str, *, coop: Coop) -> Q:
    """What fits these letters, marks aside; the names are looked up first, in small tables. Four queries."""
    wanted = fold(text)
    kinds = [kind for kind, sentence in SENTENCES.items() if wanted in fold(gettext(sentence))]
    people = [
        one.person.pk
        for one in coops.people(coop=coop)
        if wanted in fold(one.person.name) or wanted in fold(one.person.login)
    ]
    codes = orders.of_codes(coop=coop, codes=[text.upper().replace(" ", "")]).order_by()
    lives = live.listed(coop=coop, text=text).order_by()
    goods = catalog.products(coop=coop, search=text).order_by()
    return (
        Q(kind__in=kinds)
        | Q(person__in=people)
        | Q(subject="order", subject_id__in=list(codes.values_list("pk", flat=True)))
        | Q(subject="session", subject_id__in=list(lives.values_list("pk", flat=True)))
        | Q(subject="product", subject_id__in=list(goods.values_list("pk", flat=True)))
    )
