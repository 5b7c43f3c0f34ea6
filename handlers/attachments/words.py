"""What is said of files that came in."""

from handlers.messages import Upload
from knowledge.base import KnowledgeBase

_MARK = "📎"


def refusal_text(upload: Upload, knowledge: KnowledgeBase) -> str:
    """Why a file was not taken, and what to do next."""
    return knowledge.phrase(f"file_refused_{upload.refused}")


def line_of(upload: Upload) -> str:
    """How a sent file stands in the transcript."""
    return f"{_MARK} {upload.name}".rstrip()
