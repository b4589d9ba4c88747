"""What templates of reports load."""
