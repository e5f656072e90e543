import { fail, type Span } from '../../errors/stream-error.ts';
import type { Expression } from '../../plan/expression.ts';
import type { Relation } from '../../plan/relation.ts';
import type { AlterTable, CreateTable, CreateView, Directory, Insert, InsertAll } from '../../plan/statement.ts';
import { type DataType, type Field, stringType } from '../../types/data-type.ts';
import { quoteIdentifier, typeToSql } from '../../types/print.ts';
import { collectClauses, type Clause } from '../build/clauses.ts';
import { refuse } from '../build/nodes.ts';
import type { ParserMethod } from '../chevrotain.ts';
import * as t from '../tokens.ts';
import { DefinitionGrammar } from './definitions.ts';

const { k } = t;

/** `refused`: what the tables of one process, and Spark's own, do not keep: generated values, constraints. */
interface TableColumn extends Field { readonly default?: Expression | undefined; readonly refused?: string | undefined; readonly constraint?: Constraint }

/** What is looked at of a constraint before it is refused. */
interface Constraint { readonly primary?: string; readonly check?: Expression }
type Target = Omit<Insert, 'kind' | 'query' | 'at'>;
export interface PartitionValue { readonly name: string; readonly value?: Expression }

/** Tables, and rows put into them. */
export abstract class TableGrammar extends DefinitionGrammar {
  /** createTable : (CREATE (OR REPLACE)? (EXTERNAL | TEMPORARY)? | REPLACE) TABLE (IF NOT EXISTS)? name (LIKE name | columns)? clause* (AS? query)? */
  protected readonly createTable: ParserMethod<[], CreateTable | CreateView> = this.RULE('createTable', (): CreateTable | CreateView => {
    const start = this.here();
    let [external, temporary] = [false, false];
    const replace = this.OR([
      { ALT: () => {
        this.CONSUME(k.CREATE);
        const found = this.SUBRULE(this.orReplace);
        this.OPTION(() => this.OR2([{ ALT: () => { this.CONSUME(k.EXTERNAL); external = true; } }, { ALT: () => { this.CONSUME(k.TEMPORARY); temporary = true; } }]));
        return found;
      } },
      { ALT: () => { this.CONSUME(k.REPLACE); return true; } },
    ]);
    this.CONSUME(k.TABLE);
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    const name = this.SUBRULE(this.tableName);
    const like = this.OPTION5(() => { this.CONSUME(k.LIKE); return this.SUBRULE2(this.placedName); });
    const columns: TableColumn[] = [];
    this.OPTION2({ GATE: () => !this.bracketHoldsQuery(1), DEF: () => {
      this.CONSUME(t.LeftParen);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { columns.push(this.SUBRULE(this.tableColumn)); } });
      this.CONSUME(t.RightParen);
    } });
    const clauses: Clause[] = [];
    this.MANY({ GATE: () => !this.is(1, k.AS) && !this.queryAhead(1) && !(this.is(1, k.USING) && clauses.length > 0), DEF: () => { clauses.push(this.SUBRULE(this.clause)); } });
    const query = this.OPTION3(() => { this.OPTION4(() => this.CONSUME(k.AS)); return this.SUBRULE(this.query); });
    return this.ACTION((): CreateTable | CreateView => {
      const at = this.spanFrom(start);
      const { format, options, properties, comment, location, partitionBy, partitionFields, clusterBy, buckets, collation } = collectClauses(clauses, at);
      if (external && location === undefined) fail('CREATE_EXTERNAL_TABLE_WITHOUT_LOCATION', {}, { at });
      if (query !== undefined && (columns.length > 0 || partitionFields !== undefined)) fail('_LEGACY_ERROR_TEMP_0035', { message: 'Schema may not be specified in a Create Table As Select (CTAS) statement' }, { at });
      if (clusterBy !== undefined && partitionBy !== undefined) fail('SPECIFY_CLUSTER_BY_WITH_PARTITIONED_BY_IS_NOT_ALLOWED', {}, { at });
      if (clusterBy !== undefined && buckets !== undefined) fail('SPECIFY_CLUSTER_BY_WITH_BUCKETING_IS_NOT_ALLOWED', {}, { at });
      const kept: readonly TableColumn[] = [...columns.filter((one) => one.name !== ''), ...(partitionFields ?? [])];
      const refused = columns.find((one) => one.refused !== undefined)?.refused;
      const defaults = kept.flatMap((column): [string, Expression][] => (column.default === undefined ? [] : [[column.name, column.default]]));
      const schema = kept.length === 0 ? {} : { schema: { fields: kept } };
      if (temporary && query !== undefined) fail('_LEGACY_ERROR_TEMP_0035', { message: 'CREATE TEMPORARY TABLE ... AS ..., use CREATE TEMPORARY VIEW instead' }, { at });
      if (temporary && format === undefined) fail('_LEGACY_ERROR_TEMP_0046', {}, { at });
      if (temporary) return temporaryTable({ name, orReplace: replace, ifNotExists, at, ...(format === undefined ? {} : { using: { format, options: options ?? {}, ...schema } }) });
      const keys = columns.flatMap((one) => (one.constraint?.primary === undefined ? [] : [one.constraint.primary]));
      if (keys.length > 1) fail('MULTIPLE_PRIMARY_KEYS', { columns: keys.map((one) => `(${one})`).join(', ') }, { at });
      const checks = columns.flatMap((one) => (one.constraint?.check === undefined ? [] : [one.constraint.check]));
      const clustering = clusterBy === undefined ? undefined : { clusteringColumns: JSON.stringify(clusterBy) };
      const words = properties === undefined && clustering === undefined ? {} : { properties: { ...properties, ...clustering } };
      return {
        kind: 'CreateTable', name, orReplace: replace, ifNotExists, options: options ?? {}, partitionBy: partitionBy ?? [], at, ...words,
        ...(kept.length === 0 ? {} : { schema: { fields: kept.map(({ default: _, refused: __, constraint: ___, ...column }) => column) } }),
        ...(checks.length === 0 ? {} : { checks }),
        ...(defaults.length === 0 ? {} : { defaults: Object.fromEntries(defaults) }),
        ...(format === undefined ? {} : { format }), ...(comment === undefined ? {} : { comment }), ...(like === undefined ? {} : { like: like.name, likeAt: like.nameAt }), ...(refused === undefined ? {} : { refused }),
        ...(location === undefined ? {} : { location }), ...(query === undefined ? {} : { query }), ...(buckets === undefined ? {} : { buckets }), ...(collation === undefined ? {} : { collation }),
      };
    });
  });

  /** tableColumn : constraint | name columnType (NOT NULL | DEFAULT expression | COMMENT text | GENERATED … | constraint)* */
  private readonly tableColumn: ParserMethod<[], TableColumn> = this.RULE('tableColumn', (): TableColumn => this.OR2<TableColumn>([
    { GATE: () => this.constraintAhead(), ALT: () => { const constraint = this.SUBRULE(this.constraint); return { name: '', type: { kind: 'null' }, nullable: true, refused: 'CONSTRAINT', constraint }; } },
    { ALT: () => {
      const start = this.here();
      const name = this.SUBRULE(this.name);
      this.OPTION(() => this.CONSUME(t.Colon));
      const type = this.SUBRULE(this.columnType);
      const found: { nullable: boolean; default?: Expression; comment?: string; refused?: string } = { nullable: true };
      const said: string[] = [];
      this.MANY(() => this.OR([
        { ALT: () => { this.CONSUME(k.NOT); this.CONSUME(k.NULL); found.nullable = false; said.push('NOT NULL'); } },
        { ALT: () => { this.CONSUME(k.DEFAULT); found.default = this.SUBRULE(this.keptExpression); said.push('DEFAULT'); } },
        { ALT: () => { this.CONSUME(k.COMMENT); found.comment = this.SUBRULE(this.text); said.push('COMMENT'); } },
        { GATE: () => this.constraintAhead() || /^(?:REFERENCES|UNIQUE)$/.test(this.word(1)), ALT: () => {
          const constraint = this.SUBRULE2(this.constraint);
          Object.assign(found, { refused: 'CONSTRAINT', constraint });
        } },
        { GATE: () => this.word(1) === 'GENERATED', ALT: () => { said.push('GENERATED'); found.refused = this.SUBRULE(this.generated, { ARGS: [type, start] }); } },
        { ALT: () => { const token = this.CONSUME(t.Word); this.ACTION(() => refuse(`${token.image.toUpperCase()} in a column definition`, this.spanFrom(start))); } },
      ]));
      return this.ACTION((): TableColumn => {
        const twice = said.find((one, index) => said.indexOf(one) < index);
        if (twice !== undefined) fail('CREATE_TABLE_COLUMN_DESCRIPTOR_DUPLICATE', { columnName: name, optionName: twice }, { at: this.spanFrom(start) });
        return { name, type, ...found };
      });
    } },
  ]));

  private constraintAhead(): boolean {
    const word = this.word(1);
    if (word === 'CHECK') return this.is(2, t.LeftParen);
    if (word === 'UNIQUE') return this.is(2, t.LeftParen);
    return (word === 'CONSTRAINT' && this.is(2, t.AnyWord) && /^(?:CHECK|PRIMARY|UNIQUE|FOREIGN)$/.test(this.word(3))) || (/^(?:PRIMARY|FOREIGN)$/.test(word) && this.word(2) === 'KEY');
  }

  /**
   * constraint : (CONSTRAINT name)? (CHECK '(' … ')' | (PRIMARY KEY | UNIQUE) names? | (FOREIGN KEY names)? REFERENCES name names?) characteristic*
   *
   * Nothing here keeps them: read, checked, and refused when the statement runs.
   */
  protected readonly constraint: ParserMethod<[], Constraint> = this.RULE('constraint', (): Constraint => {
    const start = this.here();
    this.OPTION({ GATE: () => this.word(1) === 'CONSTRAINT', DEF: () => { this.CONSUME(t.Word); this.SUBRULE(this.name); } });
    const kind = this.ACTION(() => ({ CHECK: 'CHECK', PRIMARY: 'PRIMARY KEY', UNIQUE: 'UNIQUE', FOREIGN: 'FOREIGN KEY', REFERENCES: 'FOREIGN KEY' }[this.word(1)] ?? this.expected('a constraint')));
    this.CONSUME2(t.Word);
    this.OPTION2({ GATE: () => this.word(1) === 'KEY', DEF: () => { this.CONSUME3(t.Word); } });
    const names = this.OPTION3({ GATE: () => kind !== 'CHECK', DEF: () => this.SUBRULE(this.nameList) });
    const check = this.OPTION4({ GATE: () => kind === 'CHECK', DEF: () => { this.CONSUME(t.LeftParen); const condition = this.SUBRULE(this.expression); this.CONSUME(t.RightParen); return condition; } });
    this.MANY({
      GATE: () => this.is(1, t.AnyWord) && !/^(?:NOT|NO|ENFORCED|RELY|NORELY|DEFERRABLE|INITIALLY|COMMENT|DEFAULT|GENERATED)$/.test(this.word(1)),
      DEF: () => { this.SUBRULE(this.dottedName); this.OPTION5(() => this.SUBRULE2(this.nameList)); },
    });
    const said: string[] = [];
    this.MANY2({ GATE: () => /^(?:ENFORCED|RELY|NORELY)$/.test(this.word(1)) || (this.is(1, k.NOT) && this.word(2) === 'ENFORCED'), DEF: () => {
      const negated = this.OPTION6(() => { this.CONSUME(k.NOT); return true; });
      const word = this.CONSUME4(t.Word).image.toUpperCase();
      said.push(negated === true ? `NOT ${word}` : word);
    } });
    return this.ACTION(() => {
      checkCharacteristics(kind, said, this.spanFrom(start));
      return { ...(kind === 'PRIMARY KEY' ? { primary: (names ?? []).join(', ') } : {}), ...(check === undefined ? {} : { check }) };
    });
  });

  /** generated : GENERATED (ALWAYS AS '(' expression ')' | (ALWAYS | BY DEFAULT) AS IDENTITY ('(' (START WITH n | INCREMENT BY n)* ')')?) */
  protected readonly generated: ParserMethod<[type: DataType, start: number], string> = this.RULE('generated', (type: DataType, start: number): string => {
    const said: (readonly [option: string, value: number])[] = [];
    this.CONSUME(t.Word);
    this.OR([{ ALT: () => { this.CONSUME(k.BY); this.CONSUME(k.DEFAULT); } }, { ALT: () => { this.CONSUME2(t.Word); } }]);
    this.CONSUME(k.AS);
    return this.OR2([
      { ALT: () => { this.CONSUME(t.LeftParen); this.SUBRULE(this.expression); this.CONSUME(t.RightParen); return 'generated columns'; } },
      { ALT: () => {
        this.CONSUME3(t.Word);
        this.OPTION(() => {
          this.CONSUME2(t.LeftParen);
          this.MANY(() => {
            const option = this.CONSUME4(t.Word).image.toUpperCase();
            this.CONSUME5(t.Word);
            const minus = this.OPTION2(() => this.CONSUME(t.Minus));
            const value = Number(this.CONSUME(t.Integer).image);
            said.push([option, minus === undefined ? value : -value]);
          });
          this.CONSUME2(t.RightParen);
        });
        this.ACTION(() => { checkIdentity(type, said, this.spanFrom(start)); });
        return 'identity columns';
      } },
    ]);
  });

  /** insert : ctes? insertTarget (query | (AS? name)? REPLACE (ON | USING | WHERE) …)          what replaces rows is refused when it runs */
  protected readonly insert: ParserMethod<[], Insert | AlterTable> = this.RULE('insert', (): Insert | AlterTable => {
    const start = this.here();
    const ctes = this.OPTION(() => this.SUBRULE(this.ctes));
    const target = this.SUBRULE(this.insertTarget);
    return this.OR<Insert | AlterTable>([
      { GATE: () => this.is(1, k.REPLACE) || (this.is(1, t.AnyWord) && this.is(2, k.REPLACE)) || (this.is(1, k.AS) && this.is(3, k.REPLACE)), ALT: () => {
        const alias = this.OPTION2({ GATE: () => !this.is(1, k.REPLACE), DEF: () => { this.OPTION3(() => this.CONSUME(k.AS)); return this.SUBRULE(this.name); } });
        this.CONSUME(k.REPLACE);
        const isCondition = this.ACTION(() => this.is(1, k.WHERE));
        this.ACTION(() => { if (isCondition && alias !== undefined) fail('INSERT_REPLACE_WHERE_TABLE_ALIAS_NOT_ALLOWED', {}, { at: this.spanFrom(start) }); });
        const operation = `INSERT INTO ... REPLACE ${isCondition ? 'WHERE' : 'ON/USING'}`;
        this.SUBRULE(this.anyTokens);
        return this.ACTION((): AlterTable => ({ kind: 'AlterTable', operation: 'INSERT', name: target.table, nameAt: target.nameAt!, change: { change: 'refused', operation }, at: this.spanFrom(start) }));
      } },
      { ALT: () => {
        const query = this.SUBRULE(this.query);
        return this.ACTION((): Insert => {
          const at = this.spanFrom(start);
          return { kind: 'Insert', ...target, query: ctes === undefined ? query : { kind: 'WithCtes', input: query, ...ctes, at }, at };
        });
      } },
    ]);
  });

  /** insertAll : ctes? FROM relations (insertTarget selectClause selectTail organization)+ */
  protected readonly insertAll: ParserMethod<[], InsertAll> = this.RULE('insertAll', (): InsertAll => {
    const start = this.here();
    const ctes = this.OPTION(() => this.SUBRULE(this.ctes));
    const from = this.SUBRULE(this.from);
    const inserts: Insert[] = [];
    this.AT_LEAST_ONE(() => {
      const each = this.here();
      const target = this.SUBRULE(this.insertTarget);
      const clause = this.SUBRULE(this.selectClause);
      const block = this.SUBRULE(this.selectTail, { ARGS: [clause, from, each] });
      const query: Relation = this.SUBRULE(this.organization, { ARGS: [block, false] });
      this.ACTION(() => {
        const at = this.spanFrom(each);
        inserts.push({ kind: 'Insert', ...target, query: ctes === undefined ? query : { kind: 'WithCtes', input: query, ...ctes, at }, at });
      });
    });
    return this.ACTION((): InsertAll => ({ kind: 'InsertAll', inserts, at: this.spanFrom(start) }));
  });

  /** insertTarget : INSERT (INTO | OVERWRITE) (directory | tableTarget) */
  private readonly insertTarget: ParserMethod<[], Target> = this.RULE('insertTarget', (): Target => {
    const start = this.here();
    this.CONSUME(k.INSERT);
    this.OPTION(() => { this.CONSUME(k.WITH); this.CONSUME(k.SCHEMA); this.CONSUME(t.Word); this.ACTION(() => fail('UNSUPPORTED_INSERT_WITH_SCHEMA_EVOLUTION', {}, { at: this.spanFrom(start) })); });
    const overwrite = this.OR([{ ALT: () => { this.CONSUME(k.INTO); return false; } }, { ALT: () => { this.CONSUME(k.OVERWRITE); return true; } }]);
    return this.OR2<Target>([
      { GATE: () => overwrite && this.namesDirectory(), ALT: () => ({ table: [], overwrite: true, byName: false, directory: this.SUBRULE(this.directory, { ARGS: [start] }) }), IGNORE_AMBIGUITIES: true },
      { ALT: () => this.SUBRULE(this.tableTarget, { ARGS: [overwrite, start] }) },
    ]);
  });

  /** tableTarget : TABLE? name partitionValues? (IF NOT EXISTS)? (BY NAME | nameList)? */
  private readonly tableTarget: ParserMethod<[boolean, number], Target> = this.RULE('tableTarget', (overwrite: boolean, start: number): Target => {
    this.OPTION2({ GATE: () => this.is(2, t.AnyWord), DEF: () => this.CONSUME(k.TABLE) });
    const tableStart = this.here();
    const table = this.SUBRULE(this.tableName);
    const nameAt = this.ACTION(() => this.spanFrom(tableStart));
    const partition = this.OPTION5({ GATE: () => this.is(2, t.LeftParen), DEF: () => this.SUBRULE(this.partitionValues) });
    const ifNotExists = this.OPTION6(() => { this.CONSUME(k.IF); this.CONSUME(k.NOT); this.CONSUME(k.EXISTS); return true; });
    this.ACTION(() => { if (ifNotExists === true && !overwrite) fail('INVALID_STATEMENT_OR_CLAUSE', { operation: 'INSERT INTO ... IF NOT EXISTS' }, { at: this.spanFrom(start) }); });
    const byName = this.OPTION3(() => { this.CONSUME(k.BY); this.CONSUME(k.NAME); return true; }) === true;
    const columns = this.OPTION4({ GATE: () => !byName && !this.bracketHoldsQuery(1), DEF: () => this.SUBRULE(this.nameList) });
    const targetAt = this.ACTION(() => this.spanFrom(start));
    return { table, nameAt, targetAt, overwrite, byName, ...(ifNotExists === undefined ? {} : { ifNotExists }), ...(columns === undefined ? {} : { columns }), ...(partition === undefined ? {} : { partition }) };
  });

  /** PARTITION '(' name ('=' expression)? (',' …)* ')' */
  protected readonly partitionValues: ParserMethod<[], PartitionValue[]> = this.RULE('partitionValues', (): PartitionValue[] => {
    const start = this.here();
    const found: PartitionValue[] = [];
    this.CONSUME(k.PARTITION);
    this.CONSUME(t.LeftParen);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => {
      const name = this.SUBRULE(this.name);
      const value = this.OPTION(() => { this.CONSUME(t.Equal); const from = this.here(); const read = this.SUBRULE(this.expression); return this.ACTION(() => this.asWritten(read, from)); });
      found.push({ name, ...(value === undefined ? {} : { value }) });
    } });
    this.CONSUME(t.RightParen);
    return this.ACTION(() => {
      const isDefault = ({ value }: PartitionValue): boolean => value?.kind === 'UnresolvedAttribute' && value.name.join('.').toUpperCase() === 'DEFAULT';
      if (found.some(isDefault)) fail('REF_DEFAULT_VALUE_IS_NOT_ALLOWED_IN_PARTITION', {}, { at: this.spanFrom(start) });
      const names = found.map((one) => one.name.toLowerCase());
      const twice = names.find((name, index) => names.indexOf(name) < index);
      return twice === undefined ? found : fail('DUPLICATE_KEY', { keyColumn: `\`${twice}\`` }, { at: this.spanFrom(start) });
    });
  });

  /** A PARTITION clause where every name has a value. */
  protected readonly setPartition: ParserMethod<[], PartitionValue[]> = this.RULE('setPartition', (): PartitionValue[] => {
    const start = this.here();
    const found = this.SUBRULE(this.partitionValues);
    return this.ACTION(() => {
      const open = found.find((one) => one.value === undefined);
      return open === undefined ? found : fail('INVALID_SQL_SYNTAX.EMPTY_PARTITION_VALUE', { partKey: quoteIdentifier(open.name) }, { at: this.spanFrom(start) });
    });
  });

  /** Under old rules the value of a partition is the text that stands there. */
  private asWritten(value: Expression, start: number): Expression {
    const isDefault = value.kind === 'UnresolvedAttribute' && value.name.join('.').toUpperCase() === 'DEFAULT';
    const isBound = value.kind === 'Cast' && value.at === undefined; // the NULL of a parameter
    if (!partitionValues.has(value.kind) && !isDefault && !isBound) {
      fail('PARSE_SYNTAX_ERROR', { error: `'${this.sql.slice(start, this.spanFrom(start).end)}'`, hint: '', expected: ', expected a constant' }, { at: this.spanFrom(start) });
    }
    const isNull = value.kind === 'Literal' && value.value === null;
    const isText = value.kind === 'Literal' && value.type.kind === 'string';
    const keeps = isNull ? this.settings.nullPartitionIsText === true : this.settings.partitionIsText === true && !isText;
    if (!keeps) return value;
    const at = this.spanFrom(start);
    return { kind: 'Literal', value: this.sql.slice(at.start, at.end), type: stringType, at };
  }

  private namesDirectory(): boolean { return this.word(this.is(1, k.LOCAL) ? 2 : 1) === 'DIRECTORY'; }

  /** directory : LOCAL? DIRECTORY string? USING dottedName (OPTIONS properties)? */
  private readonly directory: ParserMethod<[start: number], Directory> = this.RULE('directory', (start: number): Directory => {
    this.OPTION(() => this.CONSUME(k.LOCAL));
    this.CONSUME(t.Word);
    const path = this.OPTION2(() => this.SUBRULE(this.text));
    this.ACTION(() => { if (!this.is(1, k.USING)) fail('NOT_SUPPORTED_COMMAND_WITHOUT_HIVE_SUPPORT', { cmd: 'INSERT OVERWRITE DIRECTORY without USING' }, { at: this.spanFrom(start) }); });
    this.CONSUME(k.USING);
    const format = this.SUBRULE(this.dottedName);
    const options = this.OPTION3(() => { this.CONSUME(k.OPTIONS); return this.SUBRULE(this.properties); }) ?? {};
    return this.ACTION((): Directory => ({ ...(path === undefined ? {} : { path }), format: format.join('.'), options, at: this.spanFrom(start) }));
  });

  private readonly anyToken: ParserMethod<[], void> = this.RULE('anyToken', (): void => {
    this.OR([t.AnyWord, t.LeftBracket, t.RightBracket, t.Comma, t.NumberToken, t.StringToken, t.Dot, t.BinaryOperator, t.Colon, t.DoubleColon, t.Question, t.FatArrow, t.Arrow, t.HintStart, t.HintEnd,
      t.Tilde, t.Bang].map((type, index) => ({ ALT: () => { this.consume(index, type); } })));
  });

  /** Everything inside of a bracket. */
  private readonly bracketed: ParserMethod<[], void> = this.RULE('bracketed', (): void => {
    this.MANY(() => this.OR([{ ALT: () => this.SUBRULE(this.anyToken) }, { ALT: () => { this.CONSUME(t.LeftParen); this.SUBRULE(this.bracketed); this.CONSUME(t.RightParen); } }]));
  });

  /** Everything up to the semicolon, or the end. */
  protected readonly anyTokens: ParserMethod<[], void> = this.RULE('anyTokens', (): void => {
    this.MANY(() => this.OR([{ ALT: () => this.SUBRULE(this.anyToken) }, { ALT: () => this.CONSUME(t.LeftParen) }, { ALT: () => this.CONSUME(t.RightParen) }]));
  });
}

/** Constants. */
const partitionValues: ReadonlySet<Expression['kind']> = new Set(['Literal', 'TypedLiteral', 'IntervalLiteral', 'Parameter']);

/** A temporary table is a view over files: it needs USING, and takes no query. */
function temporaryTable({ using, ...parts }: Pick<CreateView, 'name' | 'orReplace' | 'ifNotExists' | 'at' | 'using'>): CreateView {
  if (using === undefined || parts.ifNotExists) return fail('TIDEMARK_TEMPORARY_TABLE', {}, { at: parts.at });
  return { kind: 'CreateView', scope: 'temporary', query: { kind: 'OneRow' }, sql: '', using, ...parts };
}

/** One process neither enforces nor trusts: what Spark refuses is refused. */
function checkCharacteristics(constraintType: string, said: readonly string[], at: Span): void {
  const groups = [['ENFORCED', 'NOT ENFORCED'], ['RELY', 'NORELY']];
  const clash = groups.map((group) => said.filter((one) => group.includes(one))).find((found) => found.length > 1);
  if (clash !== undefined) fail('INVALID_CONSTRAINT_CHARACTERISTICS', { characteristics: clash.join(', ') }, { at });
  const characteristic = constraintType === 'CHECK' ? 'NOT ENFORCED' : 'ENFORCED';
  if (said.includes(characteristic)) fail('UNSUPPORTED_CONSTRAINT_CHARACTERISTIC', { constraintType, characteristic }, { at });
}

function checkIdentity(type: DataType, said: readonly (readonly [option: string, value: number])[], at: Span): void {
  if (type.kind !== 'long' && type.kind !== 'int') fail('IDENTITY_COLUMNS_UNSUPPORTED_DATA_TYPE', { dataType: typeToSql(type) }, { at });
  const options = said.map(([option]) => option);
  const twice = options.find((one, index) => options.indexOf(one) < index);
  if (twice !== undefined) fail('IDENTITY_COLUMNS_DUPLICATED_SEQUENCE_GENERATOR_OPTION', { sequenceGeneratorOption: twice }, { at });
  if (said.some(([option, value]) => option === 'INCREMENT' && value === 0)) fail('IDENTITY_COLUMNS_ILLEGAL_STEP', {}, { at });
}
