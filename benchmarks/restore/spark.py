"""The same on Apache Spark: says when a batch has ended."""
import json
import sys
import time

from pyspark.sql import SparkSession

source, checkpoint = sys.argv[1:3]
spark = (SparkSession.builder.master("local[2]").config("spark.sql.shuffle.partitions", "2").config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
         .config("spark.driver.memory", "4g").config("spark.log.level", "ERROR").getOrCreate())
spark.readStream.schema("k BIGINT, v BIGINT").option("maxFilesPerTrigger", "1").json(source).createOrReplaceTempView("events")
query = (spark.sql("SELECT k, count(*) AS n, sum(v) AS total FROM events GROUP BY k").writeStream.format("noop").outputMode("update")
         .trigger(availableNow=True).option("checkpointLocation", checkpoint).start())
told = 0
while True:
    running = query.isActive
    for progress in query.recentProgress[told:]:
        told += 1
        if progress["numInputRows"] > 0:
            print(json.dumps({"inputRows": progress["numInputRows"], "stateRows": progress["stateOperators"][0]["numRowsTotal"]}), flush=True)
    if not running:
        break
    time.sleep(0.01)
print(json.dumps({"end": True}), flush=True)
spark.stop()
