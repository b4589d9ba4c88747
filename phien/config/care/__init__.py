"""What whoever runs Chợ Phiên does besides starting it: back it up, bring it back, ask how it is."""
