"""The whole of the review, put together: what the console and the chat each ask for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from handlers.deeds import Doer
from handlers.outbox import Door
from handlers.review.deeds import ReviewDeeds
from handlers.review.desk import ReviewDesk
from handlers.review.files import MakePaper, StaffFiles
from handlers.review.listing import Listing
from handlers.review.performing import Performing
from handlers.review.saving import SavedFilters
from handlers.review.sheets import Sheets
from handlers.review.views import Views
from knowledge.base import KnowledgeBase
from storage.blobs import Blobs
from storage.database import Database

LIST = "/console/applications"


@dataclass(frozen=True, slots=True)
class ReviewRoom:
    desk: ReviewDesk
    files: StaffFiles
    doers: Mapping[type, Doer]
    listing: Listing
    saved: SavedFilters
    sheets: Sheets


def review_room(
    database: Database,
    knowledge: Callable[[], KnowledgeBase],
    door: Door,
    zone: tzinfo,
    blobs: Blobs,
    make_paper: MakePaper,
    public_url: str = "",
) -> ReviewRoom:
    """`knowledge` gives what is known at the moment; `public_url` is where the console stands."""
    performing, views = Performing(knowledge, door, zone), Views(knowledge, zone)
    desk = ReviewDesk(database, knowledge, performing, views, zone)
    link = f"{public_url.rstrip('/')}{LIST}" if public_url else ""
    deeds = ReviewDeeds(knowledge, door, zone, performing, views, desk, link)
    return ReviewRoom(
        desk=desk,
        files=StaffFiles(database, blobs, make_paper),
        doers=deeds.doers,
        listing=Listing(database, knowledge, zone),
        saved=SavedFilters(database),
        sheets=Sheets(database, knowledge, desk, zone),
    )
