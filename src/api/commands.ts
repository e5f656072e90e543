import { writable } from './named-tables.ts';
import { refuseFixed } from './runtime-conf.ts';
import { fail } from '../errors/stream-error.ts';
import type { Statement } from '../plan/statement.ts';
import { settingRows } from '../plan/settings.ts';
import { setPath } from './set-path.ts';
import { zoneOf } from '../types/time-zone.ts';
import { dayTimeIntervalType, type Field, field, stringType } from '../types/data-type.ts';
import type { Value } from '../columnar/value.ts';
import { sessionVariables, targetsOf } from './session-variables.ts';
import { DataFrame } from './data-frame.ts';
import { explainStatement } from './explain-statement.ts';
import { functionCommands } from './function-commands.ts';
import type { Session } from './session.ts';
import { literalOf } from './session-variables.ts';
import { runScript } from './script.ts';
import { quoteName } from './session-catalog.ts';
import { showCommands } from './show-commands.ts';
import { tableCommands } from './table-commands.ts';
import { viewCommands } from './view-commands.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;
type Command<K extends Statement['kind']> = (session: Session, statement: Of<K>) => DataFrame;

/** One row per statement that changes or shows the session. Effects that need no data are done at once, the others are queued. */
const commands: { readonly [K in Exclude<Statement['kind'], 'Query'>]: Command<K> } = {
  Script: runScript,
  Explain: explain,
  ...viewCommands,
  ...tableCommands,
  ...functionCommands,
  SetConfiguration: setConfiguration,
  ResetConfiguration: resetConfiguration,
  SetVariable: (session, statement) => sessionVariables.assign(session, statement),
  DeclareVariable: (session, statement) => sessionVariables.declare(session, statement),
  DropVariable: (session, statement) => sessionVariables.drop(session, statement),
  ...showCommands,
  Cursor: (session, { into = [], at }) => {
    targetsOf(session, into);
    return fail('CURSOR_OUTSIDE_SCRIPT', {}, { at });
  },
  Unsupported: (session, { feature, table, at }) => {
    if (table === undefined) return fail('TIDEMARK_NOT_SUPPORTED_YET', { feature }, { at });
    const { name } = writable(session, table.name, table.operation, at);
    if (table.condition === '_LEGACY_ERROR_TEMP_1261') return fail(table.condition, { tableIdentWithDB: quoteName(name) }, { at });
    const operation = table.operation === 'CREATE INDEX' ? 'CreateIndex' : 'DropIndex';
    return fail(table.condition, { errorMessage: `${operation} is not supported in this table ${name.slice(-2).join('.')}.` }, { at });
  },
};

export function runCommand(session: Session, statement: Exclude<Statement, { kind: 'Query' }>): DataFrame {
  const command = commands[statement.kind] as Command<typeof statement.kind>;
  return command(session, statement as never);
}

function nothing(session: Session): DataFrame { return session.createDataFrame([], { fields: [] }); }

function answer(session: Session, fields: readonly Field[], rows: readonly (readonly Value[])[]): DataFrame {
  return new DataFrame(session, { kind: 'LocalRelation', schema: { fields }, rows });
}

function explain(session: Session, { statement, mode }: Of<'Explain'>): DataFrame {
  return answer(session, [field('plan', stringType)], explainStatement(session, statement, mode).map((line) => [line]));
}

function setConfiguration(session: Session, statement: Of<'SetConfiguration'>): DataFrame {
  const { key, verbose } = statement;
  if (statement.path !== undefined) {
    setPath(session.engine.settings, statement.path, statement.at);
    return session.emptyDataFrame;
  }
  if (key !== undefined && statement.value !== undefined) refuseFixed(key);
  const fields = [field('key', stringType, false), field('value', stringType, false)];
  if (key === undefined) {
    const all = verbose === true ? settingRows.map((row) => [row.key, session.engine.settings.get(row.key) ?? '<undefined>', row.doc]) : session.engine.settings.entries().map(([name, text]) => [name, text]);
    return answer(session, verbose === true ? [...fields, field('meaning', stringType, false)] : fields, all);
  }
  if (statement.value !== undefined && session.engine.catalog.variable(key.split('.')) !== undefined) fail('UNSUPPORTED_FEATURE.SET_VARIABLE_USING_SET', { variableName: quoteName(key.split('.')) }, { at: statement.at });
  const value = key === ZONE ? zoneText(session, statement) : statement.value;
  if (value !== undefined) session.conf.set(key, value);
  return answer(session, fields, [[key, session.engine.settings.get(key) ?? '<undefined>']]);
}


const ZONE = 'spark.sql.session.timeZone';

/** A region, LOCAL, or an interval as an offset. */
function zoneText(session: Session, { value, interval, at }: Of<'SetConfiguration'>): string | undefined {
  if (interval !== undefined) {
    const written = literalOf(session, interval, undefined);
    const months = written.type.kind === 'year_month_interval' ? (written.value as number) : 0;
    const seconds = months === 0 ? Number(literalOf(session, interval, dayTimeIntervalType).value as bigint / 1_000_000n) : 0;
    const days = written.type.kind === 'day_time_interval' && written.type.start === 0 ? Math.trunc(seconds / 86_400) : 0;
    if (months !== 0 || Math.abs(seconds) > 18 * 3600) fail('INVALID_INTERVAL_FORMAT.TIMEZONE_INTERVAL_OUT_OF_RANGE', { input: String(Math.abs(months || days || Math.trunc(seconds / 3600))) }, { at });
    const [hours, minutes] = [Math.floor(Math.abs(seconds) / 3600), Math.floor(Math.abs(seconds) / 60) % 60].map((part) => String(part).padStart(2, '0'));
    const rest = Math.abs(seconds) % 60;
    return `${seconds < 0 ? '-' : '+'}${hours}:${minutes}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
  }
  const zone = value?.toUpperCase() === 'LOCAL' ? Intl.DateTimeFormat().resolvedOptions().timeZone : value;
  if (zone === undefined) return undefined;
  try {
    zoneOf(zone);
  } catch (error) {
    fail('INVALID_CONF_VALUE.TIME_ZONE', { confName: ZONE, confValue: zone }, { at, cause: error });
  }
  return zone;
}

function resetConfiguration(session: Session, { key }: Of<'ResetConfiguration'>): DataFrame {
  if (key !== undefined) refuseFixed(key);
  for (const [name] of key === undefined ? session.engine.settings.entries() : [[key]]) session.conf.unset(name!);
  return nothing(session);
}
