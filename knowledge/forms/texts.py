"""Free text as it is kept: composed letters, no unseen signs, single spaces, lines kept."""

import unicodedata

from knowledge.forms.replies import Parsed, Reason, Refused, Reply

_MOST_READ = 8192  # characters; more is too long for any field
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})


def free_text(reply: str, bounds: tuple[int, int]) -> Reply:
    least, most = bounds
    cleaned = clean(reply)
    if len(cleaned) > most or len(reply) > _MOST_READ:
        return Refused(Reason.TEXT_LONG, {"most": most})
    if not any(sign.isalnum() for sign in cleaned):
        return Refused(Reason.TEXT_EMPTY)
    return Refused(Reason.TEXT_SHORT, {"least": least}) if len(cleaned) < least else Parsed(cleaned)


def clean(reply: str) -> str:
    lines = (" ".join(line.split()) for line in map(_seen, reply[:_MOST_READ].splitlines()))
    return unicodedata.normalize("NFC", "\n".join(line for line in lines if line))


def _seen(line: str) -> str:
    """Without controls, marks of direction and lone surrogates: they hide what a text says."""
    spaced = line.replace("\t", " ")
    return "".join(sign for sign in spaced if unicodedata.category(sign) not in _UNSEEN)
