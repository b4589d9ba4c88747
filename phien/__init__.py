"""Chợ Phiên: live sales, orders and parcels for highland cooperatives."""
