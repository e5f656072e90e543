#!/usr/bin/env python3
"""record.py CHAPTER [--continue] < statements > new.jsonl

Asks Spark 4.3.0 (pyspark) what it answers to statements of one session, a line each, and prints a chapter of this folder. A line may begin
with @key=value for settings of that statement; \\n stands for the end of a line. With --continue the statements of CHAPTER.jsonl run first and
are kept as they are.
"""
import json, os, re, sys

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = [one['sql'] for one in json.load(open(os.path.join(HERE, '..', '..', 'sql', 'fixtures.json')))]


def answer(spark, sql, conf):
    before = {key: spark.conf.get(key, None) for key in conf}
    try:
        for key, value in conf.items():
            spark.conf.set(key, value)
        frame = spark.sql(sql)
        schema = frame._jdf.schema().toDDL()
        if not frame.columns:
            return {'kind': 'command', 'schema': '', 'rows': []}
        cells = [f'''concat("X'", hex(c{i}), "'")''' if field.dataType.typeName() == 'binary' else f'CAST(c{i} AS STRING)' for i, field in enumerate(frame.schema.fields)]
        rows = [list(row) for row in frame.toDF(*[f'c{i}' for i in range(len(cells))]).selectExpr(*cells).collect()]
        ordered = re.search(r'ORDER BY[^()]*$', sql, re.I) is not None
        return {'schema': schema, 'rows': rows if ordered else sorted(rows, key=json.dumps), **({'ordered': True} if ordered else {})}
    except Exception as error:
        return {'error': condition_of(error)}
    finally:
        for key, value in before.items():
            spark.conf.unset(key) if value is None else spark.conf.set(key, value)


def condition_of(error):
    if hasattr(error, 'getCondition') and error.getCondition() is not None:
        return {'condition': error.getCondition(), 'sqlState': error.getSqlState()}
    cause = getattr(error, 'java_exception', None)
    try:
        return {'condition': cause.getCondition(), 'sqlState': cause.getSqlState()}
    except Exception:
        return {'condition': None, 'sqlState': None}


def statement_of(line):
    conf = {}
    while (match := re.match(r'@(\S+?)=(\S+) (.*)', line, re.S)):
        conf[match.group(1)] = match.group(2)
        line = match.group(3)
    return line.replace('\\n', '\n'), conf


def record(spark, chapter, lines, old=()):
    for sql in FIXTURES:
        spark.sql(sql)
    if old:
        yield from old
    else:
        yield {'file': chapter, 'conf': {}, 'init': FIXTURES}
    for one in old[1:]:
        answer(spark, one['sql'], one.get('conf', {}))
    for index, line in enumerate(lines, int(old[-1]['id'].rsplit('-', 1)[1]) + 1 if len(old) > 1 else 0):
        sql, conf = statement_of(line)
        yield {'id': f'{chapter}-{index:03}', 'area': chapter, 'sql': sql, **({'conf': conf} if conf else {}), **answer(spark, sql, conf)}


def main():
    from pyspark.sql import SparkSession
    spark = (SparkSession.builder.master('local[1]').config('spark.ui.enabled', 'false').config('spark.sql.shuffle.partitions', '1')
             .config('spark.sql.session.timeZone', 'UTC').config('spark.sql.adaptive.enabled', 'false').getOrCreate())
    spark.sparkContext.setLogLevel('OFF')
    chapter = sys.argv[1]
    old = [json.loads(line) for line in open(os.path.join(HERE, '..', f'{chapter}.jsonl'))] if '--continue' in sys.argv else []
    lines = [line.rstrip('\n') for line in sys.stdin if line.strip() and not line.startswith('##')]
    for one in record(spark, chapter, lines, old):
        print(json.dumps(one, ensure_ascii=False, separators=(',', ':')))


if __name__ == '__main__':
    main()
