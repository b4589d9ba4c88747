"""Refusals about sheets, and what can be wrong with one cell; each says what to write instead."""

from phien.kernel.refusals import Refusal
from phien.kernel.words import gettext_noop


class UnknownSheet(Refusal):
    code = "unknown_sheet"
    sentence = gettext_noop("There is no such file here. Bring it again.")
    status = 404


class NoHeader(Refusal):
    code = "no_header"
    sentence = gettext_noop(
        "No row names the columns. Take the template, or write a row with at least: product name, counted "
        "in, price."
    )
    status = 422


class TwoColumns(Refusal):
    code = "two_columns"
    sentence = gettext_noop(
        "“{one}” and “{other}” seem to be the same column. Rename or delete one and bring the file again."
    )
    status = 422


class NoRows(Refusal):
    code = "no_rows"
    sentence = gettext_noop("Below the names of the columns there is no row. Fill in at least one product.")
    status = 422


class NotReady(Refusal):
    code = "sheet_not_ready"
    sentence = gettext_noop("This file cannot be saved as it is now. Look at the page again.")


class NothingToUndo(Refusal):
    code = "nothing_to_undo"
    sentence = gettext_noop(
        "This import has been undone already, or is not finished. Look at the page again."
    )


class Stopped(Refusal):
    code = "sheet_stopped"
    sentence = gettext_noop("It stopped midway. Nothing was saved. Press again, or bring the file again.")


class UndoStopped(Refusal):
    code = "undo_stopped"
    sentence = gettext_noop(
        "Undoing stopped midway. Press Undo again: it goes on with the rows that are left."
    )


# About one cell


class Missing(Refusal):
    code = "cell_missing"
    sentence = gettext_noop("Empty. A new product needs this.")


class TitleRow(Refusal):
    code = "cell_title_row"
    sentence = gettext_noop(
        "Only a name stands here. Is it a heading? Delete the row. A product? Fill it in."
    )


class TooLong(Refusal):
    code = "cell_too_long"
    sentence = gettext_noop("Too long: write at most {most} letters.")


class FormulaFailed(Refusal):
    code = "cell_formula_failed"
    sentence = gettext_noop("The formula failed. Type the value itself.")


class MadeADate(Refusal):
    code = "cell_made_a_date"
    sentence = gettext_noop("The spreadsheet made a date of it. Set the cell to Text and type it again.")


class LostLetters(Refusal):
    code = "cell_lost_letters"
    sentence = gettext_noop("Letters were lost when it was saved. Save as “CSV UTF-8” or .xlsx.")


class NotAnAmount(Refusal):
    code = "cell_not_an_amount"
    sentence = gettext_noop("Write the price like 145.000 or 145k.")


class Thousands(Refusal):
    code = "cell_thousands"
    sentence = gettext_noop("{amount} đồng? If you mean thousands, write {amount}k.")


class NotACount(Refusal):
    code = "cell_not_a_count"
    sentence = gettext_noop("Write a whole number from 0, without words.")


class NotAContent(Refusal):
    code = "cell_not_a_content"
    sentence = gettext_noop("Write the content like 500 ml, 1,5 kg or 20 gói.")


class UnknownId(Refusal):
    code = "cell_unknown_id"
    sentence = gettext_noop("No product has this number now. Leave the cell empty to add a new one.")


class WrittenTwice(Refusal):
    code = "cell_written_twice"
    sentence = gettext_noop("Row {row} is the same product and size. Keep one of them.")


class Otherwise(Refusal):
    code = "cell_otherwise"
    sentence = gettext_noop("Row {row} says “{said}” for the same product. Write the same in both.")


class WhichProduct(Refusal):
    code = "cell_which_product"
    sentence = gettext_noop("Several products have this name. Export first, and use the rows with their ID.")


class WhichSize(Refusal):
    code = "cell_which_size"
    sentence = gettext_noop("It has several sizes ({sizes}). Write which one.")


class PromisedInLives(Refusal):
    code = "cell_below_reserved"
    sentence = gettext_noop("{reserved} are promised in lives. Write {reserved} or more.")


# Why a row cannot be taken back


class ChangedSince(Refusal):
    code = "kept_changed_since"
    sentence = gettext_noop("Changed since then; what is there now stays.")


class UsedSince(Refusal):
    code = "kept_used_since"
    sentence = gettext_noop("Put on a run sheet, sold or moved since then. Put the product away instead.")


class CountedSince(Refusal):
    code = "kept_counted_since"
    sentence = gettext_noop("Counted again since then; the newer count stays.")


class PromisedSince(Refusal):
    code = "kept_promised_since"
    sentence = gettext_noop("Sold or promised since then: fewer are free than would be taken back.")


REASONS: dict[str, type[Refusal]] = {
    refusal.code: refusal
    for refusal in (
        Missing, TitleRow, TooLong, FormulaFailed, MadeADate, LostLetters, NotAnAmount, Thousands, NotACount,
        NotAContent, UnknownId, WrittenTwice, Otherwise, WhichProduct, WhichSize, PromisedInLives,
        ChangedSince, UsedSince, CountedSince, PromisedSince,
    )
}  # fmt: skip
