"""Apache Spark, the same job: JSON files, one of each stream per batch, availableNow, checkpoint, noop sink. Talks to the harness line by line."""
import json
import os
import shutil
import sys
import tempfile

from pyspark.sql import SparkSession

work = json.loads(sys.stdin.readline())
cores = work["cores"]
spark = (SparkSession.builder.master(f"local[{cores}]").config("spark.sql.shuffle.partitions", cores).config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
         .config("spark.sql.session.timeZone", "UTC").config("spark.driver.memory", "4g").config("spark.log.level", "ERROR").getOrCreate())
for table in work["tables"]:
    (spark.readStream.schema(table["schema"]).option("maxFilesPerTrigger", "1").json(os.path.dirname(table["files"][0])).createOrReplaceTempView(table["name"]))
folder = tempfile.mkdtemp(prefix="spark-benchmark-")
runs = 0
answers = {"rows": 0, "digest": 0}


def run(finish):
    global runs
    runs += 1
    frame = spark.sql(work["sql"])
    if "deduplicate" in work:
        frame = frame.dropDuplicatesWithinWatermark(work["deduplicate"])
    finish(frame.writeStream.trigger(availableNow=True).option("checkpointLocation", f"{folder}/{runs}")).start().awaitTermination()


def collect(batch, _):
    n, digest = batch.selectExpr("count(*)", f"sum(crc32(concat_ws(',', {', '.join(work['answer'])})))").collect()[0]
    answers["rows"] += n
    answers["digest"] += digest or 0


run(lambda writer: writer.foreachBatch(collect))
run(lambda writer: writer.format("noop"))
print(json.dumps({"rows": answers["rows"], "digest": str(answers["digest"])}), flush=True)
for _ in sys.stdin:
    for _ in range(work["passes"]):
        run(lambda writer: writer.format("noop"))
    print(json.dumps({}), flush=True)
spark.stop()
shutil.rmtree(folder, ignore_errors=True)
