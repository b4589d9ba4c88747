"""Goods that come in as a table: read, shown, written all or nothing, taken back. Nouns: sheet, wish."""
