"""The demo's goods, drawn by program: silhouette, colours, mark and words (see draw.py)."""
