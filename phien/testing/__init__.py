"""What tests share: factories, a frozen clock, counted queries, a real database and a real bus."""
