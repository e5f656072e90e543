import { fail, type Span } from '../../errors/stream-error.ts';
import { quoteIdentifier } from '../../types/print.ts';
import type { Expression } from '../../plan/expression.ts';
import type { Relation } from '../../plan/relation.ts';
import type { Cache, DeclareVariable, Describe, DropVariable, SetConfiguration, SetVariable, Show, Use } from '../../plan/statement.ts';
import type { ParserMethod } from '../chevrotain.ts';
import * as t from '../tokens.ts';
import { TableGrammar } from './tables.ts';

const { k } = t;

/** What changes or shows the session. SET and RESET of settings are plain text, see ../settings.ts. */
export abstract class SessionGrammar extends TableGrammar {
  /** setTimeZone : SET TIME ZONE (text | LOCAL | interval)?           without a zone it is refused by a name of its own */
  protected readonly setTimeZone: ParserMethod<[], SetConfiguration> = this.RULE('setTimeZone', (): SetConfiguration => {
    const start = this.here();
    this.CONSUME(k.SET);
    this.CONSUME(k.TIME);
    this.CONSUME(k.ZONE);
    const value = this.OPTION({ GATE: () => !this.is(1, t.EndOfText), DEF: () => this.OR<string | Expression>([
      { ALT: () => this.SUBRULE(this.text) },
      { ALT: () => { this.CONSUME(k.LOCAL); return 'LOCAL'; } },
      { GATE: () => this.is(2, t.StringToken) && !this.intervalPartAhead(2), ALT: () => this.SUBRULE(this.typedLiteral) },
      { ALT: () => this.SUBRULE(this.interval) },
    ]) });
    return this.ACTION((): SetConfiguration => {
      const base = { kind: 'SetConfiguration', key: 'spark.sql.session.timeZone', at: this.spanFrom(start) } as const;
      if (value === undefined) return fail('_LEGACY_ERROR_TEMP_0045', {}, { at: base.at });
      return typeof value === 'string' ? { ...base, value } : { ...base, interval: value };
    });
  });

  /** declare : DECLARE (OR REPLACE)? VARIABLE? name (',' name)* dataType? ((DEFAULT | '=') expression)? */
  protected readonly declare: ParserMethod<[], DeclareVariable> = this.RULE('declare', (): DeclareVariable => {
    const start = this.here();
    this.CONSUME(k.DECLARE);
    const orReplace = this.OPTION({ GATE: () => this.is(2, k.REPLACE), DEF: () => { this.CONSUME(k.OR); this.CONSUME(k.REPLACE); return true; } });
    this.OPTION2({ GATE: () => this.is(2, t.AnyWord), DEF: () => this.CONSUME(k.VARIABLE) });
    const names: { readonly name: string[]; readonly nameAt: Span }[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { names.push(this.SUBRULE(this.placedName)); } });
    const type = this.OPTION3({ GATE: () => !this.is(1, k.DEFAULT) && !this.is(1, t.Semicolon), DEF: () => this.SUBRULE(this.dataType) });
    const value = this.OPTION4(() => {
      this.OR([{ ALT: () => this.CONSUME(k.DEFAULT) }, { ALT: () => this.CONSUME(t.Equal) }]);
      return this.SUBRULE(this.expression);
    });
    return this.ACTION((): DeclareVariable => {
      const at = this.spanFrom(start);
      if (type === undefined && value === undefined) fail('INVALID_SQL_SYNTAX.VARIABLE_TYPE_OR_DEFAULT_REQUIRED', {}, { at });
      const named = { names: names.map((one) => one.name), namesAt: names.map((one) => one.nameAt) };
      return { kind: 'DeclareVariable', ...named, orReplace: orReplace === true, at, ...(type === undefined ? {} : { type }), ...(value === undefined ? {} : { value }) };
    });
  });

  /** dropVariable : DROP TEMPORARY VARIABLE droppedName */
  protected readonly dropVariable: ParserMethod<[], DropVariable> = this.RULE('dropVariable', (): DropVariable => {
    const start = this.here();
    this.CONSUME(k.DROP);
    this.CONSUME(k.TEMPORARY);
    this.CONSUME(k.VARIABLE);
    const dropped = this.SUBRULE(this.droppedName);
    return this.ACTION((): DropVariable => ({ kind: 'DropVariable', ...dropped, at: this.spanFrom(start) }));
  });

  /** setVariable : SET VARIABLE assignments */
  protected readonly setVariable: ParserMethod<[], SetVariable> = this.RULE('setVariable', (): SetVariable => {
    const start = this.here();
    this.CONSUME(k.SET);
    this.CONSUME(k.VARIABLE);
    return this.SUBRULE(this.assignments, { ARGS: [start] });
  });

  /** assignments : assignment (',' assignment)* | '(' names ')' '=' '(' query ')' */
  protected readonly assignments: ParserMethod<[start: number], SetVariable> = this.RULE('assignments', (start: number): SetVariable => {
    const assignments: SetVariable['assignments'][number][] = [];
    let query: Relation | undefined;
    this.OR([
      { ALT: () => {
        this.CONSUME(t.LeftParen);
        this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { assignments.push({ ...this.SUBRULE(this.placedName), value: undefined }); } });
        this.CONSUME(t.RightParen);
        this.CONSUME(t.Equal);
        this.CONSUME2(t.LeftParen);
        query = this.SUBRULE(this.query);
        this.CONSUME2(t.RightParen);
      } },
      { ALT: () => this.AT_LEAST_ONE_SEP2({ SEP: t.Comma, DEF: () => { assignments.push(this.SUBRULE(this.assignment)); } }) },
    ]);
    return this.ACTION((): SetVariable => ({ kind: 'SetVariable', assignments, at: this.spanFrom(start), ...(query === undefined ? {} : { query }) }));
  });

  /** assignment : name '=' (DEFAULT | expression) */
  protected readonly assignment: ParserMethod<[], SetVariable['assignments'][number]> = this.RULE('assignment', (): SetVariable['assignments'][number] => {
    const named = this.SUBRULE(this.placedName);
    this.CONSUME(t.Equal);
    const value = this.OR<Expression | undefined>([
      { GATE: () => !this.is(2, t.LeftParen) && !this.is(2, t.Dot) && !this.is(2, t.BinaryOperator), ALT: () => { this.CONSUME(k.DEFAULT); return undefined; } },
      { ALT: () => this.SUBRULE(this.expression) },
    ]);
    return { ...named, value };
  });

  /** setCatalog : SET CATALOG (text | name) */
  protected readonly setCatalog: ParserMethod<[], Use> = this.RULE('setCatalog', (): Use => {
    const start = this.here();
    this.CONSUME(k.SET);
    this.CONSUME(t.Word);
    const name = this.OR([{ ALT: () => [this.SUBRULE(this.text)] }, { ALT: () => this.SUBRULE(this.tableName) }]);
    return this.ACTION((): Use => {
      const at = this.spanFrom(start);
      return name.length === 1 ? { kind: 'Use', catalog: true, name, at } : fail('INVALID_SQL_SYNTAX.MULTI_PART_NAME', { statement: 'SET CATALOG', name: name.map(quoteIdentifier).join('.') }, { at });
    });
  });

  /** use : USE (NAMESPACE | DATABASE | SCHEMA)? name */
  protected readonly use: ParserMethod<[], Use> = this.RULE('use', (): Use => {
    const start = this.here();
    this.CONSUME(k.USE);
    this.OPTION({ GATE: () => this.is(2, t.AnyWord), DEF: () => this.OR([{ ALT: () => this.CONSUME(k.NAMESPACE) }, { ALT: () => this.CONSUME(k.DATABASE) }, { ALT: () => this.CONSUME(k.SCHEMA) }]) });
    const name = this.SUBRULE(this.tableName);
    return this.ACTION((): Use => ({ kind: 'Use', name, at: this.spanFrom(start) }));
  });

  /** cache : CACHE LAZY? TABLE name (OPTIONS properties)? (AS? query)? | UNCACHE TABLE (IF EXISTS)? name | CLEAR CACHE | REFRESH TABLE? name */
  protected readonly cache: ParserMethod<[], Cache> = this.RULE('cache', (): Cache => {
    const start = this.here();
    const found = this.OR<Omit<Cache, 'kind' | 'at'>>([
      { ALT: () => {
        this.CONSUME(k.CACHE);
        const lazy = this.OPTION(() => { this.CONSUME(k.LAZY); return true; });
        this.CONSUME(k.TABLE);
        const nameStart = this.here();
        const name = this.SUBRULE(this.tableName);
        const nameAt = this.ACTION(() => this.spanFrom(nameStart));
        const options = this.OPTION2(() => { this.CONSUME(k.OPTIONS); return this.SUBRULE(this.properties); });
        const query = this.OPTION3(() => { this.OPTION4(() => this.CONSUME(k.AS)); return this.SUBRULE(this.query); });
        return { what: 'cache', name, nameAt, ...(options === undefined ? {} : { options }), ...(lazy === true ? { lazy } : {}), ...(query === undefined ? {} : { query }) };
      } },
      { ALT: () => {
        this.CONSUME(k.UNCACHE);
        this.CONSUME2(k.TABLE);
        const ifExists = this.SUBRULE(this.ifExists);
        const nameStart = this.here();
        return { what: 'uncache', name: this.SUBRULE2(this.tableName), nameAt: this.ACTION(() => this.spanFrom(nameStart)), ifExists };
      } },
      { ALT: () => { this.CONSUME(k.CLEAR); this.CONSUME2(k.CACHE); return { what: 'clear' }; } },
      { ALT: () => {
        const start = this.CONSUME(k.REFRESH).startOffset;
        return this.OR2<Omit<Cache, 'kind' | 'at'>>([
          { GATE: () => this.is(1, k.TABLE) && this.is(2, t.AnyWord), ALT: () => {
            this.CONSUME3(k.TABLE);
            const nameStart = this.here();
            return { what: 'refresh', name: this.SUBRULE3(this.tableName), nameAt: this.ACTION(() => this.spanFrom(nameStart)) };
          } },
          { GATE: () => this.is(1, k.FUNCTION) && this.is(2, t.AnyWord), ALT: () => { this.CONSUME(k.FUNCTION); return { what: 'refresh function', name: this.SUBRULE4(this.tableName) }; } },
          { ALT: () => {
            this.ACTION(() => { if (!this.is(1, t.AnyWord) && !this.is(1, t.StringToken)) fail('INVALID_SQL_SYNTAX.EMPTY_REFRESH_RESOURCE_PATH', {}, { at: this.spanFrom(start) }); });
            this.SUBRULE(this.anyTokens);
            return { what: 'refresh path' };
          } },
        ]);
      } },
    ]);
    return this.ACTION((): Cache => ({ kind: 'Cache', ...found, at: this.spanFrom(start) }));
  });

  /**
   * analyze : ANALYZE (TABLE name partitionValues? | TABLES ((FROM | IN) name)?) COMPUTE STATISTICS (NOSCAN | FOR COLUMNS names | FOR ALL COLUMNS)?
   *         | MSCK? REPAIR TABLE name ((ADD | DROP | SYNC) PARTITIONS)?
   */
  protected readonly analyze: ParserMethod<[], Cache> = this.RULE('analyze', (): Cache => {
    const start = this.here();
    const found = this.OR<Omit<Cache, 'kind' | 'at'>>([
      { GATE: () => this.word(1) === 'ANALYZE', ALT: () => {
        this.CONSUME(t.Word);
        const target = this.OR2<Omit<Cache, 'kind' | 'at'>>([
          { ALT: () => {
            this.CONSUME(k.TABLE);
            const nameStart = this.here();
            const name = this.SUBRULE(this.tableName);
            const nameAt = this.ACTION(() => this.spanFrom(nameStart));
            const partition = this.OPTION(() => this.SUBRULE(this.partitionValues));
            return { what: 'analyze', name, nameAt, ...(partition === undefined ? {} : { partition }) };
          } },
          { ALT: () => {
            this.CONSUME(k.TABLES);
            const database = this.OPTION2(() => { this.OR3([{ ALT: () => this.CONSUME(k.FROM) }, { ALT: () => this.CONSUME(k.IN) }]); return this.SUBRULE2(this.tableName); });
            return { what: 'analyze all', ...(database === undefined ? {} : { name: database }) };
          } },
        ]);
        this.CONSUME2(t.Word);
        this.CONSUME3(t.Word);
        const columns = this.OPTION3({ GATE: () => this.is(1, k.FOR), DEF: (): Cache['columns'] => {
          this.CONSUME(k.FOR);
          const all = this.OPTION4(() => { this.CONSUME(k.ALL); return true; });
          this.CONSUME(k.COLUMNS);
          const names: string[] = [];
          this.MANY_SEP({ SEP: t.Comma, DEF: () => { names.push(this.SUBRULE(this.name)); } });
          return all === true ? 'all' : names;
        } });
        const noScan = this.OPTION5(() => {
          const word = this.CONSUME4(t.Word);
          this.ACTION(() => { if (word.image.toUpperCase() !== 'NOSCAN') fail('INVALID_SQL_SYNTAX.ANALYZE_TABLE_UNEXPECTED_NOSCAN', { ctx: word.image.toUpperCase() }, { at: this.spanFrom(start) }); });
          return true;
        });
        return this.ACTION(() => ({ ...target, ...(noScan === true ? { noScan } : {}), ...(columns === undefined ? {} : { columns }) }));
      } },
      { ALT: () => {
        this.OPTION7({ GATE: () => this.word(1) === 'MSCK', DEF: () => this.CONSUME5(t.Word) });
        this.CONSUME7(t.Word);
        this.CONSUME2(k.TABLE);
        const placed = this.SUBRULE(this.placedName);
        const change = this.OPTION6({ GATE: () => /^(?:ADD|DROP|SYNC)$/.test(this.word(1)), DEF: (): string => {
          const word = this.CONSUME6(t.Word).image;
          this.CONSUME(k.PARTITIONS);
          return word;
        } });
        return this.ACTION((): Omit<Cache, 'kind' | 'at'> => ({ what: 'repair', ...placed, ...(change === undefined ? {} : { change: change.toUpperCase() as 'ADD' | 'DROP' | 'SYNC' }) }));
      } },
    ]);
    return this.ACTION((): Cache => ({ kind: 'Cache', ...found, at: this.spanFrom(start) }));
  });

  /**
   * describe : (DESCRIBE | DESC) (FUNCTION EXTENDED? (name | text) | (DATABASE | SCHEMA | NAMESPACE) EXTENDED? name | QUERY? query
   *          | TABLE? (EXTENDED | FORMATTED)? name partitionValues? column? (AS JSON)?)
   */
  protected readonly describe: ParserMethod<[], Describe> = this.RULE('describe', (): Describe => {
    const start = this.here();
    this.OR([{ ALT: () => this.CONSUME(k.DESCRIBE) }, { ALT: () => this.CONSUME(k.DESC) }]);
    const found = this.OR2<Omit<Describe, 'kind' | 'at'>>([
      { GATE: () => this.is(2, t.AnyWord) || this.is(2, t.StringToken) || this.operatorName(2), ALT: () => {
        this.CONSUME(k.FUNCTION);
        const extended = this.SUBRULE(this.extendedWord);
        const nameStart = this.here();
        const name = this.OR3([
          { ALT: () => this.SUBRULE(this.dottedName) },
          { ALT: () => [this.SUBRULE(this.text)] },
          { ALT: () => [this.OR5([{ ALT: () => this.CONSUME(t.BinaryOperator) }, { ALT: () => this.CONSUME(t.Tilde) }, { ALT: () => this.CONSUME(t.Bang) }]).image] },
        ]);
        return { what: 'function', name, extended, nameAt: this.ACTION(() => this.spanFrom(nameStart)) };
      } },
      { GATE: () => this.is(2, t.AnyWord), ALT: () => {
        this.OR4([{ ALT: () => this.CONSUME(k.DATABASE) }, { ALT: () => this.CONSUME(k.SCHEMA) }, { ALT: () => this.CONSUME(k.NAMESPACE) }]);
        const extended = this.SUBRULE2(this.extendedWord);
        return { what: 'database', name: this.SUBRULE2(this.dottedName), extended };
      } },
      { GATE: () => this.queryAhead(1) && !(this.is(1, k.TABLE) && !this.is(3, t.PipeArrow)), ALT: () => ({ what: 'query', query: this.SUBRULE(this.query), extended: false }) },
      { GATE: () => this.queryAhead(2), ALT: () => { this.CONSUME(k.QUERY); return { what: 'query', query: this.SUBRULE2(this.query), extended: false }; } },
      { ALT: () => {
        this.OPTION({ GATE: () => this.is(2, t.AnyWord), DEF: () => this.CONSUME(k.TABLE) });
        const extended = this.SUBRULE3(this.extendedWord);
        const nameStart = this.here();
        const name = this.SUBRULE(this.tableName);
        const nameAt = this.ACTION(() => this.spanFrom(nameStart));
        const partition = this.OPTION2({ GATE: () => this.is(2, t.LeftParen), DEF: () => this.SUBRULE(this.setPartition) });
        const column = this.OPTION3({ GATE: () => !this.is(1, k.AS), DEF: () => this.SUBRULE3(this.dottedName) });
        const json = this.OPTION4(() => { this.CONSUME(k.AS); this.ACTION(() => { if (this.word(1) !== 'JSON') this.expected('JSON'); }); this.CONSUME(t.Word); return true; }) === true;
        this.ACTION(() => {
          const at = this.spanFrom(start);
          if (column !== undefined && partition !== undefined) fail('UNSUPPORTED_FEATURE.DESC_TABLE_COLUMN_PARTITION', {}, { at });
          if (json && column !== undefined) fail('UNSUPPORTED_FEATURE.DESC_TABLE_COLUMN_JSON', {}, { at });
          if (json && !extended) fail('DESCRIBE_JSON_NOT_EXTENDED', { tableName: name.join('.') }, { at });
        });
        return { what: 'table', name, nameAt, extended, json, ...(column === undefined ? {} : { column }), ...(partition === undefined ? {} : { partition }) };
      } },
    ]);
    return this.ACTION((): Describe => ({ kind: 'Describe', ...found, at: this.spanFrom(start) }));
  });

  private operatorName(ahead: number): boolean { return this.is(ahead, t.BinaryOperator) || this.is(ahead, t.Tilde) || this.is(ahead, t.Bang); }

  private readonly extendedWord: ParserMethod<[], boolean> = this.RULE('extendedWord', (): boolean =>
    this.OPTION({
      GATE: () => this.is(2, t.AnyWord) || this.is(2, t.StringToken) || this.operatorName(2),
      DEF: () => { this.OR([{ ALT: () => this.CONSUME(k.EXTENDED) }, { ALT: () => this.CONSUME(k.FORMATTED) }]); return true; },
    }) === true);

  /**
   * show : SHOW (TABLES | VIEWS | DATABASES | CATALOGS | FUNCTIONS | TABLE EXTENDED …) ((FROM | IN)? name)* (LIKE? text)? | SHOW (COLUMNS | PARTITIONS | TBLPROPERTIES | CREATE TABLE) …
   */
  protected readonly show: ParserMethod<[], Show> = this.RULE('show', (): Show => {
    const start = this.here();
    this.CONSUME(k.SHOW);
    this.ACTION(() => { if (this.is(2, k.FUNCTIONS) && !/^(?:USER|SYSTEM|ALL)$/.test(this.word(1))) fail('INVALID_SQL_SYNTAX.SHOW_FUNCTIONS_INVALID_SCOPE', { scope: this.word(1) }, { at: this.spanFrom(start) }); });
    const only = this.ACTION(() => (this.is(2, k.FUNCTIONS) ? (['USER', 'SYSTEM'] as const).find((word) => word === this.word(1)) : undefined));
    const what = this.SUBRULE(this.shown);
    const places: string[][] = [];
    let nameAt: Span | undefined;
    const nameStart = this.ACTION(() => (this.is(1, k.FROM) || this.is(1, k.IN) ? this.token(2).startOffset : this.here()));
    this.MANY({
      GATE: () => !this.is(1, k.LIKE) && !this.is(1, k.AS) && !this.is(1, k.PARTITION) && !(what === 'functions' && !this.is(1, k.FROM) && !this.is(1, k.IN)),
      DEF: () => {
        this.OPTION(() => this.OR([{ ALT: () => this.CONSUME(k.FROM) }, { ALT: () => this.CONSUME(k.IN) }]));
        places.push(this.SUBRULE(this.tableName));
        this.ACTION(() => { nameAt ??= this.spanFrom(nameStart); });
      },
    });
    const patternStart = this.ACTION(() => (this.is(1, k.LIKE) ? this.token(2).startOffset : this.here()));
    const pattern = this.OPTION2({ GATE: () => what !== 'partitions' && !this.is(1, k.AS), DEF: () => this.SUBRULE(this.showPattern) });
    this.ACTION(() => { nameAt = what === 'table extended' || nameAt === undefined ? this.spanFrom(patternStart) : nameAt; });
    const partition = this.OPTION3({ GATE: () => what === 'partitions' || what === 'table extended', DEF: () => this.SUBRULE(this.setPartition) });
    const serde = this.OPTION4({ GATE: () => what === 'create table', DEF: () => { this.CONSUME(k.AS); this.CONSUME(t.Word); return true; } });
    return this.ACTION((): Show => {
      if (what === 'table extended' && pattern === undefined) this.expected('LIKE');
      const [name, database] = places;
      if (name === undefined && /^(?:columns|partitions|tblproperties|create table)$/.test(what)) this.expected('a name');
      return { kind: 'Show', what, at: this.spanFrom(start), nameAt: nameAt!, ...(name === undefined ? {} : { name }), ...(database === undefined ? {} : { database }), ...(pattern === undefined ? {} : { pattern }),
        ...(partition === undefined ? {} : { partition }), ...(only === undefined ? {} : { only: only === 'USER' ? 'user' : 'system' }), ...(serde === undefined ? {} : { serde }) };
    });
  });

  private readonly shown: ParserMethod<[], Show['what']> = this.RULE('shown', (): Show['what'] => this.OR<Show['what']>([
    { ALT: () => { this.CONSUME(k.CURRENT); this.OR2([{ ALT: () => this.CONSUME(k.NAMESPACE) }, { ALT: () => this.CONSUME(k.DATABASE) }, { ALT: () => this.CONSUME(k.SCHEMA) }]); return 'current namespace'; } },
    { ALT: () => { this.CONSUME(k.TABLES); return 'tables'; } },
    { ALT: () => { this.CONSUME(k.TABLE); this.CONSUME(k.EXTENDED); return 'table extended'; } },
    { ALT: () => { this.CONSUME(k.VIEWS); return 'views'; } },
    { ALT: () => { this.CONSUME(k.COLUMNS); return 'columns'; } },
    { ALT: () => { this.CONSUME(k.FUNCTIONS); return 'functions'; } },
    { ALT: () => { this.OR3([{ ALT: () => this.CONSUME(k.DATABASES) }, { ALT: () => this.CONSUME(k.SCHEMAS) }, { ALT: () => this.CONSUME(k.NAMESPACES) }]); return 'databases'; } },
    { ALT: () => { this.CONSUME(k.CATALOGS); return 'catalogs'; } },
    { ALT: () => { this.CONSUME(k.CREATE); this.CONSUME2(k.TABLE); return 'create table'; } },
    { ALT: () => { this.CONSUME(k.TBLPROPERTIES); return 'tblproperties'; } },
    { ALT: () => { this.CONSUME(k.PARTITIONS); return 'partitions'; } },
    { GATE: () => this.is(2, k.FUNCTIONS), ALT: () => { this.CONSUME(t.Word); this.CONSUME2(k.FUNCTIONS); return 'functions'; } },
    { GATE: () => this.word(1) === 'COLLATIONS', ALT: () => { this.CONSUME2(t.Word); return 'collations'; } },
  ]));

  /** LIKE? (text | name) | '(' key ')' */
  private readonly showPattern: ParserMethod<[], string> = this.RULE('showPattern', (): string =>
    this.OR([
      { ALT: () => {
        this.CONSUME(t.LeftParen);
        const key = this.OR2([{ ALT: () => this.SUBRULE(this.text) }, { ALT: () => { const parts = this.SUBRULE2(this.dottedName); return this.ACTION(() => parts.join('.')); } }]);
        this.CONSUME(t.RightParen);
        return key;
      } },
      { GATE: () => (this.is(1, k.LIKE) ? this.is(2, t.AnyWord) : this.is(1, t.AnyWord)), ALT: () => {
        this.OPTION2(() => this.CONSUME(k.LIKE));
        const name = this.SUBRULE(this.dottedName);
        return this.ACTION(() => name.join('.'));
      } },
      { ALT: () => { this.OPTION(() => this.CONSUME2(k.LIKE)); return this.SUBRULE2(this.text); } },
    ]));
}
