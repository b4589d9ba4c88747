"""When X happens below, do Y above: the one place. Empty until a house needs it."""
