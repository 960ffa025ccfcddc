"""What a person meant by a value that the schema refuses: amounts, academic years, and words of closed lists."""

import re
from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches

from models.vocabulary import NEED_ALIASES, NEED_NAMES, Need
from sufficiency.scenario.schema.fields import LONGEST_SHOWN

_MINUS = re.compile("[\u2010-\u2015\u2212]")
_NUMBER = r"[-+]?(?:\d[\d,_ \u00a0\u202f\u2009]*)?(?:\.\d+)?"
_AMOUNT = re.compile(
    rf"(?:about|approx\.?|circa|c\.|~|x|\u00d7|GBP)?\s*(?P<sign>[-+])?\s*(?P<pound>£)?\s*(?P<number>{_NUMBER})\s*"
    r"(?:(?P<times>k|thousand|m|million|bn)\b)?\s*(?P<percent>%|per ?cent)?\s*(?P<words>[a-z/][a-z/ .()]*)?",
    re.IGNORECASE,
)
LONGEST_AMOUNT = 18
"""Digits of a number that is read at all."""
_TIMES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9}


def amount_remedy(given: str, key: str, unit: str = "") -> str:
    """How to write the amount that a text seems to be, under ``key`` in a ``unit``; nothing where it is none."""
    if key == "year_groups" and (group := _year_group(given)) is not None:
        return f"write the number alone, Reception is 0: {group}"
    return _with_too_much(given, key) or _of_amount(given, key, unit)


def _with_too_much(given: str, key: str) -> str:
    """What to change about the signs between and behind the numbers of a text."""
    if re.fullmatch(rf"{_NUMBER}[;,.]", given) and re.search(r"\d", given):
        return f"leave out the '{given[-1]}' at its end: {given[:-1]}"
    if key in _NUMBERS_IN_LISTS and (numbers := _several(given)):
        return f"put commas between the numbers: {', '.join(numbers)}"
    return "write a point, not a comma" if re.fullmatch(r"[-+]?\d+,\d{1,2}", given) else ""


def _of_amount(given: str, key: str, unit: str) -> str:
    found = _AMOUNT.fullmatch(_MINUS.sub("-", given.strip())) if len(given) <= LONGEST_SHOWN else None
    if found is None or not re.search(r"\d", found["number"]):
        return ""
    minus = "-" if "-" in (found["sign"], found["number"][:1]) else ""
    digits = re.sub(r"[^\d.]", "", found["number"])
    if len(digits) > LONGEST_AMOUNT or (found["times"] and found["words"]):
        return ""
    value = float(digits) * _times(found, unit)
    if found["percent"]:
        if unit.startswith(NO_SHARE):
            return f"write the number itself,{'' if unit == 'number' else f' of {unit},'} not a percentage"
        return _of_percent(value if not minus else -value, key, signed=bool(found["sign"] or minus))
    written = minus + (f"{value:.0f}" if value.is_integer() else f"{value:.10g}")
    return f"{_slip(given, found)}: {written}"


NO_SHARE = ("places", "learners a year", "pounds", "metres", "minutes", "year", "census", "draws", "number", "plans")
"""Beginnings of units of which a percentage is none."""


def _times(found: re.Match[str], unit: str) -> float:
    """Thousands and millions; of metres, kilometres."""
    if unit.startswith("metres"):
        return 1e3 if (found["words"] or "").lower().startswith(("km", "kilom")) else 1.0
    return _TIMES.get((found["times"] or "").lower(), 1.0)


def _several(given: str) -> list[str]:
    """Numbers of a text that holds two or more of them, and is no number in groups of three."""
    parts = re.split(r"\s*[;,]\s*|\s+(?:and|to|then)\s+|\s+", _MINUS.sub("-", given.strip()))
    whole = len(parts) > 1 and all(re.fullmatch(r"\d{1,4}", part) for part in parts)
    return parts if whole and not all(re.fullmatch(r"\d{3}", part) for part in parts[1:]) else []


def _year_group(given: str) -> int | None:
    """The year group that words name."""
    word = _plain(given)
    found = re.fullmatch(r"(?:year|yr|y|nc year)\s?(\d{1,2})", word)
    early = {"r": 0, "reception": 0, "yr": 0, "year r": 0, "nursery": -1}
    return int(found[1]) if found else early.get(word)


def _slip(given: str, found: re.Match[str]) -> str:
    """Say what is too much in a number."""
    number = found["number"]
    said = {
        "the pound sign": found["pound"],
        "the commas": "," in number,
        "the underscores": "_" in number,
        "the spaces": re.search(r"\d\s+\d", number),
        "the plus sign": "+" in (found["sign"], number[:1]),
        "the leading zero": re.match(r"[-+]?0\d", number),
    }
    parts = [words for words, applies in said.items() if applies]
    if found["times"] or found["words"] or re.match(r"[a-z~\u00d7]", given, re.IGNORECASE):
        return "write the number alone"
    if _MINUS.search(given):
        return "write a plain hyphen for minus"
    if re.match(r"[-+]?\.\d", number):
        return "write a digit before the point"
    return f"leave out {' and '.join(parts)}" if parts else "leave out the quotes"


def _of_percent(value: float, key: str, *, signed: bool) -> str:
    share = value / 100.0
    if key == "add":
        changed = f"{abs(value):g}% {'less' if value < 0 else 'more'} than there is"
        return f"for {changed} write multiply: {1 + share:.10g}; to add to a share write {share:.10g}"
    if key in {"target", "at_most"}:
        return f"write a share, such as {share:.10g} for {value:g}%, where the lever moves a share"
    if key != "multiply":
        in_a_factor = f", or where the amount multiplies {1 + share:.10g} for {value:g}% more"
        more = in_a_factor if key in {"low", "high"} else ""
        return f"write a share, such as {share:.10g} for {value:g}%{more}"
    more, less = f"{1 + share:.10g} for {abs(value):g}% more", f"{1 - abs(share):.10g} for {abs(value):g}% less"
    if signed:
        return f"write a factor: {less if value < 0 else more}"
    of_it = f"{share:.10g} for {value:g}% of it"
    return f"write a factor: {of_it}" if value > 100 else f"write a factor: {more}, {less}; or write a share, {of_it}"


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TERMS = {"autumn": 9, "spring": 1, "summer": 5}
_FIRST_MONTH = 9
_TWO_YEARS = re.compile(r"(?:ay\s*)?(\d{4}|\d{2})\s*(?:[-/_.\\]|to|and|,)\s*(\d{4}|\d{1,2})", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.]\d{1,2}")
_DATE = re.compile(r"\d{1,2}[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
_MONTH = re.compile(r"(?:\d{1,2}(?:st|nd|rd|th)?\s+)?([a-z]{3,9})\.?(?:\s+term)?[\s-]+'?(\d{4}|\d{2})", re.IGNORECASE)


def year_remedy(given: object) -> str:
    """``; did you mean 2027/28?`` for what seems to be an academic year, or a date in one."""
    written = _MINUS.sub("-", str(given)[:LONGEST_SHOWN])
    text = re.sub(r"\b(academic|school) year\b", "", written, flags=re.IGNORECASE).strip()
    if re.fullmatch(r"20\d\d", text):
        first = int(text)
        return f"; did you mean {_academic(first)}, which begins in September {first}?"
    years = _years_of(text)
    return f"; did you mean {' or '.join(_academic(year) for year in years)}?" if years else ""


def census_remedy(given: str) -> str:
    """What to write for a census year where an academic year is given."""
    years = [year + 1 for year in _years_of(_MINUS.sub("-", given[:LONGEST_SHOWN].strip()))]
    return f"write the year of the January census in it: {years[0]}" if len(years) == 1 else ""


def _years_of(text: str) -> list[int]:
    """First calendar years of the academic years that a text may name."""
    if found := _ISO.fullmatch(text):
        return _with_month(int(found[2]), found[1])
    if found := _DATE.fullmatch(text):
        return _with_month(int(found[1]), found[2])
    if found := _MONTH.fullmatch(text):
        word = found[1].lower()
        month = _TERMS.get(word) or next((_MONTHS.index(name) + 1 for name in _MONTHS if word.startswith(name)), 0)
        return _with_month(month, found[2])
    if found := _TWO_YEARS.fullmatch(text):
        first, second = _century(found[1]), int(found[2])
        follows = second == (first + 1) % 10 ** len(found[2])
        return [first] if follows or len(found[2]) == 1 else sorted({first, _century(found[2]) - 1})
    return []


def _with_month(month: int, year: str) -> list[int]:
    if not 1 <= month <= len(_MONTHS):
        return []
    return [_century(year) if month >= _FIRST_MONTH else _century(year) - 1]


def _century(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _academic(first: int) -> str:
    return f"{first}/{(first + 1) % 100:02d}"


_DATES = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%d %B %Y", "%d %b %Y", "%d %B, %Y", "%B %d, %Y")


def date_remedy(given: object) -> str:
    """``; did you mean 2025-11-20?`` for a date in another order or in words."""
    text = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", str(given).strip()[:LONGEST_SHOWN])
    for form in _DATES:
        try:
            found = datetime.strptime(f"{text} +0000", f"{form} %z")
            return f"; did you mean {found.date().isoformat()}?"
        except ValueError:
            continue
    return ""


_NUMBERS_IN_LISTS = {
    "ages": "[4, 15]",
    "year_groups": "[7, 8, 9]",
    "places": "[20, 40, 60]",
    "excluded_years": "[2021]",
}
"""Keys whose lists hold numbers, with one that might be meant."""


def list_remedy(given: object, path: Sequence[str | int]) -> str:
    """``; write [4, 15]`` for a value, a span or several that stand where a list is expected at a ``path``."""
    key = str(path[-1])
    if isinstance(given, dict) and key in _NUMBERS_IN_LISTS and all(type(value) is int for value in given.values()):
        return f"; write [{', '.join(str(value) for value in given.values())}], one after the other"
    if not isinstance(given, str | int) or isinstance(given, bool):
        return ""
    text = _MINUS.sub("-", str(given)).strip()
    if re.match(r"-\w", text):
        return "; write a space after the hyphen of each item, as in: - text"
    if text.lower() in {"all", "any", "every", "everybody", "everyone"}:
        return "; name each" if path[0] == "places" else "; leave the key out where everybody is meant, or name each"
    if key in _NUMBERS_IN_LISTS:
        numbers = [int(number) for number in re.findall(r"\d+", text)]
        if key == "year_groups" and re.search(r"\d\s*(?:-|to)\s*\D*\d", text) and numbers == sorted(numbers):
            numbers = [*range(numbers[0], numbers[-1] + 1)]
        inside = ", ".join(str(number) for number in numbers)
        return f"; write [{inside}]" if inside else f"; write {_NUMBERS_IN_LISTS[key]}"
    text = _as_needs(text) if key == "needs" else text
    return f"; write [{text}]" if len(text) <= LONGEST_SHOWN else ""


def _as_needs(text: str) -> str:
    """A text of one need or several with the codes of those that it names."""
    codes = {name: str(need) for need in Need for name in (*_names_of(str(need)), _plain(str(need)))}
    if _plain(text) in codes:
        return codes[_plain(text)]
    parts = [part.strip() for part in re.split(r"[,;/]", text)]
    return ", ".join(codes.get(_plain(part), part) for part in parts)


_NEED_WORDS: dict[Need, str] = {
    Need.ASD: "autism; autistic; autistic spectrum disorder; autism spectrum disorder; autism spectrum condition",
    Need.SEMH: "social emotional and mental health; social emotional mental health; mental health; behaviour; besd;"
    " ebd; adhd",
    Need.SLCN: "speech language and communication; speech language and communication needs; speech and language;"
    " speech; communication; slc; salt; dld",
    Need.MLD: "moderate learning difficulty; moderate learning difficulties; moderate; learning difficulty",
    Need.SLD: "severe learning difficulty; severe learning difficulties; severe",
    Need.PMLD: "profound and multiple learning difficulty; profound and multiple learning difficulties; profound",
    Need.SPLD: "specific learning difficulty; specific learning difficulties; dyslexia; dyscalculia; dyspraxia",
    Need.PD: "physical disability; physical; physical disabilities; cerebral palsy; pni",
    Need.HI: "hearing impairment; hearing impaired; hearing; deaf; deafness",
    Need.VI: "visual impairment; vision impairment; visually impaired; visual; sight; blind",
    Need.MSI: "multi-sensory impairment; multisensory impairment; multi-sensory; deafblind; deafblindness",
    Need.DS: "down syndrome; downs syndrome; down's syndrome; downs; trisomy 21",
    Need.OTH: "other; other difficulty; other need; medical",
}
"""Names by which needs are known: those of the DfE's releases, and what people write."""
_OTHER_WORDS = {
    "early_years": "nursery; pre-school; preschool; eyfs; early years",
    "primary": "infant; junior; ks1; ks2; key stage 1; key stage 2",
    "secondary": "ks3; ks4; key stage 3; key stage 4",
    "post_16": "post 16; sixth form; ks5; key stage 5; 16-19; fe",
    "post_19": "post 19; 19-25; adult",
    "all": "any; every; all phases; everyone",
    "state_special": "special school; maintained special school; special academy; free special school; ssa; special",
    "specialist_base": "base; unit; sen unit; resourced provision; resource base; resource provision; arp; rp; rb; hub;"
    " specialist resource base; inclusion base; specialist unit",
    "non_maintained_special": "non-maintained special school; nmss; non maintained",
    "independent_special": "independent special school; independent; inmss; iss; private",
    "independent_mainstream": "independent mainstream school",
    "request_rate": "request; requests; new plans; referrals; assessments; demand",
    "survival": "ceased; ceasing; cease; leavers",
    "fee": "fees; price; prices; cost; costs; inmss fee; placement cost",
    "top_up": "topup; topups; top ups; element 3; banding",
    "transport_price": "transport; transport cost; taxi",
    "journey_limit": "journey; distance; miles; journey time",
    "population": "births; children; pupils; housing",
    "independent_only": "independent; inmss",
    "special": "special school",
    "step": "at once; immediate; sudden",
    "linear": "gradual; evenly; straight",
}


def word_remedy(given: str, allowed: Sequence[str]) -> str:
    """``; did you mean X?`` for a word of a closed list, by its code or by the names that people use."""
    plain = _plain(given)
    by_code = {_plain(code): code for code in allowed}
    by_name = {name: code for code in allowed for name in _names_of(code)}
    several = [by_code[word] for word in plain.split() if word in by_code]
    if plain not in by_code and len(several) > 1:
        return f"; write each for itself: [{', '.join(several)}]"
    named = by_name.get(plain) or by_name.get(plain.removesuffix("s"))
    spelt = next(iter(get_close_matches(plain, by_code, n=1, cutoff=0.6)), "")
    code = by_code.get(plain) or (None if named else by_code.get(spelt) or next(iter(several), None))
    if code is None:
        inside = [name for name in by_name if re.search(rf"\b{re.escape(name)}\b", plain)]
        near = max(inside, key=len, default="") or "".join(get_close_matches(plain, by_name, n=1, cutoff=0.75))
        named = named or by_name.get(near)
    suggested = code or (_with_name(named) if named else "")
    return f"; did you mean {suggested}?" if suggested else ""


def _names_of(code: str) -> list[str]:
    words = {str(need): names for need, names in _NEED_WORDS.items()} | _OTHER_WORDS
    return [_plain(name) for name in words[code].split(";")] if code in words else []


def name_in_pieces(words: Sequence[str]) -> int:
    """How many words at the beginning of a list are one need's name, cut at its commas; 0: none are."""
    names = {name for need in Need for name in _names_of(str(need))}
    return next((most for most in (3, 2) if len(words) >= most and _plain(" ".join(words[:most])) in names), 0)


def _with_name(code: str) -> str:
    """A code, and for a need whatever else it may be written as, and its name."""
    if code not in set(Need):
        return code
    also = [alias for alias, need in NEED_ALIASES.items() if need == code]
    return f"{' or '.join([*also, code])} ({NEED_NAMES[Need(code)].rpartition(' (')[0]})"


def _plain(word: str) -> str:
    """Small letters and digits, with one space between words."""
    return re.sub(r"[^a-z0-9]+", " ", word.lower().replace("'", "").replace("\u2019", "")).strip()


_POSITIONS = frozenset(
    ("lat", "lon", "long", "latitude", "longitude", "x", "y", "gridreference", "gridref", "coordinates", "position")
) | {"location", "address", "uprn", "what3words"}
"""Keys by which a position is given elsewhere."""
_CALLED = {
    "opens": "opening openingdate start from opensin openson",
    "places": "set add capacity pan numbers placenumbers",
    "from": "start begins starts year opens since date",
    "until": "end ends to finish by",
    "area": "district borough locality ward",
    "areas": "district districts boroughs localities wards",
    "provider": "school urn base setting",
    "providers": "school schools urns bases settings",
    "needs": "need primaryneed sendneed",
    "ages": "age agerange",
    "phases": "keystage keystages stage",
    "year_groups": "years ncyear ncyears yeargroup",
    "low": "lower min minimum least",
    "high": "upper max maximum most",
    "at_most": "cap limit ceiling",
    "multiply": "factor times percent percentage change",
    "evidence": "reason why basis",
}
"""What people call a key."""


def is_position(word: str) -> bool:
    """Whether a key is one by which a position is given elsewhere."""
    return _squeezed(word) in _POSITIONS


def key_called(word: str, allowed: Sequence[str]) -> str:
    """The key that people call by this word; empty where it is none, or a key but for its capitals."""
    called = next((key for key in allowed if _squeezed(word) in _CALLED.get(key, "").split()), "")
    return "" if word.lower() in allowed else called


def _squeezed(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.lower())
