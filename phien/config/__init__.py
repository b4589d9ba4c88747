"""Puts the houses together: settings, URLs, wiring, the edge, the command line, the demo, benchmarks."""
