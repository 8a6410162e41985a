"""Which checks students may see, and from when on."""

from datetime import datetime

import msgspec

from grader.model.outcome import Visibility


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """What the instructor has said of dates.

    Attributes:
        due: until when work may be handed in, with its time zone; None where nobody has said.
        published: whether the grades are out.
    """

    due: datetime | None = None
    published: bool = False

    def shown(self, now: datetime) -> frozenset[Visibility]:
        """The visibilities whose checks students may see at that time.

        Checks for after the due date stay out of sight where no date is known; hidden ones always.
        """
        shown = {Visibility.VISIBLE}
        if self.due is not None and now >= self.due:
            shown.add(Visibility.AFTER_DUE_DATE)
        if self.published:
            shown.add(Visibility.AFTER_PUBLISHED)
        return frozenset(shown)
