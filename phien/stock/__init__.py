"""What lies in the store, what of it is reserved, and to whom it is allotted. Nouns: stock, ledger
entry, allotment. A live session's desk is the only writer of its allotments while it is open."""
