"""Asks DuckDB what an overview shows, again and again, and prints how long it took.

Arguments: a CSV file of conversations, the first day and the last (UTC).
"""

import json
import sys
import time
from datetime import datetime, timedelta, timezone

import duckdb

table, first, last = sys.argv[1:]


def millis(day):
    return int(datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=timezone.utc).timestamp() * 1000)


begin, end = millis(first), millis(last) + int(timedelta(days=1).total_seconds() * 1000)
before = begin - (end - begin)
now = end
db = duckdb.connect()
db.execute(f"CREATE TABLE conversation AS SELECT * FROM read_csv('{table}', header = true)")
status = f"CASE WHEN outcome = 0 AND closes_at > {now} THEN 9 ELSE outcome END"
within = f"WHERE started_at >= {begin} AND started_at < {end}"
earlier = f"WHERE started_at >= {before} AND started_at < {begin}"
questions = [
    f"SELECT {status}, count(*) FROM conversation {within} GROUP BY 1",
    f"SELECT started_at // 86400000, channel, count(*) FROM conversation {within} GROUP BY 1, 2",
    f"SELECT tag, count(*) FROM conversation {within} GROUP BY 1 ORDER BY 2 DESC",
    f"SELECT {status}, count(*) FROM conversation {earlier} GROUP BY 1",
    f"SELECT currency, sum(amount) FROM conversation {within} AND currency <> '' GROUP BY 1",
]
took = []
for turn in range(55):
    begun = time.perf_counter()
    for question in questions:
        db.execute(question).fetchall()
    if turn >= 5:
        took.append((time.perf_counter() - begun) * 1000)
took.sort()
print(json.dumps({"version": duckdb.__version__, "p50": took[len(took) // 2], "p95": took[int(len(took) * 0.95)]}))
