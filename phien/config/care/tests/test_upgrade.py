"""Who comes from the last release with their data finds all of it, and every page opens."""

import psycopg
from psycopg import sql

from phien.config.care.tests.conftest import run

# What the demo of 0.1.0 held, after a replayed live, when it was dumped (tests/releases/README.md).
HELD = {
    "coops_coop": 3,
    "orders_order": 171,
    "comments_comment": 350,
    "live_session": 10,
    "checkout_waiting": 25,
}


def test_nothing_is_lost_on_the_way_up(upgraded):
    with psycopg.connect(upgraded) as connection:
        rows = {
            table: connection.execute(
                sql.SQL("select count(*) from {}").format(sql.Identifier(table))
            ).fetchone()[0]
            for table in HELD
        }
    assert rows == HELD


def test_its_truths_still_hold(upgraded):
    done = run("phien.config.cli", "check", url=upgraded)
    assert (done.stdout, done.returncode) == ("All seven truths hold.\n", 0)


def test_every_page_of_the_day_opens(upgraded):
    done = run("phien.config.care.tests.pages", url=upgraded)
    assert done.stdout.endswith(" pages, 0 failed\n"), done.stdout + done.stderr
