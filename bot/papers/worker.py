"""A process of its own for one template: it can take little memory and time, write no file, and know nothing.

Run as `python -m bot.papers.worker`: in comes one line of words and then the template; out comes "ok", a line of the
template's placeholders and the filled document, or one word for why not. Dying in any other way is an answer too."""

import sys

from bot.papers.faults import TemplateRefused
from bot.papers.filler import FILLED
from bot.papers.template import fill
from bot.papers.words import Words
from handlers.attachments.confining import confine


def answer(sent: bytes) -> bytes:
    words, _, template = sent.partition(b"\n")
    try:
        filled = fill(template, Words.from_json(words))
    except TemplateRefused as refused:
        return refused.fault.encode()
    return b"\n".join((FILLED, " ".join(sorted(filled.names)).encode(), filled.docx))


def main() -> None:
    confine(may_open_files=True)  # the library reads parts of itself when they are wanted
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
