"""Home, people, settings, record, and how one comes in: the frame around all other screens."""
