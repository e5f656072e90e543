"""What Spark shows for the calls in answers.json, asked again: python record.py (needs pyspark 4.3.0). A new call is a new key there."""
import json
import os
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession, Window as W, functions as F
from pyspark.sql.types import StructType

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "answers.json")
S = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config("spark.sql.session.timeZone", "UTC").config("spark.sql.shuffle.partitions", "1").getOrCreate()
S.sparkContext.setLogLevel("OFF")
T = StructType.fromDDL
df = S.sql("""SELECT * FROM VALUES (1,'a',2.5D,'x',true,TIMESTAMP'2024-01-01 10:00:00',DATE'2024-01-01'),(2,'b',NULL,'y',false,NULL,DATE'2024-02-01'),
  (3,'a',-1D,NULL,true,TIMESTAMP'2024-03-01 10:00:00',NULL),(1,'b',7.25D,'x',NULL,TIMESTAMP'2023-01-01 10:00:00',DATE'2024-01-01'),(NULL,NULL,1e10D,'zz',false,NULL,NULL) AS t(i,g,d,s,b,ts,dt)""").coalesce(1)
df2 = S.sql("SELECT * FROM VALUES ('a',1),('b',2),('c',3),('a',4) AS t(g,w)").coalesce(1)
big = S.range(0, 20000, 1, 1).withColumn("m", (F.col("id") % 3).cast("int"))


def shown(call):
    try:
        frame = eval(call)
        return frame._show_string(20, 20, False) + frame.schema.simpleString()
    except PySparkException as error:
        return "ERROR %s" % error.getCondition()


with open(PATH) as file:
    calls = list(json.load(file))
answers = {call: shown(call) for call in calls}
with open(PATH, "w") as file:
    json.dump(answers, file, ensure_ascii=False, indent=0)
