"""A file of goods that somebody brought, row by row: what it changes or changed, what was taken back."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext

from phien.kernel.words import gettext_noop
from phien.plumbing.tenancy import CoopOwned


class Sheet(CoopOwned):
    """`done` of `rows` says how far the work of its state is. Counts are rows."""

    class State(models.TextChoices):
        READING = "reading", gettext_noop("being read")
        REFUSED = "refused", gettext_noop("cannot be read")
        BAD = "bad", gettext_noop("has bad cells")
        READY = "ready", gettext_noop("not saved yet")
        WRITING = "writing", gettext_noop("being saved")
        WRITTEN = "written", gettext_noop("saved")
        UNDOING = "undoing", gettext_noop("being undone")
        UNDONE = "undone", gettext_noop("undone")

    name = models.TextField()  # of the file
    size = models.IntegerField()  # bytes
    state = models.TextField(choices=State.choices, db_default="reading", default=State.READING)
    person = models.ForeignKey("coops.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    titles = models.JSONField(db_default={}, default=dict)  # field -> name of its column in the file
    ignored = models.JSONField(db_default=[], default=list)  # names of columns that are not read
    rows = models.IntegerField(db_default=0, default=0)
    done = models.IntegerField(db_default=0, default=0)
    new = models.IntegerField(db_default=0, default=0)
    changed = models.IntegerField(db_default=0, default=0)
    same = models.IntegerField(db_default=0, default=0)
    bad = models.IntegerField(db_default=0, default=0)
    moved = models.JSONField(db_default=[], default=list)  # rows that changed between looking and saving
    problem = models.TextField(blank=True, db_default="", default="")  # code of a refusal
    details = models.JSONField(db_default={}, default=dict)
    written_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("coops.Person", null=True, on_delete=models.PROTECT, related_name="+")
    undone = models.IntegerField(db_default=0, default=0)  # rows taken back
    kept = models.IntegerField(db_default=0, default=0)  # rows that could not be
    attempts = models.IntegerField(db_default=0, default=0)
    touched_at = models.DateTimeField(db_default=Now())  # when the work last moved

    class Meta:
        indexes = [models.Index(fields=["coop", "-id"], name="sheets_of_coop")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["ready", "writing", "written", "undoing", "undone"]) | Q(bad=0),
                name="nothing_is_written_from_a_sheet_with_bad_cells",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["written", "undoing", "undone"]) | Q(written_at__isnull=False),
                name="written_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state_word(self) -> str:
        """Its state in the reader's language."""
        return gettext(str(self.State(self.state).label))

    @property
    def working(self) -> bool:
        """Somebody is at it, or will be in a moment."""
        return self.state in (self.State.READING, self.State.WRITING, self.State.UNDOING)

    @property
    def may_be_undone(self) -> bool:
        """Written, and something of it is still there."""
        return self.state == self.State.WRITTEN or (self.state == self.State.UNDONE and self.kept > 0)


class SheetFile(CoopOwned):
    """The bytes as they came: beside the sheet, so that lists do not carry them. In the database, because a
    price list is nobody else's business and the worker may run on another machine."""

    sheet = models.OneToOneField(Sheet, on_delete=models.CASCADE, primary_key=True, related_name="file")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.sheet_id}"


class SheetRow(CoopOwned):
    """One row that is bad or changes something. `wish` and `before` hold only the fields that change:
    `{"product": {…}, "size": {…}, "stock": 40}`."""

    class Kind(models.TextChoices):
        BAD = "bad"
        NEW = "new"
        CHANGED = "changed"

    # no index of its own: `row_of_sheet_once` begins with it
    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="parts", db_index=False)
    coop = models.ForeignKey("coops.Coop", on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    kind = models.TextField(choices=Kind.choices)
    called = models.TextField(db_default="", default="")  # product and size, for people
    product_id = models.BigIntegerField(null=True)
    variant_id = models.BigIntegerField(null=True)
    ledger_id = models.BigIntegerField(null=True)
    wish = models.JSONField(db_default={}, default=dict)
    before = models.JSONField(db_default={}, default=dict)
    problems = models.JSONField(db_default=[], default=list)  # [[field, read, code, details], …]
    taken_back = models.BooleanField(db_default=False, default=False)
    kept = models.TextField(blank=True, db_default="", default="")  # code: why it was not taken back

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="row_of_sheet_once")]

    def __str__(self) -> str:
        return f"{self.number}: {self.called}"
