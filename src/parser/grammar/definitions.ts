import { fail } from '../../errors/stream-error.ts';
import type { Relation } from '../../plan/relation.ts';
import type { AlterView, CreateView, DropTable, DropView } from '../../plan/statement.ts';
import type { Schema } from '../../types/data-type.ts';
import { collectClauses, type Clause } from '../build/clauses.ts';
import { refuse } from '../build/nodes.ts';
import type { ParserMethod } from '../chevrotain.ts';
import * as t from '../tokens.ts';
import { PipeGrammar } from './pipes.ts';

const { k } = t;

/** Views, and what is said of tables and views alike. */
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

  /**
   * clause : USING name | OPTIONS properties | TBLPROPERTIES properties | COMMENT text | LOCATION text | PARTITIONED BY '(' partition (',' partition)* ')' | CLUSTER BY nameList
   *        | CLUSTERED BY nameList (SORTED BY …)? INTO integer BUCKETS | (STORED | ROW) …, which is Hive's | what is not supported
   */
  protected readonly clause: ParserMethod<[], Clause> = this.RULE('clause', (): Clause =>
    this.OR<Clause>([
      { ALT: () => { this.CONSUME(k.USING); const parts = this.SUBRULE(this.dottedName); return { name: 'USING', value: { format: this.ACTION(() => parts.join('.')) } }; } },
      { ALT: () => { this.CONSUME(k.OPTIONS); return { name: 'OPTIONS', value: { options: this.SUBRULE(this.properties) } }; } },
      { ALT: () => { this.CONSUME(k.TBLPROPERTIES); return { name: 'TBLPROPERTIES', value: { properties: this.SUBRULE2(this.properties) } }; } },
      { ALT: () => { this.CONSUME(k.COMMENT); return { name: 'COMMENT', value: { comment: this.SUBRULE(this.text) } }; } },
      { ALT: () => { this.CONSUME(k.LOCATION); return { name: 'LOCATION', value: { location: this.SUBRULE2(this.text) } }; } },
      { ALT: () => {
        const partitionBy: string[] = [];
        this.CONSUME(k.PARTITIONED);
        this.CONSUME(k.BY);
        this.CONSUME(t.LeftParen);
        this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { const column = this.SUBRULE(this.partition); this.ACTION(() => { if (column !== undefined) partitionBy.push(column); }); } });
        this.CONSUME(t.RightParen);
        return { name: 'PARTITIONED BY', value: { partitionBy } };
      } },
      { ALT: () => { this.CONSUME(k.CLUSTER); this.CONSUME2(k.BY); return { name: 'CLUSTER BY', value: { clusterBy: this.SUBRULE(this.nameList) } }; } },
      { GATE: () => this.word(1) === 'CLUSTERED', ALT: () => { this.CONSUME(t.Word); this.SUBRULE(this.buckets); return { name: 'CLUSTERED BY', value: {} }; } },
      { GATE: () => !this.is(1, k.AS) && !this.queryAhead(1), ALT: () => {
        const token = this.CONSUME2(t.Word);
        return this.ACTION(() => {
          const word = token.image.toUpperCase();
          if (word === 'STORED' || word === 'ROW') fail('NOT_SUPPORTED_COMMAND_WITHOUT_HIVE_SUPPORT', { cmd: `${word} …` }, { at: this.spanFrom(token.startOffset) });
          return refuse(`the clause ${word} of CREATE`, this.spanFrom(token.startOffset));
        });
      } },
    ]));

  /** partition : name | transform '(' arguments ')'            buckets are no partitions in one process */
  private readonly partition: ParserMethod<[], string | undefined> = this.RULE('partition', (): string | undefined => {
    const start = this.here();
    const name = this.SUBRULE(this.name);
    const args = this.OPTION(() => {
      this.CONSUME(t.LeftParen);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { this.SUBRULE(this.expression); } });
      this.CONSUME(t.RightParen);
      return true;
    });
    return this.ACTION(() => {
      if (args === undefined) return name;
      if (name.toLowerCase() !== 'bucket') fail('UNSUPPORTED_PARTITION_TRANSFORM', { transform: name }, { at: this.spanFrom(start) });
      return undefined;
    });
  });

  /** buckets : BY nameList (SORTED BY '(' name (ASC | DESC)? … ')')? INTO integer BUCKETS */
  private readonly buckets: ParserMethod<[], void> = this.RULE('buckets', (): void => {
    this.CONSUME(k.BY);
    this.SUBRULE(this.nameList);
    this.OPTION({ GATE: () => this.word(1) === 'SORTED', DEF: () => {
      this.CONSUME(t.Word);
      this.CONSUME2(k.BY);
      this.CONSUME(t.LeftParen);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { this.SUBRULE(this.name); this.OPTION2(() => this.OR([{ ALT: () => this.CONSUME(k.ASC) }, { ALT: () => this.CONSUME(k.DESC) }])); } });
      this.CONSUME(t.RightParen);
    } });
    this.CONSUME(k.INTO);
    this.CONSUME(t.Integer);
    this.CONSUME2(t.Word);
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

  /** droppedName : (IF EXISTS)? name */
  protected readonly droppedName: ParserMethod<[], { name: string[]; ifExists: boolean }> = this.RULE('droppedName', (): { name: string[]; ifExists: boolean } => {
    const ifExists = this.SUBRULE(this.ifExists);
    return { ifExists, name: this.SUBRULE(this.tableName) };
  });

  /** dropView : DROP VIEW droppedName */
  protected readonly dropView: ParserMethod<[], DropView> = this.RULE('dropView', (): DropView => {
    const start = this.here();
    this.CONSUME(k.DROP);
    this.CONSUME(k.VIEW);
    const dropped = this.SUBRULE(this.droppedName);
    return this.ACTION((): DropView => ({ kind: 'DropView', ...dropped, at: this.spanFrom(start) }));
  });

  /** dropTable : DROP TABLE droppedName PURGE? */
  protected readonly dropTable: ParserMethod<[], DropTable> = this.RULE('dropTable', (): DropTable => {
    const start = this.here();
    this.CONSUME(k.DROP);
    this.CONSUME(k.TABLE);
    const dropped = this.SUBRULE(this.droppedName);
    this.OPTION(() => this.CONSUME(k.PURGE));
    return this.ACTION((): DropTable => ({ kind: 'DropTable', ...dropped, at: this.spanFrom(start) }));
  });
}
