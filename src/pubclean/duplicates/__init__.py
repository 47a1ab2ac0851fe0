"""Near-duplicates: a core of locality-sensitive hashing proposes, an exact check decides."""

from pubclean.duplicates.batch import deduplicate
from pubclean.duplicates.clusters import Deduplication, Match
from pubclean.duplicates.index import DuplicateIndex
from pubclean.duplicates.storage import IndexFileError

__all__ = ["Deduplication", "DuplicateIndex", "IndexFileError", "Match", "deduplicate"]
