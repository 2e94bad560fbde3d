"""Vietnamese syllables as a keyboard makes them: is this one, and which one did these raw keys mean?

Spelling is common knowledge and no text of law. Nothing here guesses: a word that could be two words stays as it is.
"""

import re
import unicodedata

_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_TONE_MARKS = frozenset(_TONES.values())
_VOWELS = "aăâeêioôơuưy"
_ONSETS = "ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|đ|b|c|d|g|h|k|l|m|n|p|r|s|t|v|x"
# Rhymes without tone, as the spelling has them; "iê" is written "yê" after nothing, "uya" only after "kh".
_RHYMES = frozenset(
    [
        "a",
        "ac",
        "ach",
        "ai",
        "am",
        "an",
        "ang",
        "anh",
        "ao",
        "ap",
        "at",
        "au",
        "ay",
        "ăc",
        "ăm",
        "ăn",
        "ăng",
        "ăp",
        "ăt",
        "âc",
        "âm",
        "ân",
        "âng",
        "âp",
        "ât",
        "âu",
        "ây",
        "e",
        "ec",
        "em",
        "en",
        "eng",
        "eo",
        "ep",
        "et",
        "ê",
        "êch",
        "êm",
        "ên",
        "ênh",
        "êp",
        "êt",
        "êu",
        "êc",
        "êng",
        "i",
        "ia",
        "ich",
        "im",
        "in",
        "inh",
        "ip",
        "it",
        "iu",
        "iêc",
        "iêm",
        "iên",
        "iêng",
        "iêp",
        "iêt",
        "iêu",
        "o",
        "oa",
        "oac",
        "oach",
        "oai",
        "oam",
        "oan",
        "oang",
        "oanh",
        "oao",
        "oap",
        "oat",
        "oay",
        "oăc",
        "oăm",
        "oăn",
        "oăng",
        "oăt",
        "oc",
        "oe",
        "oen",
        "oeo",
        "oet",
        "oi",
        "om",
        "on",
        "ong",
        "oong",
        "ooc",
        "op",
        "ot",
        "ô",
        "ôc",
        "ôi",
        "ôm",
        "ôn",
        "ông",
        "ôp",
        "ôt",
        "ơ",
        "ơi",
        "ơm",
        "ơn",
        "ơp",
        "ơt",
        "u",
        "ua",
        "uân",
        "uâng",
        "uât",
        "uây",
        "uc",
        "uê",
        "uêch",
        "uênh",
        "ui",
        "um",
        "un",
        "ung",
        "uôc",
        "uôi",
        "uôm",
        "uôn",
        "uông",
        "uôt",
        "uơ",
        "up",
        "ut",
        "uy",
        "uya",
        "uych",
        "uyên",
        "uyêt",
        "uyn",
        "uynh",
        "uyp",
        "uyt",
        "uyu",
        "ư",
        "ưa",
        "ưc",
        "ưi",
        "ưng",
        "ươc",
        "ươi",
        "ươm",
        "ươn",
        "ương",
        "ươp",
        "ươt",
        "ươu",
        "ưt",
        "ưu",
        "ưm",
        "ưn",
        "y",
        "yêm",
        "yên",
        "yêt",
        "yêu",
        "yêng",
    ]
)
_SYLLABLE = re.compile(rf"(?P<onset>{_ONSETS})?(?P<rhyme>[{_VOWELS}]+(?:ch|nh|ng|[cmnpt])?)")
_STOPPED = ("c", "ch", "p", "t")


def is_syllable(word: str) -> bool:
    """Whether `word` is spelt as a Vietnamese syllable; case does not matter, a tone may stand where it does not."""
    letters, tones = _apart(word.lower())
    if len(tones) > 1:
        return False
    for spelt in (letters, letters.replace("gi", "gii", 1) if letters.startswith("gi") else letters):
        found = _SYLLABLE.fullmatch(spelt)
        if found is None:
            continue
        rhyme = found["rhyme"]
        # A syllable that ends in a stop has only the sharp or the heavy tone.
        if rhyme.endswith(_STOPPED) and tones and tones[0] not in ("\u0301", "\u0323"):
            continue
        if rhyme in _RHYMES or (found["onset"] == "qu" and f"u{rhyme}" in _RHYMES):
            return True
    return False


def has_marks(text: str) -> bool:
    """Whether some letter carries a mark that only Vietnamese writing has."""
    return any(unicodedata.combining(one) for one in unicodedata.normalize("NFD", text)) or "đ" in text.lower()


def meant_by_keys(word: str) -> frozenset[str]:
    """The syllables that these raw keys spell under Telex or VNI; empty: they spell none ("Nguyeenx" -> Nguyễn).

    `word` itself is not among them.
    """
    found = {made for made in (telex(word), vni(word)) if made != word and is_syllable(made)}
    return frozenset(found)


def telex(word: str) -> str:
    """What Telex makes of the keys: aa â, aw ă, dd đ, w ư, a tone by s f r x j anywhere behind the vowel."""
    tone, kept = "", word
    found = re.search(rf"(?i)(?<=[{_VOWELS}])[a-z]*?[sfrxj]", word)
    if found is not None:
        at = found.end() - 1
        tone, kept = _TONES[word[at].lower()], word[:at] + word[at + 1 :]
    for keys, letter in _TELEX:
        kept = _typed(kept, keys, letter)
    return _toned(kept, tone)


def vni(word: str) -> str:
    """What VNI makes of the keys: 6 circumflex, 7 horn, 8 breve, 9 đ, tones by 1 to 5."""
    tone = ""
    letters: list[str] = []
    for key in word:
        if key in _VNI_TONES and not tone:
            tone = _VNI_TONES[key]
        elif key == "6":
            letters = _changed(letters, {"a": "â", "e": "ê", "o": "ô"})
        elif key == "7":
            letters = _changed(letters, {"u": "ư", "o": "ơ"}, all_of="uo" in "".join(letters).lower())
        elif key == "8":
            letters = _changed(letters, {"a": "ă"})
        elif key == "9":
            letters = _changed(letters, {"d": "đ"})
        else:
            letters.append(key)
    return _toned("".join(letters), tone)


def without_doubles(word: str) -> str:
    """`word` without the bare letter that a driver typed beside the finished one ("Nguyeễn" -> Nguyễn)."""
    kept: list[str] = []
    for letter in unicodedata.normalize("NFC", word):
        before = kept[-1] if kept else ""
        if not before or _base(before) != _base(letter) or before.lower() == letter.lower():
            kept.append(letter)
        elif _is_bare(before):
            kept[-1] = letter.upper() if before.isupper() else letter
        elif not _is_bare(letter):
            kept.append(letter)
    return "".join(kept)


_TELEX = (
    (r"aa", "â"),
    (r"ee", "ê"),
    (r"oo", "ô"),
    (r"dd", "đ"),
    (r"d(?=[a-zăâêôơư]*d$)", "đ"),
    (r"uow", "ươ"),
    (r"uwow", "ươ"),
    (r"uwo", "ươ"),
    (r"aw", "ă"),
    (r"ow", "ơ"),
    (r"uw", "ư"),
    (r"w", "ư"),
)


def _typed(word: str, keys: str, letter: str) -> str:
    return re.sub(keys, lambda hit: _cased(letter, hit[0]), word, flags=re.IGNORECASE)


def _changed(letters: list[str], change: dict[str, str], *, all_of: bool = False) -> list[str]:
    """The last letter that the key can change, changed; `all_of`: both of "uo" become "ươ"."""
    changed = list(letters)
    for place in range(len(changed) - 1, -1, -1):
        other = change.get(changed[place].lower())
        if other is not None:
            changed[place] = other.upper() if changed[place].isupper() else other
            if not all_of:
                break
    return changed


def _cased(letters: str, like: str) -> str:
    if like.isupper():
        return letters.upper()
    return letters[0].upper() + letters[1:] if like[0].isupper() else letters


def _toned(word: str, tone: str) -> str:
    """The tone on the letter where the spelling of names on cards puts it (hòa, thủy; tiến, thuyền)."""
    if not tone:
        return word
    low = word.lower()
    start = 2 if low.startswith(("qu", "gi")) and re.search(f"[{_VOWELS}]", low[2:]) else 0
    places = [at for at, letter in enumerate(low) if letter in _VOWELS and at >= start]
    if not places:
        return word
    marked = [at for at in places if low[at] in "ăâêôơư"]
    if marked:
        place = marked[-1]
    elif len(places) == 1:
        place = places[0]
    elif low[places[-1] + 1 :]:
        place = places[-1]
    else:
        place = places[-2] if len(places) < 4 and len(places) != 3 else places[1]
    made = word[: place + 1] + tone + word[place + 1 :]
    return unicodedata.normalize("NFC", made)


def _apart(word: str) -> tuple[str, list[str]]:
    """Letters with their quality marks, and the tones taken off."""
    letters: list[str] = []
    tones: list[str] = []
    for letter in unicodedata.normalize("NFD", word):
        (tones if letter in _TONE_MARKS else letters).append(letter)
    return unicodedata.normalize("NFC", "".join(letters)), tones


def _base(letter: str) -> str:
    plain = unicodedata.normalize("NFD", letter.lower())[0]
    return "d" if plain == "đ" else plain


def _is_bare(letter: str) -> bool:
    return _base(letter) == letter.lower()
