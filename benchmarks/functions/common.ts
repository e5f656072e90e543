/**
 * The common functions in the types they are used with: what tidemark and DuckDB are asked, over columns of the same values. `{0}` and `{1}` are columns that
 * start as the samples say, varied.
 */
export interface CommonCase { readonly name: string; readonly types: readonly string[]; readonly samples: readonly string[]; readonly sql: string; readonly duck?: string }

const numbers: readonly (readonly [type: string, one: string, other: string])[] = [['INT', '1000', '7'], ['BIGINT', '100000', '13'], ['DOUBLE', '12.5D', '0.75D'], ['DECIMAL(12,2)', '1234.50', '99.25']];

function binary(operator: string, duck = operator): CommonCase[] {
  return numbers.map(([type, one, other]) => ({ name: `${operator} ${type}`, types: [type, type], samples: [one, other], sql: `{0} ${operator} {1}`, duck: `{0} ${duck} {1}` }));
}

function castOf(from: string, sample: string, to: string): CommonCase {
  return { name: `cast ${from} as ${to}`, types: [from], samples: [sample], sql: `CAST({0} AS ${to})`, duck: `CAST({0} AS ${to === 'STRING' ? 'VARCHAR' : to})` };
}

function dates(call: string, duck: string): CommonCase[] {
  const time: CommonCase = { name: `${call} TIMESTAMP`, types: ['TIMESTAMP'], samples: ["TIMESTAMP'2024-03-01 10:20:30'"], sql: `${call}({0})`, duck };
  const date: CommonCase = { ...time, name: `${call} DATE`, types: ['DATE'], samples: ["DATE'2024-03-01'"] };
  return ['hour', 'minute', 'second'].includes(call) ? [time] : [date, time];
}

function text(name: string, sql: string, duck?: string, second?: string): CommonCase {
  return { name, types: second === undefined ? ['STRING'] : ['STRING', 'STRING'], samples: second === undefined ? ["'Streaming SQL'"] : ["'Streaming SQL'", second], sql, ...(duck === undefined ? {} : { duck }) };
}

/** The same over letters beyond ASCII. */
function wide(name: string, sql: string): CommonCase { return { name: `${name}, Größe`, types: ['STRING'], samples: ["'Größe für Köln'"], sql, duck: sql }; }

const int = (name: string, sql: string, duck = sql): CommonCase => ({ name, types: ['INT', 'INT'], samples: ['1000', '1100'], sql, duck });

export const commonCases: readonly CommonCase[] = [
  ...binary('+'), ...binary('-'), ...binary('*'), ...binary('%'), ...binary('/'), ...binary('=').slice(0, 3), ...binary('<'), ...binary('>=').slice(0, 2), ...binary('<=>', 'IS NOT DISTINCT FROM').slice(0, 1),
  { name: 'div BIGINT', types: ['BIGINT', 'BIGINT'], samples: ['1000', '7'], sql: '{0} div {1}', duck: '{0} // {1}' },
  { name: '- INT', types: ['INT'], samples: ['7'], sql: '- {0}', duck: '- {0}' },
  { name: 'abs DOUBLE', types: ['DOUBLE'], samples: ['-7.5D'], sql: 'abs({0})', duck: 'abs({0})' },
  castOf('INT', '7', 'BIGINT'), castOf('BIGINT', '7', 'INT'), castOf('INT', '7', 'DOUBLE'), castOf('DOUBLE', '7.5D', 'INT'), castOf('DOUBLE', '7.5D', 'BIGINT'), castOf('BIGINT', '7', 'DOUBLE'), castOf('DOUBLE', '1.5D', 'FLOAT'),
  castOf('INT', '7', 'DECIMAL(10,2)'), castOf('DECIMAL(12,2)', '7.25', 'DOUBLE'), castOf('DECIMAL(12,2)', '7.25', 'INT'), castOf('DOUBLE', '7.25D', 'DECIMAL(12,2)'), castOf('DECIMAL(12,2)', '7.25', 'DECIMAL(14,4)'),
  castOf('DECIMAL(12,2)', '7.25', 'DECIMAL(12,1)'), castOf('DECIMAL(30,2)', '7.25', 'DECIMAL(32,4)'), castOf('INT', '1234567', 'STRING'), castOf('TIMESTAMP', "TIMESTAMP'2024-03-01 10:20:30'", 'DATE'),
  castOf('DATE', "DATE'2024-03-01'", 'TIMESTAMP'), castOf('DATE', "DATE'2024-03-01'", 'STRING'),
  ...dates('year', 'year({0})'), ...dates('month', 'month({0})'), ...dates('day', 'day({0})'), ...dates('quarter', 'quarter({0})').slice(0, 1), ...dates('dayofweek', 'dayofweek({0})').slice(0, 1),
  ...dates('dayofyear', 'dayofyear({0})').slice(0, 1), ...dates('weekofyear', 'weekofyear({0})').slice(0, 1), ...dates('last_day', 'last_day({0})').slice(0, 1), ...dates('hour', 'hour({0})'),
  ...dates('minute', 'minute({0})'), ...dates('second', 'second({0})'),
  { name: 'date_add', types: ['DATE', 'INT'], samples: ["DATE'2024-03-01'", '3'], sql: 'date_add({0}, {1})', duck: '{0} + {1}' },
  { name: 'datediff', types: ['DATE', 'DATE'], samples: ["DATE'2024-03-01'", "DATE'2020-03-01'"], sql: 'datediff({0}, {1})', duck: "date_diff('day', {1}, {0})" },
  { name: 'add_months', types: ['DATE', 'INT'], samples: ["DATE'2024-03-01'", '3'], sql: 'add_months({0}, {1})' },
  { name: "date_trunc('hour')", types: ['TIMESTAMP'], samples: ["TIMESTAMP'2024-03-01 10:20:30'"], sql: "date_trunc('HOUR', {0})", duck: "date_trunc('hour', {0})" },
  { name: "date_trunc('month')", types: ['TIMESTAMP'], samples: ["TIMESTAMP'2024-03-01 10:20:30'"], sql: "date_trunc('MONTH', {0})", duck: "date_trunc('month', {0})" },
  { name: 'timestamp + interval', types: ['TIMESTAMP'], samples: ["TIMESTAMP'2024-03-01 10:20:30'"], sql: "{0} + INTERVAL '10' MINUTE", duck: "{0} + INTERVAL '10' MINUTE" },
  { name: 'timestamp < timestamp', types: ['TIMESTAMP', 'TIMESTAMP'], samples: ["TIMESTAMP'2024-03-01 10:20:30'", "TIMESTAMP'2024-03-02 10:20:30'"], sql: '{0} < {1}', duck: '{0} < {1}' },
  text('upper', 'upper({0})', 'upper({0})'), text('lower', 'lower({0})', 'lower({0})'), text('length', 'length({0})', 'length({0})'), text('substring', 'substring({0}, 3, 5)', 'substring({0}, 3, 5)'),
  text('concat', "concat({0}, '-x')", "{0} || '-x'"), text('concat two columns', 'concat({0}, {1})', '{0} || {1}', "'abc'"), text('trim', 'trim({0})', 'trim({0})'), text('replace', "replace({0}, 'SQL', 'Row')", "replace({0}, 'SQL', 'Row')"),
  text('contains', "contains({0}, 'SQL')", "contains({0}, 'SQL')"), text('startswith', "startswith({0}, 'Str')", "starts_with({0}, 'Str')"), text('endswith', "endswith({0}, 'SQL')", "suffix({0}, 'SQL')"),
  text('instr', "instr({0}, 'SQL')", "instr({0}, 'SQL')"), text('left', 'left({0}, 4)', '{0}[1:4]'), text('right', 'right({0}, 4)', 'right({0}, 4)'), text('lpad', "lpad({0}, 20, '*')", "lpad({0}, 20, '*')"), text('rpad', "rpad({0}, 20, '*')", "rpad({0}, 20, '*')"),
  text('reverse', 'reverse({0})', 'reverse({0})'), text('repeat', 'repeat({0}, 2)', 'repeat({0}, 2)'), text('split_part', "split_part({0}, ' ', 1)", "split_part({0}, ' ', 1)"), text("LIKE 'a%'", "{0} LIKE 'Str%'", "{0} LIKE 'Str%'"),
  text("LIKE '%a%'", "{0} LIKE '%SQL%'", "{0} LIKE '%SQL%'"), text("LIKE '%a%b%'", "{0} LIKE '%e%S%'", "{0} LIKE '%e%S%'"), text("LIKE 'a_b%'", "{0} LIKE 'S_r%'", "{0} LIKE 'S_r%'"), text('= text', "{0} = 'Streaming SQL'", "{0} = 'Streaming SQL'"),
  text('< text columns', '{0} < {1}', '{0} < {1}', "'Stream'"),
  ...['upper', 'lower', 'length', 'reverse'].map((name) => wide(name, `${name}({0})`)), wide('substring', 'substring({0}, 3, 5)'), wide('LIKE', "{0} LIKE '%e%K_ln%'"),
  int('if', 'if({0} > 1000, {0}, {1})', 'CASE WHEN {0} > 1000 THEN {0} ELSE {1} END'), int('CASE of three', 'CASE WHEN {0} > 1500 THEN 1 WHEN {0} > 1000 THEN 2 ELSE 3 END'), int('coalesce', 'coalesce({0}, {1})'), int('nullif', 'nullif({0}, {1})'),
  int('greatest', 'greatest({0}, {1})'), int('least', 'least({0}, {1})'), int('isnull', '{0} IS NULL'), int('isnotnull', '{0} IS NOT NULL'), int('in', '{0} IN (1001, 1005, 1010, 1100)'), int('between', '{0} BETWEEN 1000 AND 1200'),
  int('and', '{0} > 1000 AND {1} < 1200'), int('or', '{0} > 1500 OR {1} < 1200'), int('not', 'NOT ({0} > 1000)'),
];
