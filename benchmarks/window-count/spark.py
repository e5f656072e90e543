"""Apache Spark, the same job: JSON files, watermark, availableNow, checkpoint, noop sink. Talks to the harness line by line."""
import hashlib
import json
import os
import shutil
import sys
import tempfile

from pyspark.sql import SparkSession
from pyspark.sql.functions import window

work = json.loads(sys.stdin.readline())
spark = (SparkSession.builder.master("local[2]").config("spark.sql.shuffle.partitions", "2").config("spark.ui.enabled", "false")
         .config("spark.sql.session.timeZone", "UTC").config("spark.driver.memory", "2g").config("spark.log.level", "ERROR").getOrCreate())
folder = tempfile.mkdtemp(prefix="window-count-")
runs = 0
answers = []


def start(finish):
    global runs
    runs += 1
    events = (spark.readStream.schema("auction BIGINT, bidder BIGINT, price BIGINT, channel STRING, url STRING, dateTime TIMESTAMP, extra STRING")
              .option("maxFilesPerTrigger", "1").json(os.path.dirname(work["files"][0])))
    counts = (events.withWatermark("dateTime", "4 seconds").where("price > 1000").groupBy(window("dateTime", "10 seconds"), "auction").count())
    writer = counts.selectExpr("window.start AS start", "auction", "count AS n").writeStream.trigger(availableNow=True).option("checkpointLocation", f"{folder}/{runs}")
    finish(writer).start().awaitTermination()


def collect(batch, _):
    answers.extend(f"{row[0]},{row[1]},{row[2]}" for row in batch.selectExpr("unix_millis(start)", "auction", "n").collect())


start(lambda writer: writer.foreachBatch(collect))
print(json.dumps({"groups": len(answers), "digest": hashlib.sha256("\n".join(sorted(answers)).encode()).hexdigest()}), flush=True)
for _ in sys.stdin:
    for _ in range(work["passes"]):
        start(lambda writer: writer.format("noop"))
    print(json.dumps({}), flush=True)
spark.stop()
shutil.rmtree(folder, ignore_errors=True)
