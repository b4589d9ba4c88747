"""`phien manage cooperative` and `phien manage person`."""
