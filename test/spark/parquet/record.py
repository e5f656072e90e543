"""Parquet files that Spark writes, and what it reads in them; and whether Spark reads ours.

    record.py write          writes *.parquet and answers.json beside this script
    record.py check FOLDER   FOLDER/<name> was written by `node scripts/run.mjs test/spark/parquet/rewrite.ts FOLDER`; compares what Spark reads
"""
import glob, json, os, shutil, sys, tempfile
from pyspark.sql import SparkSession

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = """SELECT CAST(i AS TINYINT) AS ti, CAST(i * 100 AS SMALLINT) AS si, CAST(i AS INT) AS i, CAST(i AS BIGINT) * 1000000007 AS l, CAST(i / 7 AS FLOAT) AS f, i / 7D AS d, i % 2 = 0 AS b,
  IF(i % 3 = 0, NULL, concat('s', i % 5)) AS s, CAST(concat('b', i) AS BINARY) AS bin, CAST(i * 1.25 AS DECIMAL(9,2)) AS d9, CAST(-i * 1.25 AS DECIMAL(18,2)) AS d18, CAST(-i * 1.25 AS DECIMAL(38,5)) AS d38,
  date_add(DATE'2020-01-01', i) AS dt, TIMESTAMP'1905-01-01 00:00:00.123456' + make_interval(0, 0, 0, i) AS ts, TIMESTAMP_NTZ'2020-01-01 00:00:00.5' + make_dt_interval(i) AS ntz,
  IF(i % 5 = 0, NULL, IF(i % 5 = 1, array(), array(i, NULL, i + 1))) AS li, named_struct('a', i, 'b', IF(i % 2 = 0, 'x', NULL)) AS st, IF(i % 4 = 0, NULL, named_struct('p', named_struct('q', i))) AS nst,
  map(i, 'a', i + 1, NULL) AS m, array(array(i), array(), NULL, array(i, i)) AS ll, IF(i % 4 = 0, NULL, array(named_struct('x', i, 'y', array(CAST(i AS STRING))), NULL)) AS ls,
  map('k', array(map(i, named_struct('z', i)))) AS mm, make_ym_interval(1, i) AS ym, make_dt_interval(i, 1) AS dti, CAST(NULL AS INT) AS nn
  FROM (SELECT CAST(id AS INT) AS i FROM range(24))"""
SHREDDED = """SELECT id, parse_json(IF(id % 10 = 9, '{"a":"odd","c":[1,null]}', IF(id % 10 = 8, '[1,2]', concat('{"a":', id, ',"b":{"d":"t', id, '"},"e":[', id, ',2]}')))) AS v FROM range(40)"""
VARIANTS = """SELECT id, parse_json(v) AS v FROM VALUES (1, '{"a":1,"b":"x"}'), (2, '{"a":"one","c":[1,null]}'), (3, 'null'), (4, '[1,{"a":2}]'), (5, CAST(NULL AS STRING)), (6, '{"b":"y","a":12345678901}') t(id, v)"""
CASES = {
    'snappy': (COLUMNS, {}, {}), 'none': (COLUMNS, {'compression': 'none'}, {}), 'gzip': (COLUMNS, {'compression': 'gzip'}, {}), 'zstd': (COLUMNS, {'compression': 'zstd'}, {}),
    'lz4': (COLUMNS, {'compression': 'lz4'}, {}), 'lz4_raw': (COLUMNS, {'compression': 'lz4_raw'}, {}), 'pages_v2': (COLUMNS, {'parquet.writer.version': 'v2'}, {}),
    'micros': (COLUMNS, {}, {'spark.sql.parquet.outputTimestampType': 'TIMESTAMP_MICROS'}), 'millis': (COLUMNS, {}, {'spark.sql.parquet.outputTimestampType': 'TIMESTAMP_MILLIS'}),
    'legacy': (COLUMNS, {}, {'spark.sql.parquet.writeLegacyFormat': 'true'}), 'void': ('SELECT NULL AS n, 1 AS a', {}, {}),
    'variants': (VARIANTS, {}, {}), 'shredded': (SHREDDED, {}, {}),
}

spark = SparkSession.builder.master('local[1]').config('spark.ui.enabled', 'false').config('spark.sql.session.timeZone', 'UTC').config('spark.driver.memory', '1g').getOrCreate()
spark.sparkContext.setLogLevel('ERROR')


def lines(path):
    frame = spark.read.parquet(path)
    return [frame.schema.json()] + [row.j for row in frame.selectExpr('to_json(struct(*)) AS j').collect()]


def write():
    answers = {}
    for name, (query, options, settings) in CASES.items():
        for key, value in settings.items():
            spark.conf.set(key, value)
        folder = tempfile.mkdtemp()
        spark.sql(query).coalesce(1).write.options(**options).mode('overwrite').parquet(folder)
        for key in settings:
            spark.conf.unset(key)
        shutil.copy(glob.glob(folder + '/*.parquet')[0], os.path.join(HERE, name + '.parquet'))
        given = lines(folder)
        answers[name] = next((other for other, known in answers.items() if known == given), given)
        shutil.rmtree(folder)
    with open(os.path.join(HERE, 'answers.json'), 'w') as out:
        json.dump(answers, out, indent=1, ensure_ascii=False)


def check(root):
    with open(os.path.join(HERE, 'answers.json')) as given:
        answers = json.load(given)
    wrong = 0
    for name, expected in answers.items():
        expected = answers[expected] if isinstance(expected, str) else expected
        try:
            got = lines(os.path.join(root, name))
        except Exception as error:
            got = [str(error)[:2000]]
        if got != expected:
            wrong += 1
            print(name, 'differs:', *([f'\n  {a}\n  {b}' for a, b in zip(got, expected) if a != b][:1] or [len(got), len(expected)]))
    print(f'{len(answers) - wrong} of {len(answers)} as Spark wrote them')


write() if sys.argv[1] == 'write' else check(sys.argv[2])
