"""Which exercises a file without marks is for, and what of it each of them gets."""

from collections.abc import Sequence

import msgspec

from grader.intake.definitions import guess_names, read_statements
from grader.intake.groups import group, own_names
from grader.intake.work import Work
from grader.model.exercise import Exercise


def identify(work: Work, exercises: Sequence[Exercise]) -> dict[str, Work]:
    """By slug, what an unmarked work is for each exercise of which it defines a name that no other asks for.

    That is the whole file, unless a name that several exercises ask for (`output_size`) is defined
    repeatedly: then each exercise gets the definitions that stand with its own, or a work whose problem says
    that it cannot be told which they are.
    """
    statements = read_statements(work.source)
    if statements is None:
        names = set(guess_names(work.source))
    else:
        names = {name for statement in statements for name in statement.names}
    own = own_names(exercises)
    meant = [one for one in exercises if names.intersection(own[one.slug])]
    groups = group(statements, meant, own) if statements and meant else {}
    return {one.slug: _what_it_gets(work, groups.get(one.slug, frozenset())) for one in meant}


def _what_it_gets(work: Work, unused: frozenset[int] | None) -> Work:
    if unused is None:
        problem = (
            f"{work.name} defines names that several exercises ask for again and again, and it cannot be "
            "told which are whose; begin each exercise with a line `# exercise: SLUG`"
        )
        return msgspec.structs.replace(work, problem=problem)
    return work.keeping(lambda line: line not in unused) if unused else work
