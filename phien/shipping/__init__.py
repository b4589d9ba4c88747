"""From order to van: addresses as typed, pick and packing lists, labels and slips (Typst)."""
