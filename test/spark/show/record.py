"""Records what Spark's show() prints for random tables: python record.py SEED COUNT > tables.jsonl (needs pyspark 4.3.0).

A line is {sql, conf, count, truncate, vertical, text}. The statements are made from a seed, so that a larger set can be recorded at any time.
"""
import json
import random
import sys


TEXT = ["", "a", "abc", "twenty characters!!!", "twenty-one characters", "日本語テキスト", "한국어", "ｆｕｌｌｗｉｄｔｈ", "e\u0301a\u0308", "😀😀", "line\\nbreak", "tab\\there", "naïve café", "ﬁ", "ﾊﾝｶｸ",
        "中文字符很长很长很长很长很长很长很长", "x\\ry", "Ω≈ç√", "null", "NULL", "\\u0007bell", "\\f\\b", "‘quotes’", "a" * 40, "한글과 English 混在", "①②③", "👩‍👩‍👧", "￥", "。、", "︰"]
SIMPLE = {
    "STRING": lambda r: "'%s'" % r.choice(TEXT),
    "INT": lambda r: r.choice(["1", "-7", "2147483647", "-2147483648", "0"]),
    "BIGINT": lambda r: r.choice(["1L", "9223372036854775807L", "-5L"]),
    "TINYINT": lambda r: r.choice(["1Y", "-128Y"]),
    "SMALLINT": lambda r: r.choice(["300S", "-1S"]),
    "DOUBLE": lambda r: r.choice(["1.5D", "1e10D", "1e-5D", "123456789.125D", "double('NaN')", "double('-Infinity')", "-0.0D", "1e300D", "100.0D"]),
    "FLOAT": lambda r: r.choice(["1.5F", "1e10F", "0.1F", "float('Infinity')", "16777216F"]),
    "DECIMAL(10,2)": lambda r: r.choice(["1.50BD", "-99999999.99BD", "0BD"]),
    "DECIMAL(38,18)": lambda r: r.choice(["0.000000000000000001BD", "12345678901234567890.5BD", "0BD"]),
    "BOOLEAN": lambda r: r.choice(["true", "false"]),
    "DATE": lambda r: r.choice(["DATE'2024-02-29'", "DATE'0001-01-01'", "DATE'9999-12-31'", "DATE'-0044-03-15'", "DATE'+12345-01-01'"]),
    "TIMESTAMP": lambda r: r.choice(["TIMESTAMP'2024-02-29 12:34:56.789'", "TIMESTAMP'1969-12-31 23:59:59.000001'", "TIMESTAMP'0001-01-01 00:00:00'"]),
    "TIMESTAMP_NTZ": lambda r: r.choice(["TIMESTAMP_NTZ'2024-02-29 12:34:56.1'", "TIMESTAMP_NTZ'1900-01-01 00:00:00'"]),
    "TIME": lambda r: r.choice(["TIME'12:34:56.789'", "TIME'00:00:00'"]),
    "BINARY": lambda r: r.choice(["X''", "X'616263'", "X'00FF10'", "X'E697A5E69CAC'", "X'00112233445566778899AABBCCDDEEFF'"]),
    "INTERVAL YEAR TO MONTH": lambda r: r.choice(["INTERVAL '1-2' YEAR TO MONTH", "INTERVAL -'3-11' YEAR TO MONTH"]),
    "INTERVAL YEAR": lambda r: "INTERVAL '5' YEAR",
    "INTERVAL DAY TO SECOND": lambda r: r.choice(["INTERVAL '1 02:03:04.5' DAY TO SECOND", "INTERVAL -'0 00:00:00.000001' DAY TO SECOND"]),
    "INTERVAL HOUR TO MINUTE": lambda r: "INTERVAL '12:30' HOUR TO MINUTE",
    "INTERVAL": lambda r: r.choice(["make_interval(1, 2, 3, 4, 5, 6, 7.5)", "make_interval(0, 0, 0, 0, 0, 0, 0)", "make_interval(0, -1, 0, 2)"]),
    "VOID": lambda r: "NULL",
    "VARIANT": lambda r: r.choice(["parse_json('{\"b\": [1, null, \"x\"], \"a\": 1.5}')", "parse_json('null')", "parse_json('\"text\"')"]),
}
INSIDE = [one for one in SIMPLE if one != "VOID"]


def value(kind, r):
    if r.random() < 0.12:
        return "NULL"
    if isinstance(kind, str):
        return SIMPLE[kind](r)
    name, parts = kind
    if name == "ARRAY":
        return "array(%s)" % ", ".join(cast(value(parts[0], r), parts[0]) for _ in range(r.randrange(4)))
    if name == "MAP":
        count = r.randrange(3)
        keys = r.sample(["1", "2", "-3"], count) if parts[0] == "INT" else ["'%s'" % one for one in r.sample(["k", "日", "long key", ""], count)]
        return "map(%s)" % ", ".join("%s, %s" % (key, cast(value(parts[1], r), parts[1])) for key in keys)
    return "named_struct(%s)" % ", ".join("'%s', %s" % (field, cast(value(part, r), part)) for field, part in parts)


def ddl(kind):
    if isinstance(kind, str):
        return kind
    name, parts = kind
    if name == "STRUCT":
        return "STRUCT<%s>" % ", ".join("`%s`: %s" % (field, ddl(part)) for field, part in parts)
    return "%s<%s>" % (name, ", ".join(ddl(part) for part in parts))


def cast(text, kind):
    return "CAST(%s AS %s)" % (text, ddl(kind)) if text == "NULL" or kind != "STRING" else text


def kind(r, depth=0):
    choice = r.random()
    if depth > 1 or choice < 0.6:
        return r.choice(list(SIMPLE) if depth == 0 else INSIDE)
    if choice < 0.75:
        return ("ARRAY", [kind(r, depth + 1)])
    if choice < 0.87:
        return ("MAP", [r.choice(["INT", "STRING"]), kind(r, depth + 1)])
    return ("STRUCT", [(field, kind(r, depth + 1)) for field in r.sample(["a", "b", "名前", "with space"], r.randrange(1, 4))])


NAMES = ["id", "a", "a long name of a column", "名前", "タイムスタンプの列", "with\ttab", "x", "é", "count(1)", "ＦＵＬＬ"]
CONF = [{}, {}, {}, {}, {"spark.sql.binaryOutputStyle": "UTF8"}, {"spark.sql.binaryOutputStyle": "BASE64"}, {"spark.sql.binaryOutputStyle": "HEX"}, {"spark.sql.binaryOutputStyle": "BASIC"}, {"spark.sql.session.timeZone": "America/Los_Angeles"}]


def statement(r):
    kinds = [kind(r) for _ in range(r.randrange(1, 5))]
    names = r.sample(NAMES, len(kinds))
    rows = [", ".join(cast(value(one, r), one) for one in kinds) for _ in range(r.randrange(1, 6))]
    selects = ["SELECT %d AS __i, %s" % (index, row) if index else "SELECT 0 AS __i, %s" % ", ".join("%s AS `%s`" % (cell, name) for cell, name in zip(split(row), names)) for index, row in enumerate(rows)]
    sql = "SELECT %s FROM (%s) ORDER BY __i" % (", ".join("`%s`" % one for one in names), " UNION ALL ".join(selects))
    return sql + (" LIMIT 0" if r.random() < 0.05 else "")


def split(row):
    """At commas outside of brackets and quotes."""
    parts, depth, quoted, part = [], 0, False, ""
    for letter in row:
        if letter == "'":
            quoted = not quoted
        if not quoted and letter in "(<":
            depth += 1
        if not quoted and letter in ")>":
            depth -= 1
        if letter == "," and depth == 0 and not quoted:
            parts.append(part.strip())
            part = ""
        else:
            part += letter
    return parts + [part.strip()]


def main(seed, count):
    from pyspark.sql import SparkSession  # not needed to make statements
    spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "1").config("spark.sql.session.timeZone", "UTC").getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    r = random.Random(seed)
    written = 0
    while written < count:
        sql, conf = statement(r), r.choice(CONF)
        rows, truncate, vertical = r.choice([20, 20, 20, 1, 2, 0, 3]), r.choice([True, True, True, False, 1, 2, 3, 4, 7, 30]), r.random() < 0.2
        before = {key: spark.conf.get(key, None) for key in conf}
        try:
            for key, text in conf.items():
                spark.conf.set(key, text)
            text = spark.sql(sql)._show_string(rows, truncate, vertical)
        except Exception as error:
            print(str(error).split("\n")[0], sql, file=sys.stderr)
            continue
        finally:
            for key, text_before in before.items():
                spark.conf.unset(key) if text_before is None or key.endswith("Style") else spark.conf.set(key, text_before)
        print(json.dumps({"sql": sql, "conf": conf, "count": rows, "truncate": truncate, "vertical": vertical, "text": text}, ensure_ascii=False), flush=True)
        written += 1


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
