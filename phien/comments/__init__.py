"""Stored comments with what was read in them, their outcome and the keeper's decision. Nouns: comment."""
