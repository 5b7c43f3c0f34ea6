"""All checks in one list, in the order an editor wants to read them."""

from datetime import date

from knowledge.checks.figures import check_figures
from knowledge.checks.levels import check_levels
from knowledge.checks.references import check_references
from knowledge.checks.wording import check_caution, check_questions, check_reviews, check_unicode
from knowledge.errors import Problem
from knowledge.loader import Content, Sources
from knowledge.operator.needs import check_needs
from knowledge.places.places import Places
from knowledge.text.fold import fold


def check_all(content: Content, sources: Sources, places: Places, today: date) -> list[Problem]:
    """Every problem across the content; empty when it may be published."""
    references = list(check_references(content, sources))
    missing = any(problem.field.startswith("citations.document") for problem in references)
    return [
        *references,
        *check_levels(content, places),
        *check_needs(content),
        *([] if missing else check_figures(content, sources)),
        *check_caution(content, sources),
        *check_questions(content, fold),
        *check_unicode(content),
        *check_reviews(content, today),
    ]
