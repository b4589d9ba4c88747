"""Paths of products and stock, after `/<coop>/`."""

from django.urls import path

from phien.office.goods import certificates, exports, imports, shelf, views

app_name = "goods"
urlpatterns = [
    path("products/", views.products, name="products"),
    path("products/new/", views.new, name="new_product"),
    path("products/export.xlsx", exports.xlsx_export, name="xlsx_export"),
    path("products/export.csv", exports.csv_export, name="csv_export"),
    path("products/template.xlsx", exports.xlsx_template, name="xlsx_template"),
    path("products/template.csv", exports.csv_template, name="csv_template"),
    path("products/imports/", imports.imports, name="imports"),
    path("products/imports/<int:sheet_id>/", imports.one, name="import"),
    path("products/imports/<int:sheet_id>/confirmation/", imports.confirmation, name="import_confirmation"),
    path("products/imports/<int:sheet_id>/undo/", imports.undo, name="import_undo"),
    path("products/imports/<int:sheet_id>/file/", imports.file, name="import_file"),
    path("products/<int:product_id>/", views.product, name="product"),
    path("products/<int:product_id>/archive/", views.archive, name="archive"),
    path("products/<int:product_id>/return/", views.restored, name="restored"),
    path("certificates/", certificates.certificates, name="certificates"),
    path("certificates/new/", certificates.new, name="new_certificate"),
    path("certificates/<int:certificate_id>/", certificates.certificate, name="certificate"),
    path("certificates/<int:certificate_id>/archive/", certificates.archive, name="certificate_archive"),
    path("certificates/<int:certificate_id>/return/", certificates.restored, name="certificate_return"),
    path("stock/", shelf.stock, name="stock"),
    path("stock/<int:variant_id>/", shelf.ledger, name="ledger"),
    path("stock/<int:variant_id>/receipts/", shelf.receipt, name="receipt"),
    path("stock/<int:variant_id>/counts/", shelf.count, name="count"),
]
