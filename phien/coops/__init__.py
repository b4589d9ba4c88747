"""The tenant: cooperative, person, membership with a role, invitation. Open to every house."""
