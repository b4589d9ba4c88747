"""The frame's and the goods' part of the stranger's walk."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from phien.catalog.models import Certificate
from phien.sheets import actions as sheets
from phien.testing.walking import Step, World

ANYBODY = ("host", "keeper", "packer", "bookkeeper")


def _person(world: World) -> dict[str, object]:
    return {"person_id": world.colleague.pk}


def _removed(world: World) -> dict[str, object]:
    from django.utils import timezone

    from phien.coops.actions import remove_person

    world.somebody("manager")
    remove_person(coop=world.coop, person_id=world.colleague.pk, by=world.colleague, at=timezone.now())
    return _person(world)


def _product(world: World) -> dict[str, object]:
    return {"product_id": world.product.pk}


def _put_away(world: World) -> dict[str, object]:
    from django.utils import timezone

    world.product.archived_at = timezone.now()
    world.product.save()
    return _product(world)


def _variant(world: World) -> dict[str, object]:
    return {"variant_id": world.variant.pk}


def _settings(world: World) -> dict[str, object]:
    return {
        "name": "HTX khác",
        "shipping_fee": "25k",
        "button_hold_minutes": 20,
        "comment_hold_hours": 9,
        "low_stock": 3,
        "late_after_days": 2,
    }


def _paper(world: World) -> dict[str, object]:
    made = Certificate.every_coop.create(coop=world.coop, name="OCOP thử")
    return {"certificate_id": made.pk}


def _paper_away(world: World) -> dict[str, object]:
    found = _paper(world)
    Certificate.every_coop.filter(pk=found["certificate_id"]).update(archived_at="2026-01-02T00:00Z")
    return found


def _paper_said(world: World) -> dict[str, object]:
    return {"name": "VietGAP khác", "valid_until": "2030-01-02", "products": [world.product.pk]}


def _colleague(world: World) -> dict[str, object]:
    return {"name": "Người khác", "roles": ["packer"]}


def _invited(world: World) -> dict[str, object]:
    from django.utils import timezone

    from phien.coops.inviting import invite
    from phien.coops.models import Invitation

    by = world.somebody("manager")
    invite(coop=world.coop, name="Người khác", roles=["packer"], by=by, at=timezone.now())
    return {"invitation_id": Invitation.objects.latest("pk").pk}


def _withdrawn(world: World) -> dict[str, object]:
    from django.utils import timezone

    from phien.coops.models import Invitation

    path = _invited(world)
    Invitation.objects.filter(pk=path["invitation_id"]).update(withdrawn_at=timezone.now())
    return path


def _changed(world: World) -> dict[str, object]:
    from django.utils import timezone

    from phien.coops.actions import change_person

    change_person(
        coop=world.coop, person_id=world.colleague.pk, name="Khác", phone="", roles=["packer"],
        by=world.somebody("manager"), at=timezone.now(),
    )  # fmt: skip
    return _person(world)


def _photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "orange").save(out, "JPEG")
    return SimpleUploadedFile("a.jpg", out.getvalue(), "image/jpeg")


def _goods(world: World) -> dict[str, object]:
    return {
        "name": "Mật ong khác",
        "picture": _photo(),
        "sizes-TOTAL_FORMS": 1,
        "sizes-INITIAL_FORMS": 0,
        "sizes-0-unit": "chai",
        "sizes-0-price": "145k",
    }


def _changed_goods(world: World) -> dict[str, object]:
    return {**_goods(world), "sizes-INITIAL_FORMS": 1, "sizes-0-id": world.variant.pk}


def _table() -> SimpleUploadedFile:
    return SimpleUploadedFile("hang.csv", "Tên hàng;ĐVT;Giá\nPhấn hoa thử;hũ;90k\n".encode())


def _sheet(world: World) -> dict[str, object]:
    made = sheets.bring(
        coop=world.coop,
        name="hang.csv",
        content=_table().read(),
        by=world.somebody("keeper"),
        at=timezone.now(),
    )
    return {"sheet_id": made.pk}


def _written_sheet(world: World) -> dict[str, object]:
    path = _sheet(world)
    sheets.confirm(
        coop=world.coop, sheet_id=int(str(path["sheet_id"])), by=world.somebody("keeper"), at=timezone.now()
    )
    return path


COOP = "<slug:coop>/"
SHEET = f"{COOP}products/imports/<int:sheet_id>/"
PERSON = f"{COOP}people/<int:person_id>/"
INVITATION = f"{COOP}people/invitations/<int:invitation_id>/"
PRODUCT = f"{COOP}products/<int:product_id>/"
PAPER = f"{COOP}certificates/<int:certificate_id>/"
VARIANT = f"{COOP}stock/<int:variant_id>/"
WALK = [
    Step(COOP, who=ANYBODY),
    Step(f"{COOP}more/", who=ANYBODY),
    Step(f"{COOP}settings/"),
    Step(f"{COOP}settings/", "POST", body=_settings),
    Step(f"{COOP}activity/", who=("keeper", "bookkeeper")),
    Step(f"{COOP}people/"),
    Step(f"{COOP}people/new/"),
    Step(f"{COOP}people/new/", "POST", body=_colleague),
    Step(PERSON, path=_person),
    Step(PERSON, "POST", path=_person, body=lambda world: {"name": "Khác", "phone": "", "roles": ["keeper"]}),
    Step(f"{PERSON}link/", "POST", path=_person),
    Step(f"{PERSON}removal/", "POST", path=_person),
    Step(f"{PERSON}return/", "POST", path=_removed),
    Step(f"{COOP}certificates/", who=("keeper",)),
    Step(f"{COOP}certificates/new/", who=("keeper",)),
    Step(f"{COOP}certificates/new/", "POST", who=("keeper",), body=_paper_said),
    Step(PAPER, who=("keeper",), path=_paper),
    Step(PAPER, "POST", who=("keeper",), path=_paper, body=_paper_said),
    Step(f"{PAPER}archive/", "POST", who=("keeper",), path=_paper),
    Step(f"{PAPER}return/", "POST", who=("keeper",), path=_paper_away),
    Step(f"{PERSON}former-roles/", "POST", path=_changed),
    Step(f"{PERSON}sign-out/", "POST", path=_person),
    Step(f"{PERSON}lost-phone/", "POST", path=_person),
    Step(f"{COOP}people/security/"),
    Step(f"{COOP}people/security/", "POST", body=lambda world: {"days": "7"}),
    Step(f"{COOP}people/security/password-only/", "POST"),
    Step(f"{INVITATION}link/", "POST", path=_invited),
    Step(f"{INVITATION}withdrawal/", "POST", path=_invited),
    Step(f"{INVITATION}return/", "POST", path=_withdrawn),
    Step(f"{COOP}products/", who=("keeper",), query="?q=mat"),
    Step(f"{COOP}products/new/", who=("keeper",)),
    Step(f"{COOP}products/new/", "POST", who=("keeper",), body=_goods),
    *(
        Step(f"{COOP}products/{name}", who=("keeper",))
        for name in ("export.xlsx", "export.csv", "template.xlsx", "template.csv", "imports/")
    ),
    Step(f"{COOP}products/imports/", "POST", who=("keeper",), body=lambda world: {"file": _table()}),
    Step(SHEET, who=("keeper",), path=_sheet),
    Step(f"{SHEET}file/", who=("keeper",), path=_sheet),
    Step(f"{SHEET}confirmation/", "POST", who=("keeper",), path=_sheet),
    Step(f"{SHEET}undo/", "POST", who=("keeper",), path=_written_sheet),
    Step(PRODUCT, who=("keeper",), path=_product),
    Step(PRODUCT, "POST", who=("keeper",), path=_product, body=_changed_goods),
    Step(f"{PRODUCT}archive/", "POST", who=("keeper",), path=_product),
    Step(f"{PRODUCT}return/", "POST", who=("keeper",), path=_put_away),
    Step(f"{COOP}stock/", who=("keeper", "packer")),
    Step(VARIANT, who=("keeper", "packer"), path=_variant),
    Step(
        f"{VARIANT}receipts/",
        "POST",
        who=("keeper", "packer"),
        path=_variant,
        body=lambda world: {"qty": 3, "reason": "thử"},
    ),
    Step(
        f"{VARIANT}counts/",
        "POST",
        who=("keeper",),
        path=_variant,
        body=lambda world: {"seen": 40, "counted": 38, "reason": "vỡ"},
    ),
]
