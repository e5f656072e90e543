import { fail } from '../../errors/stream-error.ts';
import type { Buckets, ViewSchemaMode } from '../../plan/catalog.ts';
import type { Field } from '../../types/data-type.ts';
import { expectCollation } from '../../types/collation.ts';
import { quoteIdentifier } from '../../types/print.ts';
import type { Clause } from '../build/clauses.ts';
import type { ParserMethod } from '../chevrotain.ts';
import * as t from '../tokens.ts';
import { PipeGrammar } from './pipes.ts';

const { k } = t;

type Partition = { readonly column: string } | { readonly field: Field } | undefined;

/** What CREATE TABLE and CREATE VIEW say around their columns and queries. */
export abstract class ClauseGrammar extends PipeGrammar {
  /** IF NOT EXISTS */
  protected readonly ifNotExists: ParserMethod<[], boolean> = this.RULE('ifNotExists', (): boolean =>
    this.OPTION({ GATE: () => this.is(2, k.NOT), DEF: () => { this.CONSUME(k.IF); this.CONSUME(k.NOT); this.CONSUME(k.EXISTS); return true; } }) === true);

  /** IF EXISTS */
  protected readonly ifExists: ParserMethod<[], boolean> = this.RULE('ifExists', (): boolean =>
    this.OPTION({ GATE: () => this.is(2, k.EXISTS), DEF: () => { this.CONSUME(k.IF); this.CONSUME(k.EXISTS); return true; } }) === true);

  protected readonly orReplace: ParserMethod<[], boolean> = this.RULE('orReplace', (): boolean =>
    this.OPTION(() => { this.CONSUME(k.OR); this.CONSUME(k.REPLACE); return true; }) === true);

  /**
   * clause : USING name | OPTIONS properties | TBLPROPERTIES properties | COMMENT text | LOCATION text | PARTITIONED BY '(' partition (',' partition)* ')' | CLUSTER BY pathList
   *        | CLUSTERED BY buckets | DEFAULT COLLATION name | schemaMode | (STORED | ROW) …, which is Hive's | what is not supported
   */
  protected readonly clause: ParserMethod<[], Clause> = this.RULE('clause', (): Clause => this.OR<Clause>([
    { ALT: () => { this.CONSUME(k.USING); const parts = this.SUBRULE(this.dottedName); return { name: 'USING', value: { format: this.ACTION(() => parts.join('.')) } }; } },
    { ALT: () => { this.CONSUME(k.OPTIONS); return { name: 'OPTIONS', value: { options: this.SUBRULE(this.properties) } }; } },
    { ALT: () => { this.CONSUME(k.TBLPROPERTIES); return { name: 'TBLPROPERTIES', value: { properties: this.SUBRULE(this.tableProperties) } }; } },
    { ALT: () => { this.CONSUME(k.COMMENT); return { name: 'COMMENT', value: { comment: this.SUBRULE(this.text) } }; } },
    { ALT: () => { this.CONSUME(k.LOCATION); return { name: 'LOCATION', value: { location: this.SUBRULE2(this.text) } }; } },
    { GATE: () => this.is(2, k.BY), ALT: () => this.SUBRULE(this.partitionedBy) },
    { ALT: () => { this.CONSUME(k.CLUSTER); this.CONSUME2(k.BY); return { name: 'CLUSTER BY', value: { clusterBy: this.SUBRULE(this.pathList) } }; } },
    { GATE: () => this.word(1) === 'CLUSTERED', ALT: () => { this.CONSUME(t.Word); return { name: 'CLUSTERED BY', value: { buckets: this.SUBRULE(this.buckets) } }; } },
    { ALT: () => ({ name: 'DEFAULT COLLATION', value: { collation: this.SUBRULE(this.objectCollation) } }) },
    { GATE: () => this.is(2, k.SCHEMA), ALT: () => ({ name: 'WITH SCHEMA', value: { schemaMode: this.SUBRULE(this.schemaMode) } }) },
    { GATE: () => this.is(2, k.ON), ALT: () => {
      const start = this.here();
      this.CONSUME2(k.PARTITIONED);
      this.CONSUME(k.ON);
      this.SUBRULE2(this.nameList);
      this.ACTION(() => fail('INVALID_STATEMENT_OR_CLAUSE', { operation: 'CREATE VIEW ... PARTITIONED ON' }, { at: this.spanFrom(start) }));
      return { name: 'PARTITIONED ON', value: {} };
    } },
    { GATE: () => !this.is(1, k.AS) && !this.queryAhead(1), ALT: () => {
      const token = this.CONSUME2(t.Word);
      return this.ACTION(() => {
        const word = token.image.toUpperCase();
        const at = this.spanFrom(token.startOffset);
        if (word === 'STORED' || word === 'ROW') fail('NOT_SUPPORTED_COMMAND_WITHOUT_HIVE_SUPPORT', { cmd: 'CREATE Hive TABLE (AS SELECT)' }, { at });
        if (word === 'SKEWED') fail('INVALID_STATEMENT_OR_CLAUSE', { operation: 'CREATE TABLE ... SKEWED BY' }, { at });
        return fail('PARSE_SYNTAX_ERROR', { error: `'${token.image}'`, expected: ', expected a clause of CREATE', hint: '' }, { at });
      });
    } },
  ]));

  /** defaultCollation : DEFAULT COLLATION name */
  protected readonly defaultCollation: ParserMethod<[], string> = this.RULE('defaultCollation', (): string => {
    const start = this.here();
    this.CONSUME(k.DEFAULT);
    this.ACTION(() => { if (this.word(1) !== 'COLLATION') this.expected('COLLATION'); });
    this.CONSUME(t.AnyWord);
    const parts = this.SUBRULE(this.dottedName);
    return this.ACTION(() => expectCollation(parts, this.spanFrom(start)).name);
  });

  /** Of a table or a view. */
  protected readonly objectCollation: ParserMethod<[], string> = this.RULE('objectCollation', (): string => {
    const start = this.here();
    const collation = this.SUBRULE(this.defaultCollation);
    this.ACTION(() => { if (this.settings.objectCollationsOff === true) fail('UNSUPPORTED_FEATURE.OBJECT_LEVEL_COLLATIONS', {}, { at: this.spanFrom(start) }); });
    return collation;
  });

  /** schemaMode : WITH SCHEMA (BINDING | COMPENSATION | TYPE? EVOLUTION) */
  protected readonly schemaMode: ParserMethod<[], ViewSchemaMode> = this.RULE('schemaMode', (): ViewSchemaMode => {
    this.CONSUME(k.WITH);
    this.CONSUME(k.SCHEMA);
    const typed = this.OPTION({ GATE: () => this.word(1) === 'TYPE', DEF: () => { this.CONSUME(t.Word); return true; } });
    const found = this.ACTION(() => (typed === true ? typeModes : modes)[this.word(1)] ?? this.expected('BINDING, COMPENSATION, TYPE EVOLUTION or EVOLUTION'));
    this.CONSUME2(t.Word);
    return found;
  });

  /** partitionedBy : PARTITIONED BY '(' partition (',' partition)* ')' */
  private readonly partitionedBy: ParserMethod<[], Clause> = this.RULE('partitionedBy', (): Clause => {
    const start = this.here();
    const found: Partition[] = [];
    this.CONSUME(k.PARTITIONED);
    this.CONSUME(k.BY);
    this.CONSUME(t.LeftParen);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { found.push(this.SUBRULE(this.partition)); } });
    this.CONSUME(t.RightParen);
    return this.ACTION((): Clause => {
      const columns = found.flatMap((one) => (one !== undefined && 'column' in one ? [one.column] : []));
      const fields = found.flatMap((one) => (one !== undefined && 'field' in one ? [one.field] : []));
      if (found.filter((one) => one === undefined).length > 1) fail('UNSUPPORTED_FEATURE.MULTIPLE_BUCKET_TRANSFORMS', {}, { at: this.spanFrom(start) });
      if (columns.length > 0 && fields.length > 0) fail('TIDEMARK_MIXED_PARTITIONS', {}, { at: this.spanFrom(start) });
      return { name: 'PARTITIONED BY', value: { partitionBy: [...columns, ...fields.map((one) => one.name)], ...(fields.length === 0 ? {} : { partitionFields: fields }) } };
    });
  });

  /** partition : name ('.' name)* | name dataType (COMMENT text)? | transform '(' arguments ')'            buckets are no partitions in one process */
  private readonly partition: ParserMethod<[], Partition> = this.RULE('partition', (): Partition => {
    const start = this.here();
    const name = this.SUBRULE(this.name);
    return this.OR<Partition>([
      { ALT: () => {
        this.CONSUME(t.LeftParen);
        this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { this.SUBRULE(this.expression); } });
        this.CONSUME(t.RightParen);
        return this.ACTION(() => {
          if (name.toLowerCase() !== 'bucket') {
            const at = this.spanFrom(start);
            fail('UNSUPPORTED_PARTITION_TRANSFORM', { transform: quoteIdentifier(at.sql.slice(at.start, at.end)) }, { at });
          }
          return undefined;
        });
      } },
      { GATE: () => this.is(1, t.AnyWord), ALT: () => {
        const type = this.SUBRULE(this.dataType);
        const comment = this.OPTION(() => { this.CONSUME(k.COMMENT); return this.SUBRULE(this.text); });
        return { field: { name, type, nullable: true, ...(comment === undefined ? {} : { comment }) } };
      } },
      { ALT: () => {
        const parts = [name];
        this.MANY(() => { this.CONSUME(t.Dot); parts.push(this.SUBRULE2(this.name)); });
        return this.ACTION(() => (parts.length === 1 ? { column: name } : fail('UNSUPPORTED_PARTITION_TRANSFORM', { transform: `identity(${parts.join('.')})` }, { at: this.spanFrom(start) })));
      } },
    ]);
  });

  /** buckets : BY nameList (SORTED BY '(' name (ASC | DESC)? … ')')? INTO integer BUCKETS */
  private readonly buckets: ParserMethod<[], Buckets> = this.RULE('buckets', (): Buckets => {
    const start = this.here();
    const sorted: string[] = [];
    this.CONSUME(k.BY);
    const columns = this.SUBRULE(this.nameList);
    this.OPTION({ GATE: () => this.word(1) === 'SORTED', DEF: () => {
      this.CONSUME(t.Word);
      this.CONSUME2(k.BY);
      this.CONSUME(t.LeftParen);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => {
        sorted.push(this.SUBRULE(this.name));
        this.OPTION2(() => this.OR([{ ALT: () => this.CONSUME(k.ASC) }, { ALT: () => { this.CONSUME(k.DESC); this.ACTION(() => fail('TIDEMARK_DESCENDING_BUCKETS', {}, { at: this.spanFrom(start) })); } }]));
      } });
      this.CONSUME(t.RightParen);
    } });
    this.CONSUME(k.INTO);
    const count = this.CONSUME(t.Integer).image;
    this.CONSUME2(t.Word);
    return this.ACTION((): Buckets => {
      const buckets = Number(count);
      if (!(buckets > 0 && buckets <= bucketsMax)) fail('INVALID_BUCKET_COUNT', { numBuckets: count, bucketingMaxBuckets: String(bucketsMax) }, { at: this.spanFrom(start) });
      return { columns, sorted, count: buckets };
    });
  });

  /** Properties that all have values, and are no part of the table that has a clause of its own. */
  protected readonly tableProperties: ParserMethod<[from?: number], Record<string, string>> = this.RULE('tableProperties', (from?: number): Record<string, string> =>
    this.SUBRULE(this.wordedProperties, { ARGS: ['TABLE', from] }));

  /** @param from where the statement begins that changes properties: what misses a value is told of all of it */
  protected readonly wordedProperties: ParserMethod<[of: Owner, from?: number | undefined], Record<string, string>> = this.RULE('wordedProperties', (of: Owner = 'TABLE', from?: number): Record<string, string> => {
    const start = this.here();
    const entries = this.SUBRULE(this.propertyEntries);
    return this.ACTION(() => {
      const at = this.spanFrom(from ?? start);
      const open = entries.filter(([, value]) => value === undefined).map(([key]) => key);
      if (open.length > 0) fail('_LEGACY_ERROR_TEMP_0035', { message: `Values must be specified for key(s): [${open.join(',')}]` }, { at });
      return Object.fromEntries(this.unreserved(entries, of, start).map(([key, value]) => [key, value!]));
    });
  });

  /** What has a clause of its own is no property: refused, or left out as a setting has it. */
  private unreserved<Value>(entries: readonly (readonly [key: string, value: Value])[], of: 'TABLE' | 'NAMESPACE', start: number): readonly (readonly [key: string, value: Value])[] {
    const reserved = reservedProperties[of];
    const wanted = this.settings.reservedLeftOut === true ? entries.filter(([key]) => !reserved.has(key)) : entries;
    const taken = wanted.find(([key]) => reserved.has(key))?.[0];
    return taken === undefined ? wanted : fail(`UNSUPPORTED_FEATURE.SET_${of}_PROPERTY`, { property: taken, msg: reserved.get(taken)! }, { at: this.spanFrom(start) });
  }

  /** Names of properties, none with a value. */
  protected readonly propertyKeys: ParserMethod<[of: 'TABLE' | 'NAMESPACE'], string[]> = this.RULE('propertyKeys', (of: 'TABLE' | 'NAMESPACE' = 'TABLE'): string[] => {
    const start = this.here();
    const entries = this.SUBRULE(this.propertyEntries);
    return this.ACTION(() => {
      const given = entries.filter(([, value]) => value !== undefined).map(([key]) => key);
      if (given.length > 0) fail('_LEGACY_ERROR_TEMP_0035', { message: `Values should not be specified for key(s): [${given.join(',')}]` }, { at: this.spanFrom(start) });
      return this.unreserved(entries, of, start).map(([key]) => key);
    });
  });
}

type Owner = 'TABLE' | 'NAMESPACE';

const modes: Readonly<Record<string, ViewSchemaMode>> = { BINDING: 'BINDING', COMPENSATION: 'COMPENSATION', EVOLUTION: 'EVOLUTION' };
const typeModes: Readonly<Record<string, ViewSchemaMode>> = { EVOLUTION: 'TYPE EVOLUTION' };
const bucketsMax = 100_000;

const ofBoth = [['owner', 'it is the current user'], ['location', 'use the clause LOCATION']] as const;
const reservedProperties: Readonly<Record<'TABLE' | 'NAMESPACE', ReadonlyMap<string, string>>> = {
  TABLE: new Map<string, string>([...ofBoth, ['provider', 'use the clause USING'], ['external', 'use CREATE EXTERNAL TABLE']]),
  NAMESPACE: new Map<string, string>(ofBoth),
};
