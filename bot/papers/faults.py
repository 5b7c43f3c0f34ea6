"""Why a template is not used."""

from enum import StrEnum


class Fault(StrEnum):
    """The word for logs and for `check`."""

    NO_FORM = "no_form"  # its name is that of no form
    UNREADABLE = "unreadable"  # the system does not let it be read
    TOO_BIG = "too_big"
    NOT_DOCX = "not_docx"
    LOCKED = "locked"  # needs a password to be read
    MACROS = "macros"  # holds more than text and pictures
    UNSAFE = "unsafe"  # unpacks to far more than it is, or elsewhere than it should
    OUTSIDE = "outside"  # would fetch something from elsewhere when it is opened
    SYNTAX = "syntax"  # a placeholder is not closed, or an {% if %} or {% for %} has no end
    FORBIDDEN = "forbidden"  # a placeholder does more than show, choose and repeat
    BROKEN = "broken"  # filled, it is no document any more
    TOO_SLOW = "too_slow"
    NO_WORKER = "no_worker"  # no process was to be had; no fault of the template


class TemplateRefused(Exception):
    """The built-in paper takes its place."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault
