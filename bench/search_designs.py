"""
Compares designs of the search for clients by rows, false hits and Queries.

    python -m bench.search_designs
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from statistics import mean

from bench.invented_clients import invented_clients
from chalicelib.clients.domain.client import Client
from chalicelib.clients.domain.search_word import SearchWord, words_of_profile

CLIENTS, SEARCHES, GRAM = 10_000, 500, 3
Rows = Callable[[SearchWord], Iterable[str]]


@dataclass(frozen=True)
class Design:
    """A design: the index entries of a word, and those that a search looks up."""

    name: str
    stored: Rows
    looked_up: Rows


def _grams(word: SearchWord) -> list[str]:
    ends = range(GRAM, max(len(word.text), GRAM) + 1)
    return [f"{word.kind}|{word.text[end - GRAM : end]}" for end in ends]


def _path(word: SearchWord) -> list[str]:
    return [f"{word.kind}|{word.text}"]


DESIGNS = (
    Design(
        "one row per beginning of a word",
        lambda word: (f"{word.kind}|{text}" for text in word.beginnings()),
        _path,
    ),
    Design("one row per three letters in a row", _grams, _grams),
)


def main() -> None:
    """Print one line per design."""
    clients = invented_clients(CLIENTS)
    words = {client.id: words_of_profile(client.profile) for client in clients}
    rows = mean(len(each) for each in words.values())
    print(f"{'one row per word, with its path':<36} {rows:5.1f} rows  no false hits  1.0 Queries")
    searches = _searches(clients)
    for design in DESIGNS:
        print(_measured(design, words, searches))


def _searches(clients: Sequence[Client]) -> list[SearchWord]:
    random, searches = Random(2), list[SearchWord]()  # noqa: S311 - nothing here is secret
    while len(searches) < SEARCHES:
        word = random.choice(sorted(words_of_profile(random.choice(clients).profile), key=str))
        end = random.randint(max(word.shortest, GRAM), max(len(word.text), GRAM))
        searches.append(SearchWord(word.kind, word.text[:end]))
    return searches


def _measured(
    design: Design, words: dict[str, frozenset[SearchWord]], searches: list[SearchWord]
) -> str:
    index = defaultdict[str, set[str]](set)
    for client, own in words.items():
        for entry in {entry for word in own for entry in design.stored(word)}:
            index[entry].add(client)
    rows = sum(len(found) for found in index.values()) / len(words)
    false, queries = 0, 0
    for word in searches:
        entries = list(dict.fromkeys(design.looked_up(word)))
        queries += len(entries)
        found = set.intersection(*(index.get(entry, set()) for entry in entries))
        false += any(not _fits(words[client], word) for client in found)
    return (
        f"{design.name:<36} {rows:5.1f} rows  {false} of {len(searches)} searches with false hits"
        f"  {queries / len(searches):.1f} Queries"
    )


def _fits(own: frozenset[SearchWord], word: SearchWord) -> bool:
    return any(each.kind is word.kind and each.text.startswith(word.text) for each in own)


if __name__ == "__main__":
    main()
