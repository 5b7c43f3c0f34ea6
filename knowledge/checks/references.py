"""Every id that content names must exist and may be used the way it is used."""

from collections.abc import Iterator

from knowledge.errors import Problem
from knowledge.loader import Content, Sources
from knowledge.model import Citation, Entry, Fact, Level, Use

_DOCUMENTS = "sources/documents.yaml"


def check_references(content: Content, sources: Sources) -> Iterator[Problem]:
    for entry in content.entries.values():
        file = content.files[entry.id]
        for related in entry.related:
            if related == entry.id or related not in content.entries:
                yield Problem(file, entry.id, "related", f"no other entry called {related}")
        yield from _unknown_items(entry, content)
        for citation in entry.citations:
            yield from _citation_problems(entry, citation, content, sources)
    yield from _document_problems(content)


def _unknown_items(entry: Entry, content: Content) -> Iterator[Problem]:
    for item in entry.levels:
        if item not in content.levels.items:
            yield Problem(content.files[entry.id], entry.id, "levels", f"no item called {item}")


def _document_problems(content: Content) -> Iterator[Problem]:
    for document in content.registry.documents.values():
        for field in ("amended_by", "replaces", "replaced_by"):
            for named in getattr(document, field):
                if named not in content.registry.documents:
                    yield Problem(_DOCUMENTS, document.id, field, f"no document called {named}")


def _citation_problems(
    entry: Entry, citation: Citation, content: Content, sources: Sources
) -> Iterator[Problem]:
    file = content.files[entry.id]
    if citation.document is not None:
        document = content.registry.documents.get(citation.document)
        if document is None:
            yield Problem(file, entry.id, "citations.document", f"no document called {citation.document}")
        elif not citation.history and not document.status.may_be_current_law:
            message = f"{document.id} is {document.status}: cite it as history or cite what replaced it"
            yield Problem(file, entry.id, "citations.document", message)
    for basis in citation.basis:
        yield from _basis_problems(file, entry, basis, citation, content, sources)


def _basis_problems(
    file: str, entry: Entry, basis: str, citation: Citation, content: Content, sources: Sources
) -> Iterator[Problem]:
    if basis in sources.rules:
        return
    stated = sources.facts.get(basis) or content.levels.rows.get(basis)
    if stated is None:
        yield Problem(file, entry.id, "citations.basis", f"no fact, level or rule called {basis}")
    elif stated.use is Use.DO_NOT_STATE:
        yield Problem(file, entry.id, "citations.basis", f"{basis} must not be stated")
    elif citation.document and _documents_of(stated) and citation.document not in _documents_of(stated):
        named = ", ".join(_documents_of(stated))
        message = f"{basis} stands in {named}, not in {citation.document}"
        yield Problem(file, entry.id, "citations.basis", message)


def _documents_of(stated: Fact | Level) -> tuple[str, ...]:
    if isinstance(stated, Fact):
        return stated.documents
    return (stated.document,) if stated.document else ()
