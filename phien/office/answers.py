"""How a view of the office tries an action; it stands in `phien.plumbing.answers` for all houses."""

from phien.plumbing.answers import Fields, tried

__all__ = ["Fields", "tried"]
