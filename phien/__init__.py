"""Chợ Phiên: live sales, orders and parcels for highland cooperatives."""

VERSION = "0.2.0"
