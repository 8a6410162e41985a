"""Whose definition is whose in a file without marks, where several exercises ask for one name."""

from collections import Counter
from collections.abc import Mapping, Sequence

from grader.intake.definitions import Statement
from grader.model.exercise import Exercise


def own_names(exercises: Sequence[Exercise]) -> dict[str, tuple[str, ...]]:
    """By slug, the names that no other exercise asks for: only they tell what a file without marks is for."""
    asked = Counter(name for exercise in exercises for name in set(exercise.defines))
    return {one.slug: tuple(name for name in one.defines if asked[name] == 1) for one in exercises}


def group(
    statements: Sequence[Statement], exercises: Sequence[Exercise], own: Mapping[str, Sequence[str]]
) -> dict[str, frozenset[int] | None]:
    """By slug, the lines that an exercise does not use, for each that asks for a name defined repeatedly.

    Of such a name, each exercise takes the last definition between its own names and the nearest own name of
    another that asks for it, on the side where its stub has it (else on the other side). If two then take the
    same one, and there are as many definitions as exercises, they take them in order. None stands for an
    exercise of which it cannot be told; exercises that are not in the answer use the file as it is.

    Args:
        statements: the file's top level.
        exercises: those of which the file defines a name of their `own`.
        own: as `own_names` returns it.
    """
    places = _places(statements)
    anchors = {one.slug: [at for name in own[one.slug] for at in places.get(name, [])] for one in exercises}
    taken: dict[str, dict[str, int | None]] = {one.slug: {} for one in exercises}
    unclear: set[str] = set()
    grouped = set()
    for name in dict.fromkeys(name for one in exercises for name in one.defines):
        asking = [one for one in exercises if name in one.defines and name not in own[one.slug]]
        if len(places.get(name, [])) < 2 or not asking:  # noqa: PLR2004  (repeatedly is twice)
            continue
        grouped |= {one.slug for one in asking}
        rivals = {one.slug: anchors[one.slug] for one in asking}
        chosen = {one.slug: _choose(name, places[name], one, own, rivals) for one in asking}
        disputed = _disputed(chosen)
        if None in chosen.values() and set(places[name]) - set(chosen.values()):
            # One goes without, and there is one that nobody has taken.
            disputed = set(chosen)
        if disputed and (in_order := _in_order(places[name], rivals)):
            chosen, disputed = in_order, set()
        unclear |= disputed
        for slug, place in chosen.items():
            taken[slug][name] = place
    spans = {
        slug: [*anchors[slug], *(at for at in taken[slug].values() if at is not None)]
        for slug in sorted(grouped)
    }
    unclear |= _overlapping(spans)
    return {
        slug: None if slug in unclear else _unused(slug, statements, spans, taken[slug], places)
        for slug in spans
    }


def _places(statements: Sequence[Statement]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, statement in enumerate(statements):
        for name in statement.names:
            places.setdefault(name, []).append(place)
    return places


def _choose(
    name: str,
    places: Sequence[int],
    exercise: Exercise,
    own: Mapping[str, Sequence[str]],
    anchors: Mapping[str, Sequence[int]],
) -> int | None:
    mine = anchors[exercise.slug]
    begin = min(mine)
    others = [at for slug, theirs in anchors.items() if slug != exercise.slug for at in theirs]
    end = max([*places, *mine]) + 1
    low = max((at for at in others if at < begin), default=-1)
    high = min((at for at in others if at > begin), default=end)
    before = [at for at in places if low < at < begin]
    after = [at for at in places if begin < at < high]
    stands_before = exercise.defines.index(name) < min(
        exercise.defines.index(one) for one in own[exercise.slug]
    )
    first, second = (before, after) if stands_before else (after, before)
    return max(first or second, default=None)


def _disputed(chosen: Mapping[str, int | None]) -> set[str]:
    times = Counter(chosen.values())
    return {slug for slug, at in chosen.items() if at is not None and times[at] > 1}


def _in_order(places: Sequence[int], anchors: Mapping[str, Sequence[int]]) -> dict[str, int | None] | None:
    """The first definition to the first exercise, and so on, if none then passes another's own names."""
    order = sorted((min(own), max(own), slug) for slug, own in anchors.items())
    if len(places) != len(order):
        return None
    for (low, high, slug), at in zip(order, places, strict=True):
        between = range(min(at, low), max(at, high))
        if any(theirs in between for other, own in anchors.items() if other != slug for theirs in own):
            return None
    return {slug: at for (_, _, slug), at in zip(order, places, strict=True)}


def _overlapping(spans: Mapping[str, Sequence[int]]) -> set[str]:
    order = sorted((min(span), max(span), slug) for slug, span in spans.items())
    found: set[str] = set()
    for place, (_, end, slug) in enumerate(order):
        found |= {name for begin, _, other in order[place + 1 :] if begin <= end for name in (slug, other)}
    return found


def _unused(
    slug: str,
    statements: Sequence[Statement],
    spans: Mapping[str, Sequence[int]],
    taken: Mapping[str, int | None],
    places: Mapping[str, Sequence[int]],
) -> frozenset[int]:
    starts = sorted(min(span) for span in spans.values())
    begin, last = min(spans[slug]), max(spans[slug])
    end = next((start for start in starts if start > begin), len(statements))
    used = {
        name: taken[name] if name in taken else max((at for at in theirs if at <= last), default=None)
        for name, theirs in places.items()
        if len(theirs) > 1
    }
    kept: set[int] = set()
    gone: set[int] = set()
    for place, one in enumerate(statements):
        elsewhere = place >= starts[0] and not begin <= place < end
        # A helper that is defined once may be everybody's; of several, the last one above the group's end.
        superseded = one.names and all(used.get(name, place) not in {place, None} for name in one.names)
        missing = any(name in taken and taken[name] is None for name in one.names)
        lines = gone if superseded or missing or (elsewhere and one.computes) else kept
        lines |= set(range(one.first, one.last + 1))
    return frozenset(gone - kept)
