"""Screens for buyers, without an account: the live page and the order page `/o/<token>`."""
