import { fail } from '../../errors/stream-error.ts';
import type { Expression } from '../../plan/expression.ts';
import type { Relation } from '../../plan/relation.ts';
import type { AlterView, CreateTable, CreateView, DropTable, DropView, Insert } from '../../plan/statement.ts';
import type { Field, Schema } from '../../types/data-type.ts';
import { collectClauses, type Clause } from '../build/clauses.ts';
import { refuse } from '../build/nodes.ts';
import type { ParserMethod } from '../chevrotain.ts';
import * as t from '../tokens.ts';
import { PipeGrammar } from './pipes.ts';

const { k } = t;

interface TableColumn extends Field { readonly default?: Expression | undefined }

/** Views, tables, and rows put into tables. */
export abstract class DefinitionGrammar extends PipeGrammar {
  /** IF NOT EXISTS */
  protected readonly ifNotExists: ParserMethod<[], boolean> = this.RULE('ifNotExists', (): boolean =>
    this.OPTION({ GATE: () => this.is(2, k.NOT), DEF: () => { this.CONSUME(k.IF); this.CONSUME(k.NOT); this.CONSUME(k.EXISTS); return true; } }) === true);

  /** IF EXISTS */
  protected readonly ifExists: ParserMethod<[], boolean> = this.RULE('ifExists', (): boolean =>
    this.OPTION({ GATE: () => this.is(2, k.EXISTS), DEF: () => { this.CONSUME(k.IF); this.CONSUME(k.EXISTS); return true; } }) === true);

  protected readonly orReplace: ParserMethod<[], boolean> = this.RULE('orReplace', (): boolean =>
    this.OPTION(() => { this.CONSUME(k.OR); this.CONSUME(k.REPLACE); return true; }) === true);

  /** createView : CREATE (OR REPLACE)? (GLOBAL? TEMPORARY)? VIEW (IF NOT EXISTS)? name viewColumns? clause* (AS query | USING name (OPTIONS properties)?) */
  protected readonly createView: ParserMethod<[], CreateView> = this.RULE('createView', (): CreateView => {
    const start = this.here();
    this.CONSUME(k.CREATE);
    const orReplace = this.SUBRULE(this.orReplace);
    const temporary = this.OPTION(() => {
      const global = this.OPTION2(() => { this.CONSUME(k.GLOBAL); return true; });
      this.CONSUME(k.TEMPORARY);
      return global === true ? 'global' as const : 'temporary' as const;
    });
    this.CONSUME(k.VIEW);
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    const name = this.SUBRULE(this.tableName);
    const isTable = this.ACTION(() => temporary !== undefined && this.is(1, t.LeftParen) && this.afterBracket(1) === k.USING);
    const schema: Schema | undefined = this.OPTION3({ GATE: () => isTable, DEF: () => { this.CONSUME(t.LeftParen); const found = this.SUBRULE(this.tableSchema); this.CONSUME(t.RightParen); return found; } });
    const columns = this.OPTION4(() => this.SUBRULE(this.viewColumns));
    const clauses: Clause[] = [];
    this.MANY({ GATE: () => !this.is(1, k.AS), DEF: () => { clauses.push(this.SUBRULE(this.clause)); } });
    const query = this.OPTION5(() => { this.CONSUME(k.AS); return this.SUBRULE(this.textOfQuery); });
    return this.ACTION((): CreateView => {
      const at = this.spanFrom(start);
      const found = collectClauses(clauses, at);
      const using = found.format === undefined ? undefined : { format: found.format, options: found.options ?? {}, ...(schema === undefined ? {} : { schema }) };
      if (query === undefined && using === undefined) this.expected('AS');
      if (temporary !== undefined && ifNotExists) fail('TIDEMARK_TEMPORARY_VIEW_CLAUSE', { clause: 'IF NOT EXISTS' }, { at });
      if (temporary !== undefined && found.properties !== undefined) fail('TIDEMARK_TEMPORARY_VIEW_CLAUSE', { clause: 'TBLPROPERTIES' }, { at });
      return {
        kind: 'CreateView', name, scope: temporary ?? 'session', orReplace, ifNotExists,
        query: query?.query ?? { kind: 'OneRow' }, sql: query?.sql ?? '', at,
        ...(columns === undefined ? {} : { columns }), ...(found.comment === undefined ? {} : { comment: found.comment }),
        ...(found.properties === undefined ? {} : { properties: found.properties }), ...(using === undefined ? {} : { using }),
      };
    });
  });

  /** viewColumns : '(' name (COMMENT text)? (',' …)* ')' */
  private readonly viewColumns: ParserMethod<[], { name: string; comment?: string }[]> = this.RULE('viewColumns', (): { name: string; comment?: string }[] => {
    const columns: { name: string; comment?: string }[] = [];
    this.CONSUME(t.LeftParen);
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const name = this.SUBRULE(this.name);
        const comment = this.OPTION(() => { this.CONSUME(k.COMMENT); return this.SUBRULE(this.text); });
        columns.push({ name, ...(comment === undefined ? {} : { comment }) });
      },
    });
    this.CONSUME(t.RightParen);
    return columns;
  });

  protected readonly textOfQuery: ParserMethod<[], { query: Relation; sql: string }> = this.RULE('textOfQuery', (): { query: Relation; sql: string } => {
    const start = this.here();
    const query = this.SUBRULE(this.query);
    return this.ACTION(() => { const { sql, end } = this.spanFrom(start); return { query, sql: sql.slice(start, end) }; });
  });

  /** clause : USING name | OPTIONS properties | TBLPROPERTIES properties | COMMENT text | LOCATION text | PARTITIONED BY nameList | what is not supported */
  private readonly clause: ParserMethod<[], Clause> = this.RULE('clause', (): Clause =>
    this.OR<Clause>([
      { ALT: () => { this.CONSUME(k.USING); const parts = this.SUBRULE(this.dottedName); return { name: 'USING', value: { format: this.ACTION(() => parts.join('.')) } }; } },
      { ALT: () => { this.CONSUME(k.OPTIONS); return { name: 'OPTIONS', value: { options: this.SUBRULE(this.properties) } }; } },
      { ALT: () => { this.CONSUME(k.TBLPROPERTIES); return { name: 'TBLPROPERTIES', value: { properties: this.SUBRULE2(this.properties) } }; } },
      { ALT: () => { this.CONSUME(k.COMMENT); return { name: 'COMMENT', value: { comment: this.SUBRULE(this.text) } }; } },
      { ALT: () => { this.CONSUME(k.LOCATION); return { name: 'LOCATION', value: { location: this.SUBRULE2(this.text) } }; } },
      { ALT: () => { this.CONSUME(k.PARTITIONED); this.CONSUME(k.BY); return { name: 'PARTITIONED BY', value: { partitionBy: this.SUBRULE(this.nameList) } }; } },
      { GATE: () => !this.is(1, k.AS) && !this.queryAhead(1), ALT: () => {
        const token = this.CONSUME(t.Word);
        return this.ACTION(() => refuse(`the clause ${token.image.toUpperCase()} of CREATE`, this.spanFrom(token.startOffset)));
      } },
    ]));

  /** createTable : (CREATE (OR REPLACE)? EXTERNAL? | REPLACE) TABLE (IF NOT EXISTS)? name columns? clause* (AS? query)? */
  protected readonly createTable: ParserMethod<[], CreateTable> = this.RULE('createTable', (): CreateTable => {
    const start = this.here();
    const replace = this.OR([
      { ALT: () => { this.CONSUME(k.CREATE); const found = this.SUBRULE(this.orReplace); this.OPTION(() => this.CONSUME(k.EXTERNAL)); return found; } },
      { ALT: () => { this.CONSUME(k.REPLACE); return true; } },
    ]);
    this.CONSUME(k.TABLE);
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    const name = this.SUBRULE(this.tableName);
    this.ACTION(() => { if (this.is(1, k.LIKE)) refuse('CREATE TABLE … LIKE', this.spanFrom(start)); });
    const columns: TableColumn[] = [];
    this.OPTION2({ GATE: () => !this.bracketHoldsQuery(1), DEF: () => {
      this.CONSUME(t.LeftParen);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { columns.push(this.SUBRULE(this.tableColumn)); } });
      this.CONSUME(t.RightParen);
    } });
    const clauses: Clause[] = [];
    this.MANY({ GATE: () => !this.is(1, k.AS) && !this.queryAhead(1), DEF: () => { clauses.push(this.SUBRULE(this.clause)); } });
    const query = this.OPTION3(() => { this.OPTION4(() => this.CONSUME(k.AS)); return this.SUBRULE(this.query); });
    return this.ACTION((): CreateTable => {
      const at = this.spanFrom(start);
      const { format, options, properties, comment, location, partitionBy } = collectClauses(clauses, at);
      const defaults = columns.flatMap((column): [string, Expression][] => (column.default === undefined ? [] : [[column.name, column.default]]));
      return {
        kind: 'CreateTable', name, orReplace: replace, ifNotExists, options: options ?? {}, partitionBy: partitionBy ?? [], at,
        ...(columns.length === 0 ? {} : { schema: { fields: columns.map(({ default: _, ...column }) => column) } }),
        ...(defaults.length === 0 ? {} : { defaults: Object.fromEntries(defaults) }),
        ...(format === undefined ? {} : { format }), ...(properties === undefined ? {} : { properties }), ...(comment === undefined ? {} : { comment }),
        ...(location === undefined ? {} : { location }), ...(query === undefined ? {} : { query }),
      };
    });
  });

  /** tableColumn : name dataType (NOT NULL | DEFAULT expression | COMMENT text)* */
  private readonly tableColumn: ParserMethod<[], TableColumn> = this.RULE('tableColumn', (): TableColumn => {
    const name = this.SUBRULE(this.name);
    this.ACTION(() => { if (['KEY', 'CHECK'].includes(this.word(1)) || name.toUpperCase() === 'CONSTRAINT') refuse('table constraints', this.spanFrom(this.here())); });
    this.OPTION(() => this.CONSUME(t.Colon));
    const type = this.SUBRULE(this.dataType);
    let nullable = true;
    let comment: string | undefined;
    let standard: Expression | undefined;
    this.MANY(() => this.OR([
      { ALT: () => { this.CONSUME(k.NOT); this.CONSUME(k.NULL); nullable = false; } },
      { ALT: () => { this.CONSUME(k.DEFAULT); standard = this.SUBRULE(this.expression); } },
      { ALT: () => { this.CONSUME(k.COMMENT); comment = this.SUBRULE(this.text); } },
      { ALT: () => { const token = this.CONSUME(t.Word); this.ACTION(() => refuse(`${token.image.toUpperCase()} in a column definition`, this.spanFrom(token.startOffset))); } },
    ]));
    return { name, type, nullable, default: standard, ...(comment === undefined ? {} : { comment }) };
  });

  /** alterView : ALTER VIEW name (AS? query | RENAME TO name) */
  protected readonly alterView: ParserMethod<[], AlterView> = this.RULE('alterView', (): AlterView => {
    const start = this.here();
    this.CONSUME(k.ALTER);
    this.CONSUME(k.VIEW);
    const name = this.SUBRULE(this.tableName);
    const change = this.OR<Pick<AlterView, 'query' | 'sql' | 'renameTo'>>([
      { ALT: () => { this.CONSUME(k.RENAME); this.CONSUME(k.TO); return { renameTo: this.SUBRULE2(this.tableName) }; } },
      { GATE: () => this.is(1, k.SET) || this.word(1) === 'UNSET' || this.is(1, k.WITH), ALT: () => {
        const token = this.CONSUME(t.Word);
        return this.ACTION(() => refuse(`ALTER VIEW … ${token.image.toUpperCase()}`, this.spanFrom(start)));
      } },
      { ALT: () => { this.OPTION(() => this.CONSUME(k.AS)); return this.SUBRULE(this.textOfQuery); } },
    ]);
    return this.ACTION((): AlterView => ({ kind: 'AlterView', name, ...change, at: this.spanFrom(start) }));
  });

  /** dropView : DROP VIEW (IF EXISTS)? name */
  protected readonly dropView: ParserMethod<[], DropView> = this.RULE('dropView', (): DropView => {
    const start = this.here();
    this.CONSUME(k.DROP);
    this.CONSUME(k.VIEW);
    const ifExists = this.SUBRULE(this.ifExists);
    const name = this.SUBRULE(this.tableName);
    return this.ACTION((): DropView => ({ kind: 'DropView', name, ifExists, at: this.spanFrom(start) }));
  });

  /** dropTable : DROP TABLE (IF EXISTS)? name PURGE? */
  protected readonly dropTable: ParserMethod<[], DropTable> = this.RULE('dropTable', (): DropTable => {
    const start = this.here();
    this.CONSUME(k.DROP);
    this.CONSUME(k.TABLE);
    const ifExists = this.SUBRULE(this.ifExists);
    const name = this.SUBRULE(this.tableName);
    this.OPTION(() => this.CONSUME(k.PURGE));
    return this.ACTION((): DropTable => ({ kind: 'DropTable', name, ifExists, at: this.spanFrom(start) }));
  });

  /** insert : ctes? INSERT (INTO | OVERWRITE) TABLE? name partitionValues? (IF NOT EXISTS)? (BY NAME | nameList)? query */
  protected readonly insert: ParserMethod<[], Insert> = this.RULE('insert', (): Insert => {
    const start = this.here();
    const ctes = this.OPTION(() => this.SUBRULE(this.ctes));
    this.CONSUME(k.INSERT);
    this.ACTION(() => this.refuseInsert(start));
    const overwrite = this.OR([{ ALT: () => { this.CONSUME(k.INTO); return false; } }, { ALT: () => { this.CONSUME(k.OVERWRITE); return true; } }]);
    this.ACTION(() => this.refuseInsert(start));
    this.OPTION2({ GATE: () => this.is(2, t.AnyWord), DEF: () => this.CONSUME(k.TABLE) });
    const table = this.SUBRULE(this.tableName);
    this.ACTION(() => { if (this.is(1, k.REPLACE)) refuse('INSERT … REPLACE', this.spanFrom(start)); });
    const partition = this.OPTION5({ GATE: () => this.is(2, t.LeftParen), DEF: () => this.SUBRULE(this.partitionValues) });
    this.OPTION6(() => { this.CONSUME(k.IF); this.CONSUME(k.NOT); this.CONSUME(k.EXISTS); });
    const byName = this.OPTION3(() => { this.CONSUME(k.BY); this.CONSUME(k.NAME); return true; });
    const columns = this.OPTION4({ GATE: () => !this.bracketHoldsQuery(1), DEF: () => this.SUBRULE(this.nameList) });
    const query = this.SUBRULE(this.query);
    return this.ACTION((): Insert => {
      const at = this.spanFrom(start);
      const complete: Relation = ctes === undefined ? query : { kind: 'WithCtes', input: query, ...ctes, at };
      return { kind: 'Insert', table, overwrite, byName: byName === true, query: complete, ...(columns === undefined ? {} : { columns }), ...(partition === undefined ? {} : { partition }), at };
    });
  });

  /** PARTITION '(' name ('=' expression)? (',' …)* ')' */
  private readonly partitionValues: ParserMethod<[], { name: string; value?: Expression }[]> = this.RULE('partitionValues', (): { name: string; value?: Expression }[] => {
    const found: { name: string; value?: Expression }[] = [];
    this.CONSUME(k.PARTITION);
    this.CONSUME(t.LeftParen);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => {
      const name = this.SUBRULE(this.name);
      const value = this.OPTION(() => { this.CONSUME(t.Equal); return this.SUBRULE(this.expression); });
      found.push({ name, ...(value === undefined ? {} : { value }) });
    } });
    this.CONSUME(t.RightParen);
    return found;
  });

  private refuseInsert(start: number): void {
    if (this.is(1, k.WITH)) refuse('INSERT WITH SCHEMA EVOLUTION', this.spanFrom(start));
    if (this.word(1) === 'DIRECTORY' || (this.is(1, k.LOCAL) && this.word(2) === 'DIRECTORY')) refuse('INSERT OVERWRITE DIRECTORY', this.spanFrom(start));
  }
}
