"""The front page and the viewers' live page."""
