"""Fixtures that every test may use; the throwaway servers come from `-p phien.testing.stack`."""

pytest_plugins = ["phien.testing.fixtures"]
