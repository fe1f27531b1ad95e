"""Writes a number with its noun, such as `1 second` and `2 seconds`."""


def count_words(number: int, noun: str) -> str:
    """Return the number with the noun, which gets a plural `s` unless the number is 1."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
