"""The catalogue's own statements for many rows at once. No Django."""

TAKE_PRODUCT_IDS = (
    "select nextval(pg_get_serial_sequence('catalog_product', 'id')) from generate_series(1, %s)"
)
TAKE_VARIANT_IDS = (
    "select nextval(pg_get_serial_sequence('catalog_variant', 'id')) from generate_series(1, %s)"
)
# coop, then ids, names, brands, categories, descriptions, certificates, search texts
ADD_PRODUCTS = (
    "insert into catalog_product(id, coop_id, name, brand, category, description, certificates, search, "
    "drawing) "
    "select d.id, %s, d.name, d.brand, d.category, d.description, d.certificates, d.search, '' "
    "from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[]) "
    "d(id, name, brand, category, description, certificates, search)"
)
# the same columns, then coop
CHANGE_PRODUCTS = (
    "update catalog_product p set name = d.name, brand = d.brand, category = d.category, "
    "description = d.description, certificates = d.certificates, search = d.search "
    "from unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[]) "
    "d(id, name, brand, category, description, certificates, search) where p.id = d.id and p.coop_id = %s"
)
# coop, then ids, products, names, units, net values, net units, prices
ADD_VARIANTS = (
    "insert into catalog_variant(id, coop_id, product_id, name, unit, net_value, net_unit, price) "
    "select d.id, %s, d.product_id, d.name, d.unit, d.net_value, d.net_unit, d.price "
    "from unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::numeric[], %s::text[], "
    "%s::bigint[]) "
    "d(id, product_id, name, unit, net_value, net_unit, price)"
)
# ids, names, units, net values, net units, prices, then coop
CHANGE_VARIANTS = (
    "update catalog_variant v set name = d.name, unit = d.unit, net_value = d.net_value, "
    "net_unit = d.net_unit, price = d.price "
    "from unnest(%s::bigint[], %s::text[], %s::text[], %s::numeric[], %s::text[], %s::bigint[]) "
    "d(id, name, unit, net_value, net_unit, price) where v.id = d.id and v.coop_id = %s"
)
