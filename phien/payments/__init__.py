"""Money that came or should come: VietQR payload and picture, receipts recorded by hand. Nouns: receipt."""
