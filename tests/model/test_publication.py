"""Which checks students may see, and when."""

from datetime import UTC, datetime, timedelta

from grader.model.outcome import Visibility
from grader.model.publication import Publication

DUE = datetime(2026, 12, 1, 17, tzinfo=UTC)


def test_the_due_date_shows_what_waits_for_it() -> None:
    """A check for after the due date is shown from that moment on, whatever zone the clock has."""
    publication = Publication(due=DUE)
    assert publication.shown(DUE - timedelta(seconds=1)) == {Visibility.VISIBLE}
    assert publication.shown(DUE) == {Visibility.VISIBLE, Visibility.AFTER_DUE_DATE}


def test_without_a_date_nothing_is_due() -> None:
    """Where nobody has said a date, what waits for it stays out of sight."""
    assert Publication().shown(DUE) == {Visibility.VISIBLE}


def test_hidden_checks_stay_hidden() -> None:
    """No date and no publication shows a hidden check."""
    assert Visibility.HIDDEN not in Publication(due=DUE, published=True).shown(DUE)
    assert Visibility.AFTER_PUBLISHED in Publication(published=True).shown(DUE)
