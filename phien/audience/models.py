"""Followers and reminders. Only what a reminder needs is kept; who stops is deleted."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from phien.plumbing.tenancy import CoopOwned, ScopedManager


class Follower(CoopOwned):
    """Somebody who asked to be told of a cooperative's next lives. Told only once confirmed.

    `channel` says which sender knows what `address` means; `token` opens `/reminders/<token>/`, unguessable.
    """

    channel = models.TextField(db_default="email", default="email")
    address = models.TextField()
    language = models.TextField(db_default="vi", default="vi")
    token = models.TextField()
    buyer_key = models.TextField(db_default="", default="")  # of the cookie it was asked with: erased with it
    asked_at = models.DateTimeField()  # when the last letter to confirm was asked for
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["asked_at"], name="follower_unconfirmed", condition=Q(confirmed_at=None))
        ]
        constraints = [
            models.UniqueConstraint(fields=["token"], name="one_token_one_follower"),
            models.UniqueConstraint(fields=["coop", "channel", "address"], name="followed_once"),
        ]

    def __str__(self) -> str:
        return f"follower {self.pk}"


class Reminder(models.Model):
    """That a follower is told of one live, once: the row is made before the letter leaves.

    Where the live moves after that, one more letter a move says so.
    """

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="reminders", db_index=False)
    session_id = models.BigIntegerField()
    claimed_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    told_for = models.DateTimeField(null=True)  # the hour that the last letter named; none before it was kept

    every_coop = models.Manager()
    objects = ScopedManager("follower__coop")

    class Meta:
        indexes = [
            models.Index(fields=["sent_at"], name="reminder_lately", condition=Q(told_for__isnull=False))
        ]
        constraints = [
            models.UniqueConstraint(fields=["follower", "session_id"], name="reminded_once_of_a_live"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(sent_at__gte=F("claimed_at")),
                name="a_reminder_is_claimed_before_it_is_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"reminder of {self.session_id}"


class Knock(models.Model):
    """One request that would send a letter, by a digest of who asked: what limits count. A day old: gone."""

    who = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["who", "at"], name="knock_of_whom")]

    def __str__(self) -> str:
        return f"knock {self.pk}"
