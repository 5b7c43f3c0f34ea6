"""Facts at random, told in any mixture."""

from random import Random

from knowledge.base import KnowledgeBase
from knowledge.eligibility.logic import FactValue
from knowledge.eligibility.model import FactDefinition, FactKind

_SUMS = (0, 400_000_000, 99_999_999_999, 100_000_000_001)
_COMMUNES = ("Tây Hòa", "Long Thành", "Phù Lãng")
_OLD = ("binh-dinh", "long-an", "hai-duong")


def random_facts(knowledge: KnowledgeBase, random: Random) -> dict[str, FactValue]:
    """Some or all of the facts that a person can tell, each with a value it may take."""
    share = random.choice((0.3, 0.6, 0.9, 1.0))
    return {
        name: _value(definition, knowledge, random)
        for name, definition in knowledge.eligibility.facts.items()
        if definition.derived_from is None and random.random() < share
    }


def _value(definition: FactDefinition, knowledge: KnowledgeBase, random: Random) -> FactValue:
    match definition.kind:
        case FactKind.CHOICE:
            return random.choice(sorted(definition.choices))
        case FactKind.YES_NO:
            return random.random() < 0.5
        case FactKind.PROVINCE:
            return random.choice([*(province.id for province in knowledge.places.provinces), *_OLD])
        case FactKind.COMMUNE:
            return random.choice(_COMMUNES)
        case FactKind.MONEY:
            return random.choice(_SUMS)
    return random.randint(0, 300)
