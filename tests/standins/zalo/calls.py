"""The calls of the OA API that send: consultation, template, the old v2 address."""

from .account import Contact, Json, OfficialAccount
from .clock import is_night, stamp
from .codes import Refusal
from .cs import read_draft
from .given import Given, identifier, mapping, only_one
from .posting import Posting
from .replies import Cost, Reply
from .templates import PROMOTION, Templates
from .uploads import Uploads
from .windows import cost_of


class Sends:
    """Everything that puts something before people."""

    def __init__(self, oa: OfficialAccount, uploads: Uploads, templates: Templates, posting: Posting) -> None:
        self._oa = oa
        self._uploads = uploads
        self._templates = templates
        self._posting = posting

    def cs(self, given: Given) -> Json:
        """A consultation message."""
        recipient = given.object("recipient")
        contact = self._oa.find(identifier(recipient.get("user_id"), "user_id"))
        draft = read_draft(self._oa, self._uploads, contact, given.object("message"))
        cost, quota = cost_of(self._oa, contact, self._oa.now())
        reply = self._posting.draft(contact, draft, cost)
        sent = {
            "message_id": reply.message_id,
            "user_id": contact.user_id,
            "sent_time": stamp(reply.sent_at),
        }
        return ({"quota": quota} if quota else {}) | sent

    def template(self, given: Given) -> Json:
        """A template message by user id."""
        contact = self._oa.find(given.identifier("user_id"))
        reply = self._template(given, contact, "template_uid")
        return {
            "message_id": reply.message_id,
            "user_id": contact.user_id,
            "sent_time": stamp(reply.sent_at),
        }

    def template_by_phone(self, given: Given) -> Json:
        """A template message by phone number."""
        reply = self._template(given, self._templates.phone(given), "template_phone")
        return {
            "msg_id": reply.message_id,
            "sent_time": stamp(reply.sent_at),
            "quota": self._templates.quota(),
        }

    def message(self, given: Given) -> Json:
        """The old address: still right for broadcasts and reactions, shut for consultation."""
        recipient = given.object("recipient")
        if "target" in recipient:
            return self._broadcast(recipient, given.object("message"))
        if "sender_action" in given.fields:
            return self._react(recipient, given.object("sender_action"))
        raise Refusal("v2")

    def _template(self, given: Given, contact: Contact, cost: Cost) -> Reply:
        template, data = self._templates.check(given, contact, by_uid=cost == "template_uid")
        tracking = str(given.fields.get("tracking_id", ""))
        is_silent = is_night(self._oa.now()) and template.tag != PROMOTION
        return self._posting.template(contact, template.id, data, cost, tracking, is_silent)

    def _broadcast(self, recipient: Json, message: Json) -> Json:
        mapping(recipient["target"], "target")
        attachment = mapping(message.get("attachment"), "attachment")
        payload = mapping(attachment.get("payload"), "payload")
        element = only_one(payload.get("elements"), "elements")
        if element.get("media_type") != "article" or "text" in message:
            raise Refusal("kind", "a broadcast is an article")
        is_ready = self._oa.articles.get(str(element.get("attachment_id")))
        if is_ready is None:
            raise Refusal("attachment", "the article is unknown")
        if not is_ready:
            raise Refusal("article_pending")
        if is_night(self._oa.now()):
            raise Refusal("night")
        self._oa.broadcasts.append({"target": recipient["target"], "article": element["attachment_id"]})
        return {"message_id": self._oa.new_id()}

    def _react(self, recipient: Json, action: Json) -> Json:
        contact = self._oa.find(identifier(recipient.get("user_id"), "user_id"))
        message_id = action.get("react_message_id")
        if all(message_id != message["message_id"] for message in contact.history):
            raise Refusal("parameter", "react_message_id is unknown")
        if not isinstance(action.get("react_icon"), str):
            raise Refusal("parameter", "react_icon is missing")
        self._oa.reactions.append({"user_id": contact.user_id, **action})
        return {"message_id": str(message_id), "user_id": contact.user_id}
