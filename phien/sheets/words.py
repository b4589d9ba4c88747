"""Words that are kept in the ledger."""

from phien.kernel.words import gettext_noop

REASON_READ = gettext_noop("Imported from %(name)s")
REASON_UNDONE = gettext_noop("Import of %(name)s undone")
