"""Entry by the buyer's cookie: the one place of this house that looks across cooperatives."""

from phien.comments.models import Comment


def sessions_of_author(buyer_key: str) -> set[tuple[int, int]]:
    """(cooperative, session) where this cookie wrote on a live page. Looks at all comments: for rare use."""
    rows = Comment.every_coop.filter(source="live", author_id=buyer_key)
    return set(rows.order_by().values_list("coop_id", "session_id").distinct())
