"""Which of a student's works is their submission to an exercise."""

from collections.abc import Sequence
from enum import IntEnum

import msgspec

from grader.intake.groups import own_names
from grader.intake.identify import identify
from grader.intake.parts import marked_slugs, part_of
from grader.intake.stray import Stray, guess, judge_file
from grader.intake.work import Work
from grader.model.exercise import Exercise
from grader.model.submission import Submission

_NAMED = 3
# A near name is guessed for each, which takes time, and nobody reads thousands of lines.
_MARKS_SAID = 20
_OTHERS_JUDGED = 1000
# Of what a marked file's parts hold in sum, against the file: what stands before the first mark is in each.
_PARTS_LIMIT, _PARTS_FROM_BYTES = 3, 4096


class Claim(IntEnum):
    """How a work says that it is for an exercise, the surest first."""

    SCRIPT = 0
    NOTEBOOK = 1
    MARKED = 2
    DEFINES = 3
    # Nobody is told of these where they are not taken: the file or the part is another exercise's.
    DEFINES_BESIDES = 4


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A work, or the part of it, that is for an exercise."""

    slug: str
    claim: Claim
    work: Work


def find_candidates(work: Work, exercises: Sequence[Exercise]) -> list[Candidate]:
    """What of a work is for the exercise it is named after, those it marks, and those it defines besides."""
    slugs = [exercise.slug for exercise in exercises]
    named = _name_of(work, slugs)
    by_name = Claim.NOTEBOOK if work.name.endswith(".ipynb") else Claim.SCRIPT
    if work.problem:
        return [Candidate(slug=named, claim=by_name, work=work)] if named else []
    marked = marked_slugs(work)
    found = _find_marked(work, marked, exercises)
    if named:
        found = [one for one in found if one.slug != named]
        found.append(Candidate(slug=named, claim=by_name, work=_named_part(work, named)))
    if not marked:
        claim = Claim.DEFINES_BESIDES if named else Claim.DEFINES
        parts = identify(work, exercises)
        found += [Candidate(slug=slug, claim=claim, work=parts[slug]) for slug in parts if slug != named]
    return found


def choose(
    student: str,
    works: Sequence[Work],
    exercises: Sequence[Exercise],
    strays: Sequence[Stray] = (),
    others: Sequence[str] = (),
) -> tuple[list[Submission], list[Stray]]:
    """A student's submission to each exercise, in order, and what is to be said of all that is none.

    A file named after the exercise goes before a notebook named after it, that before a marked part, and that
    before a file without marks. But what can be read goes before what cannot, and what was worked on before
    what is as it was handed out. Of equal ones the first is taken.

    Args:
        student: whose works these are.
        works: in natural order, with those in zips last.
        exercises: all of the course.
        strays: what was found besides.
        others: the files that are no works, by their paths as they can be shown.
    """
    slugs = [exercise.slug for exercise in exercises]
    held = {place: find_candidates(work, exercises) for place, work in enumerate(works)}
    candidates = [(one.claim, place, one) for place, found in held.items() for one in found]
    stubs = {exercise.slug: _read_stub(exercise) for exercise in exercises}
    untouched = {id(one) for _, _, one in candidates if _code(one.work.source) == stubs[one.slug]}
    candidates.sort(key=lambda each: (bool(each[2].work.problem), id(each[2]) in untouched, *each[:2]))
    taken = {one.slug: one for _, _, one in reversed(candidates)}
    handed_in = [slug for slug, one in taken.items() if not one.work.problem]
    said = [*strays, *_judge_files(others, slugs, handed_in)]
    said += _unknown_marks(works, slugs)
    said += [_useless(work, slugs, taken) for place, work in enumerate(works) if not held[place]]
    for _, _, one in candidates:
        if one is taken[one.slug] or one.claim is Claim.DEFINES_BESIDES:
            continue
        if id(one) in untouched:
            message = f"{one.work.name} is as it was handed out; {taken[one.slug].work.name} is graded"
            said.append(Stray(name=one.work.name, message=message))
        else:
            said.append(_passed_over(one, taken[one.slug]))
    own = own_names(exercises)
    unmarked = [work for work in works if not work.marks and not _name_of(work, slugs)]
    submissions = []
    for slug in slugs:
        if slug in taken:
            submissions.append(taken[slug].work.submission(student, slug))
        else:
            problem = _not_handed_in(slug, own[slug], unmarked, works, said)
            submissions.append(Submission(student=student, slug=slug, filename=f"{slug}.py", problem=problem))
    return submissions, said


def _find_marked(work: Work, marked: Sequence[str], exercises: Sequence[Exercise]) -> list[Candidate]:
    """The marked parts, and what they define for exercises without a mark, whose mark was forgotten."""
    found = []
    besides: dict[str, Candidate] = {}
    parts = {slug: part_of(work, slug) for slug in marked}
    parsed_bytes = sum(len(_code(part.source)) for part in parts.values())
    is_short = parsed_bytes <= max(_PARTS_FROM_BYTES, _PARTS_LIMIT * len(_code(work.source)))
    for slug in marked:
        part = parts[slug]
        defined = identify(part, exercises) if is_short and len(marked) < len(exercises) else {}
        unmarked = [other for other in defined if other not in marked]
        if unmarked and slug in defined and not defined[slug].problem:
            # Else the forgotten exercise's output_size, which comes later, would stand for the marked one's.
            part = defined[slug]
        found.append(Candidate(slug=slug, claim=Claim.MARKED, work=part))
        for other in unmarked:
            one = Candidate(slug=other, claim=Claim.DEFINES_BESIDES, work=defined[other])
            besides.setdefault(other, one)
    return [*found, *besides.values()]


def _judge_files(paths: Sequence[str], slugs: Sequence[str], handed_in: Sequence[str]) -> list[Stray]:
    said = [judge_file(path, slugs, handed_in) for path in paths[:_OTHERS_JUDGED]]
    return [*said, *(Stray(name=path, message=f"{path} is not graded") for path in paths[_OTHERS_JUDGED:])]


def _read_stub(exercise: Exercise) -> bytes:
    try:
        return _code(exercise.stub.read_bytes())
    except OSError:
        return b"\0"  # which no program holds


def _code(source: bytes) -> bytes:
    return b"".join(source.split())


def _name_of(work: Work, slugs: Sequence[str]) -> str:
    """The exercise that the file is named after, if it is named after one."""
    stem, _, suffix = work.name.rpartition("/")[2].rpartition(".")
    return stem if stem in slugs and suffix in {"py", "ipynb"} else ""


def _named_part(work: Work, slug: str) -> Work:
    if not work.marks:
        return work
    part = part_of(work, slug)
    # A file that names another exercise in its first line, and this one in its own name, is for both.
    blank = all(line.lstrip().startswith(b"#") for line in part.source.splitlines() if line.strip())
    return work if blank and slug not in marked_slugs(work) else part


def _useless(work: Work, slugs: Sequence[str], taken: dict[str, Candidate]) -> Stray:
    meant = guess(work.name.rpartition("/")[2], slugs)
    if work.problem:
        return Stray(name=work.name, message=work.problem, meant=meant, useless=True)
    if meant in taken:
        message = f"{work.name} is not graded, {taken[meant].work.name} is"
        return Stray(name=work.name, message=message, useless=True)
    why = f"{work.name} is not graded: it defines nothing that only one exercise asks for"
    suffix = work.name.rpartition(".")[2]
    way = f"rename it to {meant}.{suffix}" if meant else "name it after its exercise"
    message = f"{why}; {way}, or put `# exercise: SLUG` above it"
    return Stray(name=work.name, message=message, meant=meant, useless=True)


def _unknown_marks(works: Sequence[Work], slugs: Sequence[str]) -> list[Stray]:
    found = []
    listed = False
    unknown = [(work, mark) for work in works for mark in work.marks if not mark.slug]
    for work, mark in unknown[:_MARKS_SAID]:
        message = (
            f"{work.name}, {work.place(mark.line)}: no exercise is called {mark.word[:50]!r}, so "
            "what follows is not graded"
        )
        meant = guess(mark.word, slugs)
        if meant:
            message += f"; did you mean {meant}?"
        elif not listed:
            message += f"; the exercises are {', '.join(slugs)}"
            listed = True
        found.append(Stray(name=work.name, message=message, meant=meant))
    if len(unknown) > _MARKS_SAID:
        message = f"{len(unknown) - _MARKS_SAID:,} more lines `# exercise:` name no exercise"
        found.append(Stray(name=unknown[_MARKS_SAID][0].name, message=message))
    return found


def _passed_over(one: Candidate, taken: Candidate) -> Stray:
    if one.work.problem and taken.work.problem:
        message = one.work.problem
    elif one.work.problem:
        message = f"{one.work.problem} ({taken.work.name} is graded for {one.slug})"
    elif one.claim is taken.claim:
        message = (
            f"{one.work.name} and {taken.work.name} both have {one.slug}, and the first of them, "
            f"{taken.work.name}, is graded; hand in one"
        )
    else:
        message = f"{one.work.name} is not graded for {one.slug}, {taken.work.name} is"
    return Stray(name=one.work.name, message=message)


def _not_handed_in(
    slug: str, own: Sequence[str], unmarked: Sequence[Work], works: Sequence[Work], strays: Sequence[Stray]
) -> str:
    for stray in strays:
        if stray.meant == slug:
            return f"not handed in: {stray.message}"
    for work in works:
        if work.problem:
            return f"not handed in: {work.problem}"
    names = [work.name for work in unmarked]
    if not names:
        return "not handed in"
    said = " and ".join(names[:_NAMED]) if len(names) <= _NAMED else f"{names[0]} and {len(names) - 1} others"
    if not own:
        return f"not handed in: put `# exercise: {slug}` where it begins in {said}"
    return f"not handed in: {said} define{'s' if len(names) == 1 else ''} none of {', '.join(own)}"
