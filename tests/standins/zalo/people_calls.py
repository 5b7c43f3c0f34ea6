"""The calls of the OA API that ask: people, tags, quota, history, the OA itself.

Where no answer was recorded, the fields are those that the platform's pages name; readers must expect more or fewer.
"""

from datetime import timedelta

from .account import Contact, Json, OfficialAccount
from .clock import VIETNAM, stamp
from .codes import Refusal
from .given import Given, text
from .windows import FREE, OPEN

MOST_OFFSET = 9951
PAGE = 50
HISTORY_PAGE = 10
_PERIODS = {"TODAY": 0, "YESTERDAY": 1, "L7D": 7, "L30D": 30}


class Asks:
    """Everything that only looks, and what staff keep about people."""

    def __init__(self, oa: OfficialAccount) -> None:
        self._oa = oa

    def user_detail(self, given: Given) -> Json:
        """One person."""
        contact = self._oa.find(given.identifier())
        last = contact.last_interaction
        avatar = f"https://s120-ava-talk.zadn.vn/{contact.user_id}.jpg"
        return {
            "user_id": contact.user_id,
            "user_id_by_app": contact.user_id_by_app,
            "display_name": contact.name,
            "is_sensitive": False,
            "user_last_interaction_date": last.astimezone(VIETNAM).strftime("%d/%m/%Y") if last else "",
            "user_is_follower": contact.is_follower,
            "avatar": avatar,
            "avatars": {"120": avatar, "240": avatar.replace("s120", "s240")},
            "tags_and_notes_info": {"notes": [""], "tag_names": list(contact.tags)},
            "shared_info": dict(contact.shared_info),
        }

    def user_list(self, given: Given) -> Json:
        """A page of the people whom the OA met."""
        offset = given.number("offset", 0, 0, MOST_OFFSET)
        size = given.number("count", PAGE, 1, PAGE)
        chosen = [contact for contact in self._oa.contacts.values() if self._is_wanted(contact, given.fields)]
        page = chosen[offset : offset + size]
        return {
            "total": len(chosen),
            "count": len(page),
            "offset": offset,
            "users": [{"user_id": contact.user_id} for contact in page],
        }

    def update_info(self, given: Given) -> Json:
        """What staff know better than the form."""
        contact = self._oa.find(given.identifier())
        names = ("name", "phone", "address", "city", "district")
        contact.shared_info |= {name: given.fields[name] for name in names if name in given.fields}
        return {}

    def all_tags(self, given: Given) -> list[str]:
        """Every tag in use."""
        del given
        return sorted({tag for contact in self._oa.contacts.values() for tag in contact.tags})

    def tag(self, given: Given) -> Json:
        """Put a tag on a follower."""
        contact, tag = self._tagged(given)
        if tag not in contact.tags:
            contact.tags.append(tag)
        return {}

    def untag(self, given: Given) -> Json:
        """Take a tag off a follower."""
        contact, tag = self._tagged(given)
        if tag in contact.tags:
            contact.tags.remove(tag)
        return {}

    def remove_tag(self, given: Given) -> Json:
        """Take a tag off everybody."""
        tag = given.text("tag_name")
        if tag not in self.all_tags(given):
            raise Refusal("parameter", "tag_name is unknown")
        for contact in self._oa.contacts.values():
            contact.tags = [kept for kept in contact.tags if kept != tag]
        return {}

    def quota(self, given: Given) -> Json:
        """Whether the OA may write to a person now, and at whose cost."""
        contact = self._oa.find(given.identifier())
        last = contact.last_interaction
        since = self._oa.now() - last if last else timedelta.max
        kind = "reply" if since <= FREE else "sub_quota" if self._oa.package_quota and since <= OPEN else None
        reply: Json = {"quota_type": kind} if kind else {}
        if kind and self._oa.tells_remaining:
            reply |= {"remain": "8", "total": "8"}
        return {"last_interaction": stamp(last) if last else "", "cs_reply": reply, "promotion": {}}

    def oa_itself(self, given: Given) -> Json:
        """The Official Account."""
        del given
        return {
            "oa_id": self._oa.identity.oa_id,
            "name": "Khuyến công (thử)",
            "description": "",
            "is_verified": self._oa.is_verified,
            "oa_type": 2,
            "num_follower": sum(contact.is_follower for contact in self._oa.contacts.values()),
            "avatar": "https://s160-ava-talk.zadn.vn/oa.jpg",
            "package_name": "Nâng cao" if self._oa.has_package else "",
            "linked_ZCA": "linked" if self._oa.has_cloud_account else "",
        }

    def recent(self, given: Given) -> list[Json]:
        """The newest message of each talk, newest first."""
        offset, size = self._page(given)
        last = [contact.history[-1] for contact in self._oa.contacts.values() if contact.history]
        return sorted(last, key=lambda told: int(told["time"]), reverse=True)[offset : offset + size]

    def conversation(self, given: Given) -> list[Json]:
        """One talk, newest first."""
        offset, size = self._page(given)
        return self._oa.find(given.identifier()).history[::-1][offset : offset + size]

    @staticmethod
    def _page(given: Given) -> tuple[int, int]:
        return given.number("offset", 0, 0, MOST_OFFSET), given.number("count", 5, 1, HISTORY_PAGE)

    def _tagged(self, given: Given) -> tuple[Contact, str]:
        contact = self._oa.find(given.identifier())
        if not contact.is_follower:
            raise Refusal("not_follower")
        return contact, text(given.fields.get("tag_name"), "tag_name", 100)

    def _is_wanted(self, contact: Contact, fields: Json) -> bool:
        if contact.last_interaction is None and not contact.is_follower:
            return False  # never met
        follows, tag = fields.get("is_follower"), fields.get("tag_name")
        if follows is not None and str(follows).lower() != str(contact.is_follower).lower():
            return False
        if tag and tag not in contact.tags:
            return False
        period = fields.get("last_interaction_period")
        return not period or self._was_in(contact, str(period))

    def _was_in(self, contact: Contact, period: str) -> bool:
        if period not in _PERIODS:
            raise Refusal("parameter", "last_interaction_period is unknown")
        if contact.last_interaction is None:
            return False
        today = self._oa.now().astimezone(VIETNAM).date()
        days = (today - contact.last_interaction.astimezone(VIETNAM).date()).days
        return days == _PERIODS[period] if period == "YESTERDAY" else days <= _PERIODS[period]
