"""How large the cards of a list are, so that it has a rhythm and its last row no hole."""


def card_places(number: int, *, leads: bool = False, is_compact: bool = False) -> list[str]:
    """Return for each of ``number`` cards how much of a row it has.

    That is all of it ("lead"), half ("large"), a third ("small") or a "quarter".
    ``leads`` lets the first be a lead. ``is_compact`` is for cards that have little to say, four of which fill a row.
    A single card is "only".
    """
    if number == 1:
        return ["only"]
    if is_compact and number % 4 == 0:
        return ["quarter"] * number
    first = ["lead"] if leads and number > 2 else []
    others = number - len(first)
    large = min(others, (0, 4, 2)[others % 3])  # two halves or four, where thirds would leave a hole
    return [*first, *["large"] * large, *["small"] * (others - large)]
