"""What the studio's templates load."""
