"""Every figure leads back: from an entry to what it rests on, from that to a document and to where it was read."""

from collections.abc import Iterator

import pytest

from knowledge.base import KnowledgeBase
from knowledge.loader import Content, Sources, load_sources
from knowledge.model import ChannelRule, Citation, Confidence, Entry, Fact, Level, Use

_RULES = "quy-tac-kenh"  # the channel's own rules, which the registry holds as a document


@pytest.fixture(scope="module")
def content(knowledge: KnowledgeBase) -> Content:
    return knowledge.content


@pytest.fixture(scope="module")
def sources() -> Sources:
    return load_sources()


def _rests_on(identity: str, content: Content, sources: Sources) -> Fact | Level | ChannelRule | None:
    return (
        sources.facts.get(identity)
        or content.levels.rows.get(identity)
        or sources.rules.get(identity)
        or None
    )


def _stands(content: Content) -> Iterator[tuple[Entry, Citation, str]]:
    for entry in content.entries.values():
        for citation in entry.citations:
            for basis in citation.basis:
                yield entry, citation, basis


def test_facts_levels_and_rules_have_ids_of_their_own(content: Content, sources: Sources) -> None:
    for prefix, ids in (("f-", sources.facts), ("lv-", content.levels.rows), ("r-", sources.rules)):
        assert ids
        assert [identity for identity in ids if not identity.startswith(prefix)] == []


def test_what_an_entry_rests_on_exists_and_may_be_stated(content: Content, sources: Sources) -> None:
    for entry, _, basis in _stands(content):
        source = _rests_on(basis, content, sources)
        assert source is not None, f"{entry.id}: {basis}"
        assert isinstance(source, ChannelRule) or source.use is not Use.DO_NOT_STATE, f"{entry.id}: {basis}"


def test_what_an_entry_rests_on_stands_in_the_document_that_it_cites(
    content: Content, sources: Sources
) -> None:
    for entry, citation, basis in _stands(content):
        source = _rests_on(basis, content, sources)
        if citation.document is None or isinstance(source, ChannelRule):
            continue
        named = source.documents if isinstance(source, Fact) else (source.document,) if source else ()
        assert citation.document in named or not any(named), f"{entry.id}: {basis}"


def test_every_document_that_is_named_is_registered(content: Content, sources: Sources) -> None:
    registered = set(content.registry.documents)
    named = {
        *(each for fact in sources.facts.values() for each in fact.documents),
        *(level.document for level in content.levels.rows.values() if level.document),
        *(citation.document for _, citation, _ in _stands(content) if citation.document),
        *(each.document for each in content.levels.coverages if each.document),
    }
    assert named - registered == set()
    assert _RULES in registered


def test_what_is_told_says_where_it_was_read(content: Content, sources: Sources) -> None:
    told = {basis for _, _, basis in _stands(content)}
    for identity in told:
        source = _rests_on(identity, content, sources)
        if isinstance(source, Fact | Level):
            assert source.sources or (isinstance(source, Fact) and source.documents), identity


def test_what_is_not_verified_is_told_with_caution_and_never_by_an_unverified_document(
    content: Content, sources: Sources
) -> None:
    for entry, citation, basis in _stands(content):
        source = _rests_on(basis, content, sources)
        if isinstance(source, Fact | Level):
            verified = source.confidence is not Confidence.UNVERIFIED
            assert verified or source.use is Use.WITH_CAUTION, f"{entry.id}: {basis}"
        if citation.document:
            document = content.registry.documents[citation.document]
            assert document.confidence is not Confidence.UNVERIFIED, f"{entry.id}: {document.id}"


def test_a_document_no_longer_in_force_is_cited_as_history(content: Content) -> None:
    for entry, citation, _ in _stands(content):
        if citation.document and not citation.history:
            assert content.registry.documents[citation.document].status.may_be_current_law, entry.id


def test_changes_between_documents_are_known_from_both_sides(content: Content) -> None:
    documents = content.registry.documents
    for document in documents.values():
        for newer in document.replaced_by:
            if documents[newer].replaces:
                assert document.id in documents[newer].replaces, f"{newer} replaces {document.id}"
        for older in document.replaces:
            assert document.id in documents[older].replaced_by, f"{older} replaced by {document.id}"


def test_every_level_that_is_told_has_an_amount(content: Content) -> None:
    for level in content.levels.rows.values():
        if level.use is not Use.DO_NOT_STATE:
            assert (level.percent, level.cap_vnd, level.cap_multiplier) != (None, None, None), level.id
            assert level.percent is None or 0 < level.percent <= 100, level.id
            assert level.cap_vnd is None or level.cap_vnd >= 100_000, level.id
            assert (level.province is None) is (level.old_area is None and level.scheme == "national"), (
                level.id
            )
