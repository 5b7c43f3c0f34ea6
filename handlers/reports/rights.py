"""Who of the staff may read reports, write on them, and let them stand."""

from handlers.review.model import Role

READ = frozenset({Role.VIEWER, Role.OFFICER, Role.LEAD, Role.ADMIN})
WRITE = frozenset({Role.OFFICER, Role.LEAD, Role.ADMIN})
APPROVE = frozenset({Role.LEAD, Role.ADMIN})  # reports, and figures that others entered
