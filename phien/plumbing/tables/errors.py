"""What is refused about a whole file; each says how to save it instead."""

from phien.kernel.refusals import Refusal
from phien.kernel.words import gettext_noop


class NothingBrought(Refusal):
    code = "no_file_brought"
    sentence = gettext_noop("Choose a file first: XLSX or CSV.")
    status = 422


class FileTooBig(Refusal):
    code = "file_too_big"
    sentence = gettext_noop(
        "The file is larger than {megabytes} MB. Take out pictures and other sheets, or cut it in two."
    )
    status = 422


class TooManyRows(Refusal):
    code = "too_many_rows"
    sentence = gettext_noop("The file has more than {rows} rows. Cut it into several files.")
    status = 422


class TooManyColumns(Refusal):
    code = "too_many_columns"
    sentence = gettext_noop(
        "Something stands far to the right, beyond column {columns}. Delete those columns and save again."
    )
    status = 422


class OldWorkbook(Refusal):
    code = "old_workbook"
    sentence = gettext_noop("This kind of file cannot be read here. Open it and save it as .xlsx or .csv.")
    status = 422


class LockedWorkbook(Refusal):
    code = "locked_workbook"
    sentence = gettext_noop("The file has a password. Take the password off, save it and bring it again.")
    status = 422


class NotATable(Refusal):
    code = "not_a_table"
    sentence = gettext_noop(
        "This file is not a spreadsheet that can be read. Open it, save it as .xlsx and bring it again."
    )
    status = 422


class UnknownLetters(Refusal):
    code = "unknown_letters"
    sentence = gettext_noop(
        "The letters of this file cannot be read. Save it as “CSV UTF-8” or as .xlsx and bring it again."
    )
    status = 422
