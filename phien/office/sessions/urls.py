"""Paths of sessions, run sheets and the studio, after `/<coop>/`."""

from django.urls import path

from phien.office.sessions import (
    deciding,
    goods,
    hushing,
    listing,
    phones,
    repeating,
    sharing,
    sheet,
    steering,
    studio,
    table_sheet,
)

app_name = "sessions"
ONE = "sessions/<int:session_id>/"
STUDIO = f"{ONE}studio/"
urlpatterns = [
    path("sessions/", listing.sessions, name="sessions"),
    path("sessions/new/", listing.new, name="new"),
    path(ONE, sheet.one, name="session"),
    path(f"{ONE}plan/", sheet.plan, name="plan"),
    path(f"{ONE}removal/", sheet.removal, name="removal"),
    path(f"{ONE}copy/", sheet.copy, name="copy"),
    path(f"{ONE}link/", sharing.link, name="link"),
    path(f"{ONE}sheet.pdf", table_sheet.paper, name="paper"),
    path(f"{ONE}variants/", sheet.variants, name="variants"),
    path(f"{ONE}repeat/", repeating.repeat, name="repeat"),
    path(f"{ONE}repeat/end/", repeating.end, name="repeat_end"),
    path(f"{ONE}repeat/return/", repeating.go_on, name="repeat_return"),
    path(f"{ONE}items/", sheet.items, name="items"),
    path(f"{ONE}items/<int:item_id>/", sheet.item, name="item"),
    path(f"{ONE}items/<int:item_id>/place/", sheet.place, name="place"),
    path(f"{ONE}items/<int:item_id>/removal/", sheet.item_removal, name="item_removal"),
    path(f"{ONE}opening/", steering.opening, name="opening"),
    path(f"{ONE}closing/", steering.closing, name="closing"),
    path(f"{ONE}reopening/", steering.reopening, name="reopening"),
    path(STUDIO, studio.studio, name="studio"),
    path(f"{STUDIO}parts/<str:name>/", studio.part, name="part"),
    path(f"{STUDIO}ticket/", studio.ticket, name="ticket"),
    path(f"{STUDIO}phone/", phones.phone, name="phone"),
    path(f"{STUDIO}phones/", phones.phones, name="phones"),
    path(f"{STUDIO}phones/<int:phone_id>/end/", phones.sign_out, name="phone_end"),
    path(f"{STUDIO}pin/", steering.pin, name="pin"),
    path(f"{STUDIO}prices/", steering.price, name="price"),
    path(f"{STUDIO}allotments/", steering.allotment, name="allotment"),
    path(f"{STUDIO}items/", goods.added, name="added"),
    path(f"{STUDIO}stops/", goods.stop, name="stop"),
    path(f"{STUDIO}resumptions/", goods.resumption, name="resumption"),
    path(f"{STUDIO}changes/<str:command>/return/", goods.return_, name="return"),
    path(f"{STUDIO}decisions/", deciding.decision, name="decision"),
    path(f"{STUDIO}decisions/<int:comment_id>/undoing/", deciding.undoing, name="undoing"),
    path(f"{STUDIO}comments/<int:comment_id>/hiding/", hushing.hiding, name="hiding"),
    path(f"{STUDIO}comments/<int:comment_id>/showing/", hushing.showing, name="showing"),
    path(f"{STUDIO}comments/<int:comment_id>/blocking/", hushing.blocking, name="author_blocking"),
    path(f"{STUDIO}blocks/<int:block_id>/lifting/", hushing.lifting, name="author_lifting"),
    path(f"{STUDIO}said/", deciding.said, name="said"),
    path(f"{STUDIO}said/<str:key>/return/", deciding.unsaid, name="unsaid"),
]
