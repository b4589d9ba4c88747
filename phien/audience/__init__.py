"""The people on the other side: who follows a cooperative, what they are reminded of, and the end of what
is known of a buyer. Nouns: follower, reminder, letter, sender."""
