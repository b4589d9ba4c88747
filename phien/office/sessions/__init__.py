"""Sessions, run sheets and the studio."""
