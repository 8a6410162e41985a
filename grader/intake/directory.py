"""Look people up on a roster by whatever they are called."""

from collections.abc import Iterable, Mapping

import msgspec

from grader.intake.identity import fold, spellings, squeeze
from grader.intake.roster import Entry, Roster
from grader.intake.show import show
from grader.model.errors import UsageError
from grader.model.person import Person

_Entries = Mapping[str, tuple[Entry, ...]]


class Directory(msgspec.Struct, frozen=True, kw_only=True):
    """A roster's people, by what is known of them.

    Attributes:
        name: the roster's.
        accounts: by the platform's number; proven: by email and institution's number.
        named: by the roster's own column for the student.
        called: by whatever they are called; spelled: by their names squeezed.
        local: by the part of their email before the `@`.
        logins: by what the roster's columns for logins say.
    """

    name: str
    accounts: _Entries
    proven: _Entries
    named: _Entries
    called: _Entries
    spelled: _Entries
    local: _Entries
    logins: _Entries

    def find(self, student: str, known: Person | None = None, *, as_handed_in: bool = False) -> Entry | None:
        """The one person whose work goes by that name, if there is one.

        The platform's number settles it, then the email and the institution's number that the platform gives,
        and then the roster's own column for the student; then anything that somebody is called, and last the
        email before the `@`. Names people may choose. Somebody with another number on the platform is
        somebody else.

        A login that a platform gives is chosen, too, and may be what somebody else is called. So of what was
        just handed in (`as_handed_in`) it is looked for among the roster's logins alone, if there are any.

        Raises:
            UsageError: it may be several people's.
        """
        person = known or Person(student=student)
        calls = {fold(one) for one in (student, person.email, person.number, person.login) if one}
        spelled = {squeeze(student), *spellings(person.name)} - {""}
        surely = (_all(self.accounts, {person.account} - {""}), _all(self.proven, _proofs(person)))
        if as_handed_in and person.login and self.logins:
            called = [_all(self.logins, {fold(person.login)})]
        else:
            called = [
                _all(self.named, {fold(student)}),
                [*_all(self.called, calls), *_all(self.spelled, spelled)],
                _all(self.local, {fold(student)}),
            ]
        for found in (*surely, *called):
            lines = {
                one.line: one
                for one in found
                if not (person.account and one.person.account not in {"", person.account})
            }
            if len(lines) > 1:
                raise UsageError(
                    f"{self.name}, lines {' and '.join(map(str, sorted(lines)))}: {show(student)!r} may be "
                    "either's; a column student in the roster says whose it is"
                )
            if lines:
                return next(iter(lines.values()))
        return None


def is_proven(person: Person | None, entry: Entry | None) -> bool:
    """Whether it is not only a name, which people may choose, that leads from one to the other."""
    if person is None or entry is None:
        return False
    same = person.account and person.account == entry.person.account
    return bool(same or _proofs(person) & _proofs(entry.person))


def make_directory(roster: Roster) -> Directory:
    """The roster's people, to be looked up."""
    entries = roster.entries
    return Directory(
        name=roster.name,
        accounts=_index((one.person.account, one) for one in entries),
        proven=_index((proof, one) for one in entries for proof in _proofs(one.person)),
        named=_index((fold(one.person.student), one) for one in entries if one.named),
        called=_index((fold(call), one) for one in entries for call in _calls(one)),
        spelled=_index((spelling, one) for one in entries for spelling in spellings(one.person.name)),
        local=_index((fold(call.partition("@")[0]), one) for one in entries for call in _emails(one)),
        logins=_index((fold(login), one) for one in entries for login in one.logins),
    )


def _calls(entry: Entry) -> tuple[str, ...]:
    person = entry.person
    known = (person.student, person.email, person.number, person.login, person.account)
    return (*known, *entry.aliases)


def _proofs(person: Person) -> set[str]:
    return {fold(one) for one in (person.email, person.number) if one}


def _emails(entry: Entry) -> set[str]:
    # A login is one at many institutions, and where it is said twice it is the same.
    return {call for call in (entry.person.email, entry.person.login) if "@" in call}


def _index(pairs: Iterable[tuple[str, Entry]]) -> _Entries:
    found: dict[str, tuple[Entry, ...]] = {}
    for key, entry in pairs:
        if key:
            found[key] = (*found.get(key, ()), entry)
    return found


def _all(entries: _Entries, keys: Iterable[str]) -> list[Entry]:
    return [entry for key in keys for entry in entries.get(key, ())]
