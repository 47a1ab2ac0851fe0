"""A table larger than a machine: the kernel runs in Spark's workers. Here they are two threads of this process.

Needs Spark and Java 17 or later: pip install "pubclean[spark]"
"""

from __future__ import annotations

import os
import sys
import warnings

warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")

from pyspark.sql import SparkSession  # noqa: E402 it warns

from pubclean import frames  # noqa: E402

NOTES = [
    (1, "Lakes have tides too, but in a small lake they are lost among the waves that the wind makes."),
    (2, "Bread rises faster on a high shelf than on a low one, as every baker will say when asked."),
    (3, "Lakes have tides too, but in a small lake they are lost among the waves that the wind m"),
]

os.environ["PYSPARK_PYTHON"] = sys.executable  # the workers' Python: pubclean must be installed there
session = (
    SparkSession.builder.master("local[2]")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.ui.enabled", "false")
    .getOrCreate()
)
notes = session.createDataFrame(NOTES, "id long, text string")

found = frames.deduplicate(frames.clean(notes), text="clean")
for row in found.orderBy("id").collect():
    print(row["id"], "repeats" if row["duplicate_of"] != row["id"] else "is", row["duplicate_of"])
session.stop()
