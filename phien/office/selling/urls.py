"""Paths from order to van, after `/<coop>/`."""

from django.urls import path

from phien.office.selling import calls, editing, exports, one, orders, packing, papers, parcels

app_name = "selling"
urlpatterns = [
    path("orders/", orders.listing, name="orders"),
    path("orders/export.csv", exports.csv_file, name="csv"),
    path("orders/export.xlsx", exports.xlsx_file, name="xlsx"),
    path("orders/<str:code>/", one.page, name="order"),
    path("orders/<str:code>/phone/", one.phone, name="phone"),
    path("orders/<str:code>/confirmation/", one.confirmation, name="confirmation"),
    path("orders/<str:code>/address/", one.address, name="address"),
    path("orders/<str:code>/items/", editing.items, name="items"),
    path("orders/<str:code>/items/undoing/", editing.items_undoing, name="items_undoing"),
    path("orders/<str:code>/receipts/", one.receipt, name="receipt"),
    path("orders/<str:code>/receipts/<int:receipt_id>/undoing/", one.receipt_undoing, name="receipt_undoing"),
    path("orders/<str:code>/cancellation/", one.cancellation, name="cancellation"),
    path("orders/<str:code>/packing/", parcels.packing, name="pack"),
    path("orders/<str:code>/unpacking/", parcels.unpacking, name="unpack"),
    path("orders/<str:code>/handover/", parcels.handover, name="handover"),
    path("orders/<str:code>/handover/undoing/", parcels.handover_undoing, name="handover_undoing"),
    path("orders/<str:code>/delivery/", parcels.delivery, name="delivery"),
    path("orders/<str:code>/return/", parcels.homecoming, name="return"),
    path("calls/", calls.to_call, name="calls"),
    path("calls/money/", calls.to_check, name="money"),
    path("calls/<str:code>/contact/", calls.contact, name="contact"),
    path("calls/<str:code>/contact/undoing/", calls.contact_undoing, name="contact_undoing"),
    path("calls/<str:code>/address/", calls.address, name="call_address"),
    path("packing/", packing.to_pack, name="packing"),
    path("packing/picks/", packing.picks, name="picks"),
    path("packing/parcels/", packing.parcels, name="parcels"),
    path("packing/papers.pdf", papers.papers, name="papers"),
    path("packing/packed/", parcels.packed, name="packed"),
    path("packing/unpacked/", parcels.unpacked, name="unpacked"),
    path("packing/handovers/", parcels.handovers, name="handovers"),
    path("packing/handovers/undoing/", parcels.handovers_undoing, name="handovers_undoing"),
    path("packing/<str:code>/", packing.one, name="pack_one"),
]
