"""The TOML files: reading them, checking them, and merging all languages into what the package loads.

Only a developer's machine comes here; users load what `python -m pubclean.lexicons` compiled.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from importlib.resources import files
from typing import TYPE_CHECKING

from pubclean.errors import LexiconError
from pubclean.lexicons.tables import BY_LANGUAGE, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def checked(name: str, data: object) -> dict[str, tuple[str, ...]]:
    """Return the phrases of a parsed lexicon file by "table.key".

    Raises:
        LexiconError: a table or key is unknown, or an entry is not a sorted, unique, lower-case phrase.
    """
    if not isinstance(data, dict) or data.get("language") != name:
        raise LexiconError(name, f'must begin with language = "{name}"')
    phrases = {}
    for table, keys in data.items():
        if table == "language":
            continue
        if table not in TABLES or not isinstance(keys, dict):
            raise LexiconError(name, f"[{table}] is not a table: use one of {', '.join(sorted(TABLES))}")
        for key, entries in keys.items():
            where = f"{key!r} in [{table}]"
            if key not in TABLES[table]:
                raise LexiconError(name, f"{where} is not a key: use one of {', '.join(sorted(TABLES[table]))}")
            problem = _problem(key, entries)
            if problem:
                raise LexiconError(name, f"{where} {problem}")
            phrases[f"{table}.{key}"] = tuple(entries)
    return phrases


def _problem(key: str, entries: object) -> str:
    """Say what is wrong with a list of phrases; nothing if it is right."""
    if not isinstance(entries, list) or not all(isinstance(entry, str) and entry.strip() for entry in entries):
        return "must be a list of phrases"
    for entry in entries:
        if entry != entry.lower().strip() or "*" in entry[:-1]:
            return f"holds {entry!r}: write it in lower case, stripped, with a * only at its end"
    if key != "months" and entries != sorted(set(entries)):
        return "must be sorted, each phrase once"
    return ""


def read_all() -> dict[str, dict[str, tuple[str, ...]]]:
    """Read and check every TOML file of this folder; phrases by language, then by "table.key"."""
    folder = files(__package__)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    read = {}
    for name in names:
        language = name.removesuffix(".toml")
        try:
            read[language] = checked(language, tomllib.loads((folder / name).read_text("utf-8")))
        except tomllib.TOMLDecodeError as error:
            raise LexiconError(language, str(error)) from error
    return read


def merged(lexicons: Mapping[str, Mapping[str, Iterable[str]]]) -> dict[str, list[str]]:
    """Merge the phrases of all languages into one table each, sorted and unique."""
    tables: dict[str, set[str]] = defaultdict(set)
    for language, phrases in lexicons.items():
        for kind, entries in phrases.items():
            if kind == "date.months":
                tables[kind].update(f"{i + 1}|{entry}" for i, entry in enumerate(entries))
            elif kind in BY_LANGUAGE:
                tables[kind].update(f"{language}|{entry}" for entry in entries)
            else:
                tables[kind].update(entries)
    return {kind: sorted(tables[kind]) for kind in sorted(tables)}
