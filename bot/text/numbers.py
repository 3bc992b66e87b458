"""Write the numbers of a text in one way, in digits: "twenty-five" and "25", "$2 million"; pure.

Number words are read by the library text2num, in seven languages. A single English number word
stays as it is ("one" is rarely a number): `other_forms` gives its digits.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter

from text_to_num import alpha2digit  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType] - in Rust

from bot.text.folding import fold_letters
from bot.text.languages import ENGLISH, Language

_SMALL = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen",
    "de": "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze "
    "seize",
    "pt": "zero um dois três quatro cinco seis sete oito nove dez onze doze treze quatorze quinze",
    "it": "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici",
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf",
    "sv": "noll ett två tre fyra fem sex sju åtta nio tio elva tolv",
    "ru": "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать",
    "ko": "영 일 이 삼 사 오 육 칠 팔 구 십",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety hundred",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien",
    "fr": "vingt trente quarante cinquante soixante",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cem",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta cento",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig honderd",
    "sv": "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio hundra",
    "ru": "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто сто",
}
_ORDINALS: Sequence[str] = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_DECADES: Sequence[str] = (
    "twenties thirties forties fifties sixties seventies eighties nineties".split()
)
_SCALES = {"hundred": 2, "thousand": 3, "k": 3, "million": 6, "billion": 9, "trillion": 12}

_WORDS = [*f"{_SMALL['en']} {_TENS['en']}".split(), *list(_SCALES)[1:], *_ORDINALS]
_BY_LETTER = ((letter, list(words)) for letter, words in groupby(sorted(_WORDS), itemgetter(0)))
# A branch for each first letter: a third of the time that one for each word takes.
_WORD = "|".join(f"{one}(?:{'|'.join(word[1:] for word in words)})" for one, words in _BY_LETTER)
_JOINT = r"(?:-|\s{1,3}(?:(?:and|point)\s{1,3})?)"
_RUN = re.compile(rf"\b(?:{_WORD})(?:{_JOINT}(?:{_WORD}|oh)){{1,20}}\b", re.IGNORECASE)
_OTHER_RUNS = {
    "de": "zig|ßig|hundert|tausend|million|komma",
    "es": "veint|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien|mil|coma",
    "fr": "vingt|trente|quarante|cinquante|soixante|cent|mille|million|virgule",
    "it": "vent|trent|quarant|cinquant|sessant|settant|ottant|novant|cent|mil|virgola",
    "nl": "tig|honderd|duizend|miljoen|komma",
    "pt": "vinte|trinta|quarenta|cinquenta|sessenta|setenta|oitenta|noventa|ce[mn]|mil|v.rgula",
}
"""Parts of the words for numbers of more than one digit, where the library reads the language."""

_LONGEST = 5_000
"""In characters: the library takes more than linear time, so a longer text is not given to it."""

_LEAST = 13.0
"""A number below this stays as it is in a language other than English, where it may be a word."""

_YEAR = re.compile(r"(1[1-9]|20) (?:oh (\d)|(\d\d))")
_HALF_OF = re.compile(r"\bhalf an? (thousand|million|billion)\b", re.IGNORECASE)
_HALF = re.compile(rf"\b(\d{{1,3}}|{_WORD}) and a half\b", re.IGNORECASE)
_CHINESE = frozenset(["zh", "ja"])
_CHINESE_DIGITS = "〇一二三四五六七八九"
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "億": 10**8, "亿": 10**8}
_CHINESE_NUMBER = re.compile("[〇零一二两三四五六七八九十百千万萬億亿]{2,20}")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
_OTHER_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:[.\u00a0\u202f]\d{3})+(?![\d.])")
_DECIMAL = re.compile(r"(?<![\d.,])(\d{1,15})\.(\d{1,15})(?![\d.]|,\d)")
_OTHER_DECIMAL = re.compile(r"(?<![\d.,])(\d{1,15})[.,](\d{1,15})(?![\d.,])")
_SCALED = re.compile(
    r"(?<![\w.])(\d{1,6}(?:\.\d{1,6})?)(?:[ -]?(hundred|thousand|million|billion|trillion)|k)\b",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"([$€£¥])\s?(\d{1,18}(?:\.\d{1,6})?)")
_CURRENCIES = {"$": "dollars", "€": "euros", "£": "pounds", "¥": "yen"}
_PERCENT = re.compile(r"(?<=\d)\s?[%％]")
_WORD_PERCENT = re.compile(
    r"\b(?:per cent|prozent|por ciento|por cento|pour cent|per cento|procent|процент(?:а|ов)?)\b",
    re.IGNORECASE,
)
_PARTS_OF_PERCENT = (" cent", "prozent", "por ciento", "procent", "процент")
"""Each of these words has one of these parts, which are found sooner."""

_DECADE = re.compile(
    rf"\b(?:nineteen[ -])?({'|'.join(_DECADES)})\b|(?<!\w)(?:19)?([2-9])0['’]?s\b", re.IGNORECASE
)
_TOLD_BY = frozenset(
    [*_SMALL["en"].split()[10:], *_TENS["en"].split(), *_SCALES, *_DECADES, "point", "half", "per"]
)
"""Of every English number of several words, one is among these."""

_NUMBER_WORDS = frozenset([*_WORDS, "oh"])

_DIGIT, _LETTERS = re.compile(r"\d"), re.compile("[a-z]+")


def may_have_numbers(text: str, folded: Collection[str], languages: Collection[Language]) -> bool:
    """Return whether `with_digits` may change a text of these words; it seldom does."""
    if any(spoken.code != ENGLISH.code for spoken in languages) or _DIGIT.search(text):
        return True
    return not _TOLD_BY.isdisjoint(folded) and _may_be_numbers(text.lower())


def _may_be_numbers(lower: str) -> bool:
    """Return whether words of numbers that stand alone may be more than that."""
    return sum(map(_NUMBER_WORDS.__contains__, _LETTERS.findall(lower))) > 1 or any(
        part in lower for part in (*_PARTS_OF_PERCENT, "half a", "a half", "ties")
    )


def with_digits(text: str, languages: Iterable[Language]) -> str:
    """Return a text whose numbers are digits; a unit that stands before a number follows it.

    "$1.5 million in nineteen eighty-four" becomes "1500000 dollars in 1984".
    """
    if any(part in text.lower() for part in _PARTS_OF_PERCENT):
        text = _WORD_PERCENT.sub("percent", text)
    for spoken in languages:
        if spoken == ENGLISH:
            text = _english_digits(text)
        elif spoken.code in _CHINESE:
            text = _CHINESE_NUMBER.sub(_chinese_digits, text)
        elif (
            len(text) <= _LONGEST
            and spoken.code in _OTHER_RUNS
            and _other_pattern(spoken.code).search(text)
        ):
            text = _other_digits(text, spoken.code)
    if not _DIGIT.search(text):
        return text
    text = _CURRENCY.sub(lambda found: f"{found[2]} {_CURRENCIES[found[1]]}", text)
    return _DECIMAL.sub(r"\1point\2", _PERCENT.sub(" percent", text))


def other_forms(folded: Iterable[str], languages: Iterable[Language]) -> dict[str, list[str]]:
    """Return the digits of each folded number word, and the words of each number in digits."""
    tables = [_forms(spoken.code) for spoken in languages]
    return {
        word: [form for table in tables for form in table.get(word, ())]
        for word in folded
        if any(word in table for table in tables)
    }


def _english_digits(text: str) -> str:
    lower = text.lower()
    if "ties" in lower or "0" in text:
        text = _DECADE.sub(_decade, text)
    if "," in text:
        text = _THOUSANDS.sub(lambda found: found[0].replace(",", ""), text)
    if "half a" in lower:
        text = _HALF_OF.sub(lambda found: f"500{'0' * (_SCALES[found[1].lower()] - 3)}", text)
    if "a half" in lower:
        text = _HALF.sub(lambda found: f"{_to_digits(found[1])}.5", text)
    text = _RUN.sub(_run, text)
    return _SCALED.sub(_scaled, text) if _DIGIT.search(text) else text


def _run(found: re.Match[str]) -> str:
    """Return the digits of several number words, unless each is a number by itself."""
    digits = _YEAR.sub(lambda year: year[1] + (year[3] or f"0{year[2]}"), _to_digits(found[0]))
    joined = len(digits.split()) < len(re.split(r"[\s-]+", found[0]))
    return digits if joined else found[0]


def _to_digits(words: str) -> str:
    return _read(words.replace("-", " ").lower(), "en", least=0.0)


def _read(text: str, code: str, *, least: float) -> str:
    """Return a text with digits for the words of numbers of at least `least`."""
    return str(alpha2digit(text, code, least))  # pyright: ignore[reportUnknownArgumentType] - in Rust


def _scaled(found: re.Match[str]) -> str:
    whole, _, fraction = found[1].partition(".")
    zeros = _SCALES[(found[2] or "k").lower()]
    return (whole + fraction.ljust(zeros, "0")) if len(fraction) <= zeros else found[0]


def _decade(found: re.Match[str]) -> str:
    return f"{found[2] or _DECADES.index(found[1].lower()) + 2}0s"


@cache
def _other_pattern(code: str) -> re.Pattern[str]:
    return re.compile(rf"\d[.,]\d|{_OTHER_RUNS[code]}", re.IGNORECASE)


def _other_digits(text: str, code: str) -> str:
    text = _OTHER_THOUSANDS.sub(lambda found: re.sub(r"\D", "", found[0]), text)
    return _OTHER_DECIMAL.sub(r"\1.\2", _read(text, code, least=_LEAST))


@cache
def _forms(code: str) -> dict[str, list[str]]:
    """Return the other forms of each number of one word, folded."""
    small, tens = (table.get(code, "").split() for table in (_SMALL, _TENS))
    pairs = [*enumerate(small), *((10 * ten, word) for ten, word in enumerate(tens, start=2))]
    written = [(str(value), fold_letters(word)) for value, word in pairs]
    if code == ENGLISH.code:
        written += [(_ordinal(value), word) for value, word in enumerate(_ORDINALS, start=1)]
        written += [(str(10 ** _SCALES[word]), word) for word in ("thousand", "million", "billion")]
    forms: dict[str, list[str]] = {}
    for digits, word in written:
        forms.setdefault(digits, []).append(word)
        forms.setdefault(word, []).append(digits)
    return forms


def _chinese_digits(found: re.Match[str]) -> str:
    """Return the digits of a number in Chinese characters: 三百二十 is 320."""
    characters = found[0].replace("零", "〇").replace("两", "二")
    if all(one in _CHINESE_DIGITS for one in characters):
        return "".join(str(_CHINESE_DIGITS.index(one)) for one in characters)
    total = section = digit = 0
    for one in characters:
        if one in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS.index(one)
        elif one in _CHINESE_UNITS:
            section, digit = section + (digit or 1) * _CHINESE_UNITS[one], 0
        else:
            total, section, digit = total + (section + digit or 1) * _MYRIADS[one], 0, 0
    return str(total + section + digit)


def _ordinal(value: int) -> str:
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(value, "th")
    return f"{value}{suffix}"
