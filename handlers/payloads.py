"""What the buttons of forms and applications send back: at most 64 bytes, and safe when they are old."""

FORM = "form"  # the list of forms
START_FORM = "form:start:"  # + id of a form
RESUME = "form:resume:"  # + code
DROP, DROP_YES = "form:drop:", "form:drop-yes:"  # + code
FILL = "fill:"  # everything within a form
SKIP, SKIP_REST, BACK = "fill:skip", "fill:skip-rest", "fill:back"
LATER = "fill:later"
EDIT, MORE, REVIEW_AGAIN, SEND, DONE = "fill:edit", "fill:more", "fill:review", "fill:send", "fill:done"
CLEAR = "fill:clear"
SECTION = "fill:section:"  # + id of a section, to mend one of its fields
MEND = "fill:mend:"  # + field
PICK = "fill:pick:"  # + field:key of a choice, or yes or no
MENDING = "fill:mending"  # expected: the name of what is to be mended
MEANT = "fill:meant:"  # + field:mark of an unclear reply's meaning
RIGHT = "fill:right:"  # + field whose known value is right
SAID = "fill:said:"  # + point:yes or no; the sensitive point names its field
YES, NO = "yes", "no"

MINE = "app"  # the list of one's own
OPEN = "app:open:"  # + code
PAPER = "app:paper:"  # + code: the filled form as a file
ACT = "app:act:"  # + action:code
ACT_YES = "app:yes:"  # + action:code, after a question back
LOOK_UP = "app:look-up"

PRIVACY, OWN_DATA, ERASE, STOP_NEWS = "rights:page", "rights:data", "rights:erase", "rights:news:stop"
FORGET_CASE = "forget_case"  # a command, not a button
PAPERS = "app:papers:"  # expected: files for this code
SURVEY = "svy:"  # everything within a survey
BEGIN_SURVEY = "svy:go:"  # + id of the follow-up that asks
PICK_ANSWER = "svy:pick:"  # + id of the follow-up:question:choice
SKIP_ANSWER, LEAVE_SURVEY = "svy:skip:", "svy:stop:"  # + id of the follow-up:question
EXPECTED_ANSWER, EXPECTED_WORDS = "svy:ask:", "svy:say:"  # expected: + id of the follow-up:question
AGREE = "agree:"  # + purpose:yes or no


def said(point: str, answer: str) -> str:
    return f"{SAID}{point.removeprefix('?')}:{answer}"
