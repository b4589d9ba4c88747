"""`phien fuzz-reading`: the comment reader under a great many mutated comments."""
