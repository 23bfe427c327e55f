"""Names as one types them when searching: no case, no accents."""

import unicodedata

# Letters that Unicode does not take apart.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def fold(text: str) -> str:
    """ "Łukasz MÜLLER" → "lukasz muller"."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def searchable(*texts: str) -> str:
    """What a search looks through: folded, and for umlauts also the way they are written without: "muller mueller"."""
    plain = unicodedata.normalize("NFC", " ".join(text for text in texts if text)).casefold()
    folded, spelled = fold(plain), fold(plain.translate(_UMLAUTS))
    return folded if folded == spelled else f"{folded} {spelled}"
