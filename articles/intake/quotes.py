"""What in quotation marks is a quotation, and what becomes of the sentence around it.

The rule of cutting: where the rest of the sentence says nothing but who spoke ("…," said Ana Berg, Mayor of Turku.),
the whole sentence becomes the quote, and that rest is told beside it. Where the rest leads to the quotation with a
colon, it stays as text before it. Where it says more, cutting would leave a sentence that nobody can read: then it
stays whole, its quoted words included, and the quote stands after the paragraph as what is lifted out of it. Of such
sentences only passages of some length become quotes.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .attribution import Attribution, Part, attribution_after, attribution_before, is_only_attribution, part_of
from .lines import Line
from .people import DASHES, Mention, People, Person
from .quotation_marks import Passage
from .speakers import (
    Context,
    Quote,
    Sentence,
    attributions,
    described_speaker,
    implied_speaker,
    speaker_by_context,
    starts_with_dash,
)
from .words import Language, name_words, words_of

MIN_FRAGMENT_WORDS = 8
MIN_CLAUSE_WORDS = 5  # behind "that", which makes it a sentence
MIN_WORDS_WITHOUT_VERB = 11
MIN_WORDS = 3
MIN_WORDS_BEHIND_ARTICLE = 12
#: As many words may stand before a colon besides who speaks and how; of others, the sentence stays.
MAX_WORDS_OF_LEAD = 1
MAX_TITLE_WORDS = 14
MAX_LEAD_LENGTH = 40
MAX_WORDS_OF_ATTRIBUTION = 25
MAX_WORDS_OF_CLAUSE = 4
CONTRAST = re.compile(r",\s(?:but|mais|sondern|αλλά|sino|bensì|ma|maar|mas|lecz|ale|utan)\s", re.IGNORECASE)


def find_quotes(lines: Sequence[Line], people: People) -> dict[int, list[Quote]]:
    """Return the quotes in ``lines``, by the numbers of their lines."""
    found: dict[int, list[Quote]] = {}
    speakers: dict[int, Person] = {}
    is_named_before = names_stand_before(lines)
    for line in lines:
        line.resolve(people)
        if line.passages and not line.paragraph.table and not line.paragraph.level:
            found[line.number] = quotes_of(Context(line, lines, people, speakers, is_named_before))
    return {number: quotes for number, quotes in found.items() if quotes}


def names_stand_before(lines: Sequence[Line]) -> bool:
    """Tell whether lines with only a name stand above the words of who is named, and not below them."""
    for line, former in zip(lines, [None, *lines], strict=False):
        if line.named and not starts_with_dash(line):
            return not (former and former.is_quotation)
    return True


def quotes_of(context: Context) -> list[Quote]:
    """Return the quotes of a line."""
    parted = _merged_with_attribution(_sentences(context.line), context)
    waiting: list[Sentence] = []  # quotations of which the next sentence may say whose they are
    for index, sentence in enumerate(parted):
        sentence.quotes = _quotes_in(sentence, parted[:index], context) if sentence.passages else []
        if sentence.quotes and not sentence.before.words:
            for one in waiting:
                one.quotes = _quotes_by(one, sentence.quotes[0].person, None, context)
        if sentence.quotes:
            sentence.speaker = sentence.quotes[-1].person
        is_waiting = sentence.passages and sentence.is_alone and not sentence.quotes
        waiting = [*waiting, sentence] if is_waiting else []
    for first, following in pairwise(parted):
        if _is_short_beginning(first, following):
            first.quotes = [_whole(first)]
    quotes = [quote for sentence in parted for quote in sentence.quotes]
    if quotes and parted[-1].quotes:
        context.speakers[context.line.number] = quotes[-1].person
    return _one_after_another(quotes, context.line)


def _is_short_beginning(sentence: Sentence, following: Sentence) -> bool:
    """Tell whether words too few for a quote go on in the ``following`` sentence: "“Shade,” she said. “Trees.”"."""
    if sentence.quotes or not sentence.passages or sentence.before.words or not sentence.speaker:
        return False
    goes_on = following.is_alone and following.quotes and following.quotes[0].person is sentence.speaker
    return bool(goes_on) and len(sentence.after.words) <= MAX_WORDS_OF_CLAUSE


def _whole(sentence: Sentence) -> Quote:
    """Return the quote of a sentence that says nothing but what somebody says."""
    person = sentence.speaker
    if person is None:
        raise ValueError("Nobody speaks.")
    return Quote(words_of_quote(sentence.passages), person, sentence.start, sentence.end, True, _told(sentence))


def _quotes_in(sentence: Sentence, before: Sequence[Sentence], context: Context) -> list[Quote]:
    """Return the quotes of a sentence, by what it says itself of who speaks, or else by what stands before."""
    attributed = attributions(sentence, context.line.language)
    if found := next((each for each in reversed(attributed) if each), None):
        sentence.speaker = found.mention.person
        return _quotes_with(sentence, attributed, context)
    if person := implied_speaker(sentence, context) or described_speaker(sentence, before, context):
        return _quotes_by(sentence, person, None, context, has_verb=True)
    if (sentence.is_alone or _ends_with_colon(sentence)) and (person := speaker_by_context(sentence, before, context)):
        return _quotes_by(sentence, person, None, context)
    return []


# Sentences ----------------------------------------------------------------------------------------------------------


def _sentences(line: Line) -> list[Sentence]:
    return [
        _sentence(line, start, end, [passage for passage in line.passages if start <= passage.start < end])
        for start, end in line.sentences
    ]


def _sentence(line: Line, start: int, end: int, passages: list[Passage]) -> Sentence:
    places = [start, *(place for passage in passages for place in (passage.start, passage.end)), end]
    parts = [
        part_of(line.masked, places[index], places[index + 1], line.words, line.mentions)
        for index in range(0, len(places), 2)
    ]
    return Sentence(start, end, passages, parts)


def _merged_with_attribution(sentences: list[Sentence], context: Context) -> list[Sentence]:
    """Join "“…!” Ana Berg said." to one sentence, where the second says nothing but who spoke."""
    merged: list[Sentence] = []
    for sentence in sentences:
        last = merged[-1] if merged else None
        if (
            last
            and last.passages
            and not sentence.passages
            and _says_whose(sentence.before, last, context.line.language)
        ):
            merged[-1] = _sentence(context.line, last.start, sentence.end, last.passages)
        else:
            merged.append(sentence)
    return merged


def _says_whose(part: Part, former: Sentence, language: Language) -> bool:
    """Tell whether a sentence only says who spoke in the ``former``, which does not say it itself."""
    if former.after.words or attribution_before(former.before, language) or len(part.words) > MAX_WORDS_OF_ATTRIBUTION:
        return False
    found = attribution_after(part, language) if part.words and part.text.rstrip()[-1:] not in ":," else None
    if not found or not (found.has_verb or part.text.lstrip()[:1] in DASHES + "("):
        return False
    return is_only_attribution([part], found.mention, language, MAX_WORDS_OF_LEAD)


def _ends_with_colon(sentence: Sentence) -> bool:
    return sentence.before.text.rstrip().endswith(":") and not sentence.after.words


# Whether it is a quotation, and what is cut -------------------------------------------------------------------------


def _quotes_with(sentence: Sentence, attributed: Sequence[Attribution | None], context: Context) -> list[Quote]:
    """Return the quotes of a sentence that says who speaks."""
    speakers = list(dict.fromkeys(id(each.mention.person) for each in attributed if each))
    if len(speakers) == 1:
        found = next(each for each in attributed if each)
        _learn(found.mention)
        return _quotes_by(
            sentence,
            found.mention.person,
            found.mention,
            context,
            has_verb=any(each and each.has_verb for each in attributed),
        )
    quotes = []
    for passage, each in zip(sentence.passages, attributed, strict=True):
        if each and is_quotation(passage, sentence, context.line, has_verb=True):
            _learn(each.mention)
            quotes.append(
                Quote(
                    words_of_quote([passage]),
                    each.mention.person,
                    sentence.start,
                    sentence.end,
                    is_cut=False,
                    mention=each.mention,
                )
            )
    return quotes


def _learn(mention: Mention) -> None:
    """Remember that somebody is a person who speaks, and what a pronoun says of them."""
    mention.person.is_certain = True
    mention.person.gender = mention.person.gender or mention.gender


def _quotes_by(
    sentence: Sentence, person: Person, mention: Mention | None, context: Context, *, has_verb: bool = False
) -> list[Quote]:
    """Return the quotes of a sentence in which only ``person`` speaks, cut out of it or not."""
    line = context.line
    said = [
        passage
        for passage, before in zip(sentence.passages, sentence.parts, strict=False)
        if is_quotation(passage, sentence, line, has_verb=has_verb)
        and not (passage is not sentence.passages[0] and _is_fragment_of_more(passage, before))
    ]
    if said == sentence.passages[1:] and len(said) == 1 and said[0].words[0].islower() and not sentence.before.words:
        said = sentence.passages  # “In the end,” she said, “it is a choice.”
    if not said:
        return []
    is_whole = len(said) == len(sentence.passages)
    is_fragment = said[0].words[0].islower() and bool(sentence.before.words)
    beside = [part for part in sentence.parts if part.words]
    is_after_colon = sentence.before.text.rstrip().endswith(":")
    leads_plainly = not is_after_colon or is_only_attribution(
        [sentence.before], mention, line.language, max_others=MAX_WORDS_OF_LEAD
    )
    if (
        is_whole
        and leads_plainly
        and is_only_attribution(beside, mention, line.language)
        and not (is_fragment and not _says_only_that(sentence, mention, line.language))
    ):
        return [
            Quote(
                words_of_quote(said),
                person,
                sentence.start,
                sentence.end,
                True,
                _told(sentence),
                mention,
                bool(sentence.before.words),
            )
        ]
    if is_whole and is_after_colon and is_only_attribution(sentence.parts[1:], mention, line.language):
        told = _told(replace(sentence, parts=sentence.parts[1:]))
        return [Quote(words_of_quote(said), person, said[0].start, sentence.end, True, told, mention, has_lead=True)]
    long_enough = [passage for passage in said if _is_worth_repeating(passage, sentence, line)]
    if _is_halved(sentence, said):
        return [Quote(words_of_quote(said), person, sentence.start, sentence.end, is_cut=False, mention=mention)]
    return [
        Quote(
            words_of_quote([passage]),
            person,
            sentence.start,
            sentence.end,
            is_cut=False,
            mention=mention,
            has_lead=bool(sentence.before.words),
        )
        for passage in long_enough
    ]


def _is_fragment_of_more(passage: Passage, before: Part) -> bool:
    """Tell whether a few words belong to what is told behind who spoke: "…," said Ana: those at night had “no bus”."""
    is_led = before.text.rstrip()[-1:] in (*",:.!?–—-", "")
    return not is_led and passage.words[0].islower() and len(passage.words.split()) < MIN_FRAGMENT_WORDS


def _says_only_that(sentence: Sentence, mention: Mention | None, language: Language) -> bool:
    """Tell whether "Ana Berg said that" leads to a passage which is a clause, and nothing follows."""
    if _is_according_to(sentence, language):
        return True
    words = [word for word in sentence.before.words if not (mention and mention.start <= word.start < mention.end)]
    if sentence.after.words or not words or len(words) > MAX_WORDS_OF_CLAUSE:
        return False
    leads = words[-1].folded in language.that or language.says(words[-1]) or sentence.before.text.rstrip()[-1:] in ",:"
    return leads and all(language.says(word) or word.folded in language.common | language.by for word in words)


def _is_halved(sentence: Sentence, said: Sequence[Passage]) -> bool:
    return (
        len(said) == 2
        and len(sentence.passages) == 2
        and not sentence.before.words
        and len(sentence.parts[1].words) <= 30
    )


def _is_worth_repeating(passage: Passage, sentence: Sentence, line: Line) -> bool:
    """Tell whether a passage is long enough, or whole enough, to be read by itself."""
    number = len(passage.words.split())
    if _is_contrast(passage.words) or number >= (
        MIN_CLAUSE_WORDS if _word_before(passage, line) in line.language.that else MIN_FRAGMENT_WORDS
    ):
        return True
    is_whole = passage.start == sentence.start or passage.words[-1] in ".!?,…"
    return number >= MIN_WORDS and passage.words[0].isupper() and is_whole


def _told(sentence: Sentence) -> str:
    return " ".join(filter(None, (part.text.strip(" ,.;:–—-\xa0\n\0") for part in sentence.parts)))


def is_quotation(passage: Passage, sentence: Sentence, line: Line, *, has_verb: bool) -> bool:
    """Tell whether a passage is what somebody said, and not a title, a name, or a word used with a wink."""
    words = passage.words.split()
    is_whole = ends_as_sentence(passage.words) or sentence.is_alone
    if _is_part_of_sentence(passage, sentence, line):
        return False
    if len(words) >= MIN_WORDS and _is_according_to(sentence, line.language):
        return True
    begins = not sentence.before.words
    leads = begins or sentence.before.text.rstrip().endswith(":")
    if len(words) < MIN_WORDS:
        is_said = has_verb and leads and passage.words[0].isupper() and (is_whole or words[-1].islower())
        return len(words) == MIN_WORDS - 1 and (is_said or sentence.is_alone)
    if is_whole or leads:
        return is_whole or not begins or len(words) >= MIN_WORDS + 1 or not passage.words[0].islower()
    if passage.words[0].isupper() or passage.words[0] in "¿¡…" or _word_before(passage, line) in line.language.that:
        return len(words) >= MIN_CLAUSE_WORDS
    return _may_stand_alone(passage, line)


def _may_stand_alone(passage: Passage, line: Line) -> bool:
    """Tell whether words that go on with their sentence say enough to be repeated without it."""
    number = len(passage.words.split())
    if _is_contrast(passage.words) or number < MIN_FRAGMENT_WORDS:
        return _is_contrast(passage.words)
    is_long = number >= MIN_WORDS_WITHOUT_VERB
    return is_long or _is_clause(passage.words, line.language) or _is_what_is_said(passage, line)


def _is_contrast(words: str) -> bool:
    """Tell whether a few words say one thing against another, and so something: "no sign, but a promise"."""
    return len(words.split()) >= MIN_CLAUSE_WORDS and bool(CONTRAST.search(words))


def _is_according_to(sentence: Sentence, language: Language) -> bool:
    """Tell whether a sentence is nothing but "According to Ana Berg, “…”", in which the words say what she says."""
    lead = sentence.before.text
    return language.starts_with("by", lead) and lead.rstrip().endswith(",") and not sentence.after.words


def _is_what_is_said(passage: Passage, line: Line) -> bool:
    """Tell whether a verb of saying and a comma or colon lead to a passage: "as Ana Berg says, “the longest mile”"."""
    lead = line.masked[max(0, passage.start - MAX_LEAD_LENGTH) : passage.start].rstrip()
    words = words_of(lead)
    return lead.endswith((",", ":")) and bool(words) and line.language.says(words[-1])


def _is_clause(words: str, language: Language) -> bool:
    """Tell whether words that go on with their sentence say something by themselves: "a promise on rails" does not."""
    return not language.finite or any(word.folded in language.finite for word in words_of(words))


def ends_as_sentence(words: str) -> bool:
    """Tell whether words end as a sentence does, or as one that goes on behind who spoke."""
    return words[-1] in ".!?…," or (words[-1] in "”’»“" and words[-2:-1] in (*".!?",))


def _is_part_of_sentence(passage: Passage, sentence: Sentence, line: Line) -> bool:
    """Tell whether a passage is what something is called, as the word before it or its capital letters say."""
    cue, number = _word_before(passage, line), len(passage.words.split())
    is_sentence = ends_as_sentence(passage.words)
    if cue in line.language.title_cues:
        return not (cue in line.language.speech and is_sentence and number >= MIN_FRAGMENT_WORDS)
    if sentence.is_alone:
        return False
    if cue in name_words("determiners") and number < MIN_WORDS_BEHIND_ARTICLE:
        return True
    return number >= MIN_WORDS and not is_sentence and _is_title(passage.words, line.language)


def _word_before(passage: Passage, line: Line) -> str:
    """Return the word straight before a passage, with nothing but a space between; else an empty string."""
    lead = line.masked[max(0, passage.start - 40) : passage.start]
    words = words_of(lead)
    if not words or lead[words[-1].end :].strip(" \xa0"):
        return ""
    return words[-1].folded


def _is_title(words: str, language: Language) -> bool:
    """Tell whether words are written as a title: most of them with capital letters, as no sentence is."""
    counted = [word for word in words_of(words) if len(word.text) > 3 and word.folded not in language.common]
    if language.code == "de" or len(counted) > MAX_TITLE_WORDS or len(counted) < 2:
        return False
    return sum(word.is_capitalised for word in counted) >= 0.75 * len(counted)


def words_of_quote(passages: Sequence[Passage]) -> str:
    """Return the words of a quotation in one or several parts, without the comma that only led to who spoke."""
    words = ""
    for passage in passages:
        if words:
            ends = passage.words[0].isupper() and words[-1] == ","
            words = (words[:-1] + "." if ends else words) + " "
        words += passage.words
    return words.removesuffix(",")


def _one_after_another(quotes: list[Quote], line: Line) -> list[Quote]:
    """Make one of quotes that follow each other with nothing between but who spoke."""
    joined: list[Quote] = []
    for quote in sorted(quotes, key=lambda each: each.start):
        last = next((each for each in reversed(joined) if each.words), None)
        if (
            last
            and last.person is quote.person
            and last.is_cut
            and quote.is_cut
            and not quote.has_lead
            and not line.text[last.end : quote.start].strip()
        ):
            last.words = f"{_ended(last.words, quote.words)} {quote.words}"
            last.end = quote.end
            last.told = " ".join(filter(None, (last.told, quote.told)))
            last.mention = last.mention or quote.mention
        elif last and _goes_on(last, quote, line):
            last.words = f"{_ended(last.words, quote.words)} {quote.words}"
            joined.append(replace(quote, words=""))
        else:
            joined.append(replace(quote))
    return joined


def _goes_on(last: Quote, quote: Quote, line: Line) -> bool:
    """Tell whether a quote goes on with the words of one that also stays in the text."""
    follows = quote.is_cut and not quote.has_lead and not line.text[last.end : quote.start].strip()
    if last.has_lead and line.masked[: last.end].rstrip(". ")[-1:].isalnum():
        return False  # his sentence went on: "… noted that “…” and left."
    if last.has_lead and last.words[0].islower() and quote.words[:1].isupper():
        return False  # a part of her sentence, and then one by itself
    return last.person is quote.person and not last.is_cut and follows


def _ended(words: str, following: str) -> str:
    """Return ``words`` with a stop if none is there and the ``following`` begin a sentence."""
    return f"{words}." if words[-1:].isalnum() and following[:1].isupper() else words
