"""`python -m phien.config.cli`, for where there is no `.venv/bin/phien`."""

from phien.config.cli import main

main()
