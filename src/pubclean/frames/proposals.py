"""Which earlier rows each part has to do with, in plain SQL that DuckDB and Spark both run.

The tables
- `rows`: part, place, id, text. Places rise in the order rows are considered, parts rise with them.
- `entries`: part, place, key, weight. One row a key of a text, of the keys that more than one text has.
- `decisions`: part, place, keeper, similarity. The place of the row that a row repeats, its own when it is kept.
- `standing`: part, place, key, closes. The rows that count as kept, the first `{most}` under each key; a key that
  holds `{phrase}` of them (0: no number) `closes` with the part of the last, and proposes nothing after it.
- `stale`: part, perhaps more than once. The parts that have to decide anew: under one of their keys, rows of earlier
  parts came or went.
- `met`: part, place, key, weight, other, closed. A row of a part and a kept row of an earlier part under one
  key, or the rows that closed the key.
- `wanted`: part, place. The rows whose texts a part needs: some row of it has enough in common with them.
- `held`: part, key, place, crowd, text. Under a key either a wanted row by its place, or a `crowd` of others; and,
  without a key, the text of each wanted row.
"""

SHARED = """
SELECT e.part, e.place, e.key, e.weight
FROM {entries} e JOIN (SELECT key FROM {entries} GROUP BY key HAVING count(*) > 1) k ON k.key = e.key
"""

NOTHING = "SELECT part, place, key, part AS closes FROM {entries} WHERE 1 = 0"

STANDING = """
SELECT part, place, key, max(CASE WHEN nth = {phrase} THEN part END) OVER (PARTITION BY key) AS closes FROM (
    SELECT e.part, e.place, e.key, row_number() OVER (PARTITION BY e.key ORDER BY e.place) AS nth
    FROM {entries} e JOIN {decisions} d ON d.place = e.place AND d.keeper = d.place
) numbered
WHERE nth <= {most}
"""

STALE = """
SELECT DISTINCT e.part FROM {entries} e JOIN (
    SELECT key, min(part) AS part FROM (
        SELECT part, place, key FROM (
            SELECT part, place, key FROM {standing} UNION ALL SELECT part, place, key FROM {before}
        ) both_times
        GROUP BY part, place, key HAVING count(*) = 1
    ) changed
    GROUP BY key
) c ON c.key = e.key AND c.part < e.part
"""

MET = """
SELECT e.part, e.place, e.key, e.weight, s.place AS other, coalesce(s.closes < e.part, false) AS closed
FROM {entries} e
JOIN {standing} s ON s.key = e.key AND s.part < e.part
WHERE e.part IN (SELECT part FROM {stale}) AND (s.closes IS NULL OR s.closes >= e.part OR s.closes = s.part)
"""

WANTED = """
SELECT DISTINCT part, other AS place FROM (
    SELECT part, other FROM {met} WHERE NOT closed GROUP BY part, place, other HAVING sum(weight) >= {enough}
) near
"""

HELD = """
SELECT part, key, place, CASE WHEN closed THEN {phrase} ELSE count(*) END AS crowd, CAST(NULL AS STRING) AS text
FROM (
    SELECT DISTINCT m.part, m.key, m.other, m.closed, w.place
    FROM {met} m LEFT JOIN {wanted} w ON w.part = m.part AND w.place = m.other AND NOT m.closed
) listed
GROUP BY part, key, place, closed
UNION ALL
SELECT w.part, CAST(NULL AS BIGINT), w.place, CAST(0 AS BIGINT), r.text
FROM {wanted} w JOIN {rows} r ON r.place = w.place
"""

MERGED = """
SELECT part, place, keeper, similarity FROM {decisions} WHERE part NOT IN (SELECT part FROM {stale})
UNION ALL
SELECT part, place, keeper, similarity FROM {fresh}
"""

NAMED = """
SELECT r.id AS pubclean_id, k.id AS duplicate_of, d.similarity
FROM {decisions} d JOIN {rows} r ON r.place = d.place JOIN {rows} k ON k.place = d.keeper
"""
