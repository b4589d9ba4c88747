"""`phien check`: the seven truths of stock, orders and money, on the running database."""

import json
import sys
from pathlib import Path

import click

from phien.config.cli.django import data_option, ready


@click.command()
@data_option
def check(data: Path | None) -> None:
    """Print the rows that break a truth; exit 1 on any. One REPEATABLE READ snapshot."""
    ready(data)
    from django.db import connection, transaction

    from phien.checkout import queries as checkout
    from phien.comments import queries as comments
    from phien.orders import queries as orders
    from phien.stock import queries as stock

    houses = (stock, orders, checkout, comments)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read read only")
        broken = [truth for house in houses for truth in house.broken_truths()]
    for truth in sorted(broken, key=lambda each: each.truth):
        click.echo(f"Truth {truth.truth} is broken: {truth.sentence}.")
        for row in truth.rows:
            click.echo("  " + json.dumps(row, default=str, ensure_ascii=False))
    if broken:
        sys.exit(1)
    click.echo("All seven truths hold.")
