"""What a form carries along of its draft: whose, of which place, which one; signed, so that nobody can make one up.

It is also what protects the address that saves: another site cannot know it. And who is logged in by then as somebody
else does not get the words of who was here before.
"""

import secrets
from dataclasses import asdict, dataclass, replace

from django.core import signing
from django.utils.crypto import salted_hmac

from drafts.models import KEPT_FOR

SALT = "drafts.ticket"


class InvalidTicketError(Exception):
    """Not one of ours, or older than any draft."""


@dataclass(frozen=True)
class Ticket:
    person_id: int
    key: str
    token: str
    path: str

    def text(self) -> str:
        return signing.dumps(asdict(self), salt=SALT)

    def renewed(self) -> "Ticket":
        """For another draft of the same person and place."""
        return replace(self, token=new_token())


def new_token() -> str:
    return secrets.token_urlsafe(12)


def read(text: str, *, may_be_old: bool = False) -> Ticket:
    try:
        return Ticket(**signing.loads(text, salt=SALT, max_age=None if may_be_old else KEPT_FOR))
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise InvalidTicketError from error


def mark_of(person) -> str:
    """Tells a browser's tab whether the same person is still there, without saying who."""
    return salted_hmac("drafts.person", str(person.pk)).hexdigest()[:16] if person.is_authenticated else ""
