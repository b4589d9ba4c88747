"""The one place that composes stock, order and fee. Nouns: wish (what somebody asked for, with its
first answer), waiting (a place in an item's waiting list)."""
