"""A table larger than memory: DuckDB keeps what does not fit on disk, pubclean looks at a part at a time.

Needs DuckDB: pip install "pubclean[duckdb]"
"""

from __future__ import annotations

import tempfile

import duckdb

from pubclean import frames

# four thousand invented notes, of which every fourth is the one before it without its end
NOTES = """
    SELECT id, CASE WHEN id % 4 = 3 THEN left(note, 200) ELSE note END AS text
    FROM (
        SELECT id, string_agg(left(md5(format('{} {}', id - (id % 4) // 3, word)), 6), ' ' ORDER BY word) AS note
        FROM range(4000) notes(id), range(40) words(word)
        GROUP BY id
    )
"""

with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
    connection.execute("SET memory_limit = '1GB'")
    connection.execute(f"SET temp_directory = '{folder}'")
    connection.execute(f"COPY ({NOTES}) TO '{folder}/notes.parquet'")

    found = frames.deduplicate(connection.read_parquet(f"{folder}/notes.parquet"))
    print(found.filter("duplicate_of <> id").order("id").limit(3).select("id, duplicate_of, similarity").fetchall())

    once = found.filter("duplicate_of = id").select("id, text")
    once.to_parquet(f"{folder}/once.parquet")
    print(len(connection.read_parquet(f"{folder}/once.parquet")), "notes stay")
