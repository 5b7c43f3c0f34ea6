"""Every stored state, closed: a value that is not here cannot be in the database."""

from enum import IntEnum, StrEnum


class Holder(StrEnum):
    """Who answers in a conversation."""

    BOT = "bot"
    STAFF = "staff"


class Author(StrEnum):
    """Who wrote a message of the transcript, as the web chat names them."""

    BOT = "bot"
    STAFF = "staff"
    YOU = "you"


class InboundState(StrEnum):
    PENDING = "pending"
    DONE = "done"
    DEAD = "dead"  # given up or unreadable; its payload is kept for a day at most


class Lane(IntEnum):
    """The order in which deliveries leave: smaller first."""

    REPLY = 0
    NOTICE = 1
    BULK = 2


class Promise(StrEnum):
    """What may happen when a send ends in doubt."""

    AT_LEAST_ONCE = "at_least_once"
    AT_MOST_ONCE = "at_most_once"


class DeliveryState(StrEnum):
    PENDING = "pending"
    LEASED = "leased"  # mine, not on the wire
    SENDING = "sending"  # may be on the wire
    SENT = "sent"
    BLOCKED = "blocked"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


class GapKind(StrEnum):
    """Why a question stands in the editors' list."""

    UNKNOWN = "unknown"  # nothing fitted
    CLARIFY = "clarify"  # several fitted, the person was asked
    PERSON = "person"  # the person asked for a human


class ChangeState(StrEnum):
    """Whether the person has been told that the outcome of a kept case changed."""

    OPEN = "open"
    TOLD = "told"
    DISMISSED = "dismissed"  # not worth telling, or overtaken by a later outcome


class Role(StrEnum):
    VIEWER = "viewer"
    OFFICER = "officer"
    LEAD = "lead"
    BROADCASTER = "broadcaster"
    ADMIN = "admin"
    DATA_PROTECTION = "data_protection"


class ApplicationStatus(StrEnum):
    """Where a request stands; the codes are the field's own (the knowledge base words them for people)."""

    DRAFT = "nhap"
    SENT = "da_gui"
    MORE_WANTED = "can_bo_sung"
    VISIT = "hen_khao_sat"
    IN_REVIEW = "cho_tham_dinh"
    APPROVED = "duoc_duyet"
    UNDER_WAY = "dang_thuc_hien"
    INSPECTION = "hen_nghiem_thu"
    INSPECTED = "da_nghiem_thu"
    SETTLED = "da_quyet_toan"
    NOT_THIS_TIME = "chua_duoc"


class Ending(StrEnum):
    """Why an application is over without having been settled."""

    NOT_THIS_YEAR = "not_this_year"
    NOT_ELIGIBLE = "not_eligible"
    WITHDRAWN = "withdrawn"
    MOVED = "moved"  # another programme takes it
    DUPLICATE = "duplicate"
    STOPPED = "stopped"  # after it was approved


class MoneySource(StrEnum):
    NATIONAL = "national"
    LOCAL = "local"
    RECOVERABLE = "recoverable"
    DONOR = "donor"


class ProjectKind(StrEnum):
    SINGLE = "single"
    POINT = "point"  # đề án điểm
    GROUP = "group"  # đề án nhóm


class InspectionKind(StrEnum):
    VISIT = "visit"
    ACCEPTANCE = "acceptance"


class Purpose(StrEnum):
    """What a consent is for; each is asked for alone."""

    APPLICATION = "application"
    NEWS = "news"
    STATISTICS = "statistics"
    CASE = "case"  # an eligibility case that is kept
    SENSITIVE = "sensitive"  # one sensitive field of a form
    ON_BEHALF = "on_behalf"  # declared: the person one files for has agreed


class RequestKind(StrEnum):
    """What people may ask of their data."""

    ACCESS = "access"
    COPY = "copy"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    OBJECT = "object"
    RESTRICT = "restrict"
    DELETE = "delete"


class RequestState(StrEnum):
    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"


class FollowUpState(StrEnum):
    PLANNED = "planned"
    FIRED = "fired"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class DateKind(StrEnum):
    """Which day of an application it is, as staff note it."""

    SETTLE_BY = "settle_by"
    EVENT_ON = "event_on"  # a tour, a class, a fair begins
    EVENT_ENDS = "event_ends"
    CERTIFICATE_UNTIL = "certificate_until"
    REPAY_ON = "repay_on"  # of several instalments


class DateState(StrEnum):
    STANDING = "standing"
    DONE = "done"  # what was due then has been done
    DROPPED = "dropped"  # another day holds, or it was a mistake


class Cost(StrEnum):
    """What a sent message has cost, where the platform bills by the message."""

    FREE = "free"
    PACKAGE = "package"  # taken from what was paid for beforehand
    BILLED = "billed"
    TEMPLATE = "template"  # by the price list of approved forms


class GrantState(StrEnum):
    """Whether the platform still lets us speak for the account."""

    ACTIVE = "active"
    LOST = "lost"  # an administrator has to consent again


class TemplateState(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


class TaskKind(StrEnum):
    """What staff are to see to."""

    NOT_SENT = "not_sent"  # somebody has to be told in another way
    ANSWER_WAITING = "answer_waiting"  # somebody waits for a member of staff, and soon cannot be written to
    TAKEN_OVER = "taken_over"  # staff answer in the platform's own tool; closing it gives the chat back
    CONSENT = "consent"  # an administrator has to consent again, now or soon
    CHANNEL = "channel"  # something of a channel has stopped
    FOLLOW_UP = "follow_up"  # an application waits for somebody
    DEADLINE = "deadline"  # a day of the year
    DATA_REQUEST = "data_request"  # somebody asked about their data, and the law's clock runs


class BroadcastState(StrEnum):
    """How far a message to many is."""

    DRAFT = "draft"
    WAITING = "waiting"  # for a second person's approval
    SCHEDULED = "scheduled"  # from its time on
    BUILDING = "building"  # its audience is being written down
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


class Repeat(StrEnum):
    """How often a broadcast goes out again."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


class FigureKind(StrEnum):
    """Whether a figure that staff entered is what was to be done, or what was."""

    PLAN = "plan"
    DONE = "done"


class ReportState(StrEnum):
    DRAFT = "draft"  # counted anew whenever it is read
    FINAL = "final"  # as it was approved


class MeetingTaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class TryKind(StrEnum):
    """What a chat may try only so often."""

    LOOK_UP = "look_up"  # an application by its code
    LINK = "link"  # a member of staff by a linking code
    JOIN = "join"  # another chat of the same person by its code
