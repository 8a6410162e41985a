"""The part of a marked file that belongs to one exercise."""

import bisect

from grader.intake.work import Work


def marked_slugs(work: Work) -> list[str]:
    """The exercises that have a part in this file, each once, in the order of their first marks."""
    return list(dict.fromkeys(mark.slug for mark in work.marks if mark.slug))


def part_of(work: Work, slug: str) -> Work:
    """What belongs to an exercise: what follows its marks, and what stands before the first mark of all.

    The other lines are blank. With a slug that no mark names, what stands before the first mark is left.
    """
    lines = [mark.line for mark in work.marks]

    def belongs(line: int) -> bool:
        place = bisect.bisect_right(lines, line) - 1
        return place < 0 or work.marks[place].slug == slug

    return work.keeping(belongs)
