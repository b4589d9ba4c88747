"""Refusals of what a keeper teaches; the code is for ever, the sentence is what people read."""

from phien.kernel.refusals import Refusal
from phien.kernel.words import gettext_noop


class NoWords(Refusal):
    code = "word_empty"
    sentence = gettext_noop("Choose the words that are to be remembered.")
    status = 422


class TooLong(Refusal):
    code = "word_too_long"
    sentence = gettext_noop("That is too long to be a name. Choose at most 40 letters.")
    status = 422


class IsNumber(Refusal):
    code = "word_is_a_number"
    sentence = gettext_noop("Numbers and phones are not remembered. Choose words only.")
    status = 422


class IsSpeech(Refusal):
    code = "word_is_speech"
    sentence = gettext_noop(
        "“{words}” is said in many comments; remembering it would spoil other orders. "
        "Choose the words that name the goods."
    )
    status = 422


class IsSize(Refusal):
    code = "word_is_a_size"
    sentence = gettext_noop("“{words}” is only a pack or a size. Choose the words that name the goods.")
    status = 422


class NamesItem(Refusal):
    code = "word_names_item"
    sentence = gettext_noop("“{words}” names {name} in this live already. Choose other words.")
    status = 422


class TaughtAlready(Refusal):
    code = "word_taught"
    sentence = gettext_noop("“{words}” is remembered already.")


class MeansNothing(Refusal):
    code = "word_means_nothing"
    sentence = gettext_noop("“{words}” was taught as no product. Forget that first, then teach it anew.")


class IsName(Refusal):
    code = "word_is_a_name"
    sentence = gettext_noop("“{words}” is the buyer's own name. Names of people are not remembered.")
    status = 422


class Full(Refusal):
    code = "words_full"
    sentence = gettext_noop("So many words are remembered for it that they mix up. Forget some first.")


class ForgottenAlready(Refusal):
    code = "word_forgotten"
    sentence = gettext_noop("“{words}” was forgotten already.")


class StillUnclear(Refusal):
    code = "still_unclear"
    sentence = gettext_noop("This comment is still not clear. Decide it yourself.")


ALL: dict[str, type[Refusal]] = {
    refusal.code: refusal
    for refusal in (
        NoWords,
        TooLong,
        IsNumber,
        IsSpeech,
        IsSize,
        NamesItem,
        TaughtAlready,
        MeansNothing,
        IsName,
        Full,
        ForgottenAlready,
        StillUnclear,
    )
}
