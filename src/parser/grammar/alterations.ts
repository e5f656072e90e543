import { fail } from '../../errors/stream-error.ts';
import type { DatabaseWords } from '../../plan/catalog.ts';
import type { Expression } from '../../plan/expression.ts';
import type { Relation } from '../../plan/relation.ts';
import type { AddedColumn, AlterDatabase, AlterTable, ChangeRows, CreateDatabase, DropDatabase, TableChange, TruncateTable } from '../../plan/statement.ts';
import type { ParserMethod } from '../chevrotain.ts';
import * as t from '../tokens.ts';
import { MergeGrammar } from './merges.ts';
import type { PartitionValue } from './tables.ts';

const { k } = t;

const PLACE = 'ALTER COLUMN ... FIRST | AFTER';
const NO_CHANGE = 'ALTER TABLE table ALTER COLUMN requires a TYPE, a SET/DROP, a COMMENT, or a FIRST/AFTER';

/** Databases, and changes of tables that are there. */
export abstract class AlterationGrammar extends MergeGrammar {
  /** alterTable : ALTER TABLE name change */
  protected readonly alterTable: ParserMethod<[], AlterTable> = this.RULE('alterTable', (): AlterTable => {
    const start = this.here();
    this.CONSUME(k.ALTER);
    this.CONSUME(k.TABLE);
    const nameStart = this.here();
    const name = this.SUBRULE(this.tableName);
    const nameAt = this.ACTION(() => this.spanFrom(nameStart));
    const words = this.ACTION(() => `${this.word(1)} ${this.word(2)}`);
    const change = this.SUBRULE(this.tableChange, { ARGS: [start] });
    return this.ACTION((): AlterTable => ({ kind: 'AlterTable', operation: operationOf(words, change), name, change, at: this.spanFrom(start), nameAt }));
  });

  /**
   * tableChange : RENAME TO name | ADD (COLUMN | COLUMNS) columns | SET TBLPROPERTIES properties | UNSET TBLPROPERTIES (IF EXISTS)? keys
   *             | ADD (IF NOT EXISTS)? partitionValues+ | DROP (IF EXISTS)? partitionValues (',' partitionValues)* PURGE? | partitionValues RENAME TO partitionValues
   *             | (ALTER | CHANGE) COLUMN? columnChange | what has no effect | what is refused
   */
  private readonly tableChange: ParserMethod<[start: number], TableChange> = this.RULE('tableChange', (start: number): TableChange => this.OR<TableChange>([
    { GATE: () => this.is(2, k.TO), ALT: () => { this.CONSUME(k.RENAME); this.CONSUME(k.TO); return { change: 'rename', to: this.SUBRULE2(this.tableName) }; } },
    { GATE: () => /^COLUMNS?$/.test(this.word(2)), ALT: () => {
      this.CONSUME(k.ADD);
      this.CONSUME(t.Word);
      return { change: 'add columns', columns: this.SUBRULE(this.addedColumns) };
    } },
    { GATE: () => /^COLUMNS?$/.test(this.word(2)), ALT: () => this.SUBRULE(this.droppedColumns) },
    { GATE: () => this.word(2) === 'COLUMN', ALT: () => {
      this.CONSUME2(k.RENAME);
      this.CONSUME3(t.Word);
      const column = this.SUBRULE(this.dottedName);
      this.CONSUME3(k.TO);
      this.SUBRULE(this.name);
      return { change: 'refused', operation: 'RENAME COLUMN', columns: [column] };
    } },
    { GATE: () => this.is(2, k.TBLPROPERTIES), ALT: () => { this.CONSUME(k.SET); this.CONSUME(k.TBLPROPERTIES); return { change: 'set properties', properties: this.SUBRULE(this.tableProperties, { ARGS: [start] }) }; } },
    { GATE: () => this.is(2, k.TBLPROPERTIES), ALT: () => {
      this.CONSUME(k.UNSET);
      this.CONSUME2(k.TBLPROPERTIES);
      this.SUBRULE(this.ifExists);
      return { change: 'unset properties', keys: this.SUBRULE(this.propertyKeys) };
    } },
    { GATE: () => this.is(2, k.PARTITION) || this.is(2, k.IF), ALT: () => {
      const partitions: PartitionValue[][] = [];
      let located = false;
      this.CONSUME2(k.ADD);
      const ifNotExists = this.SUBRULE(this.ifNotExists);
      this.AT_LEAST_ONE(() => { partitions.push(this.SUBRULE(this.setPartition)); this.OPTION(() => { this.CONSUME(k.LOCATION); this.SUBRULE(this.text); located = true; }); });
      return { change: 'add partitions', partitions, ifNotExists, ...(located ? { located } : {}) };
    } },
    { GATE: () => this.is(2, k.PARTITION) || this.is(2, k.IF), ALT: () => {
      const partitions: PartitionValue[][] = [];
      this.CONSUME(k.DROP);
      const ifExists = this.SUBRULE2(this.ifExists);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { partitions.push(this.SUBRULE2(this.setPartition)); } });
      this.OPTION2(() => this.CONSUME(k.PURGE));
      return { change: 'drop partitions', partitions, ifExists };
    } },
    { ALT: () => {
      const partition = this.SUBRULE3(this.setPartition);
      return this.OR3<TableChange>([
        { ALT: () => { this.CONSUME3(k.RENAME); this.CONSUME2(k.TO); return { change: 'rename partition', partition, to: this.SUBRULE4(this.setPartition) }; } },
        { ALT: () => { this.CONSUME3(k.SET); const serde = this.ACTION(() => this.word(1).startsWith('SERDE')); this.SUBRULE3(this.anyTokens); return { change: 'nothing', partition, serde }; } },
      ]);
    } },
    { GATE: () => this.is(1, k.ALTER) || this.word(1) === 'CHANGE', ALT: () => { this.CONSUME2(t.Word); return this.SUBRULE(this.columnChange, { ARGS: [start] }); } },
    { GATE: () => this.is(1, k.DEFAULT), ALT: () => ({ change: 'collation', collation: this.SUBRULE(this.objectCollation) }) },
    { ALT: () => {
      this.CONSUME(k.CLUSTER);
      this.CONSUME(k.BY);
      return { change: 'clusters', columns: this.OR2<string[][]>([{ ALT: () => this.SUBRULE(this.pathList) }, { GATE: () => this.word(1) === 'NONE', ALT: () => { this.CONSUME4(t.Word); return []; } }]) };
    } },
    { GATE: () => this.word(1) === 'RECOVER', ALT: () => { this.CONSUME5(t.Word); this.CONSUME(k.PARTITIONS); return { change: 'recover partitions', operation: 'ALTER TABLE RECOVER PARTITIONS' }; } },
    { GATE: () => this.changesNothing(), ALT: () => { this.SUBRULE(this.anyTokens); return { change: 'nothing' }; } },
    { ALT: () => { const operation = this.SUBRULE(this.otherChange, { ARGS: [start] }); return { change: 'refused', operation }; } },
  ]));

  /** Where files lie has no meaning for rows in memory. */
  private changesNothing(): boolean {
    return /^SET (?:LOCATION|SERDEPROPERTIES)$/.test(`${this.word(1)} ${this.word(2)}`);
  }

  /** columnChange : COLUMN? oneColumn (',' oneColumn)*            several at once are refused */
  private readonly columnChange: ParserMethod<[start: number], TableChange> = this.RULE('columnChange', (start: number): TableChange => {
    const changes: TableChange[] = [];
    this.OPTION({ GATE: () => this.word(1) === 'COLUMN' && this.is(2, t.AnyWord), DEF: () => this.CONSUME(t.Word) });
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { changes.push(this.SUBRULE(this.oneColumn, { ARGS: [start] })); } });
    return this.ACTION((): TableChange => (changes.length === 1 ? changes[0]! : { change: 'refused', operation: 'ALTER COLUMN in bulk' }));
  });

  /** oneColumn : name (COMMENT text | SET DEFAULT expression | DROP DEFAULT | TYPE columnType | name columnType (COMMENT text)? place? | (SET | DROP) NOT NULL | place) */
  private readonly oneColumn: ParserMethod<[start: number], TableChange> = this.RULE('oneColumn', (start: number): TableChange => {
    const column = this.SUBRULE(this.dottedName);
    return this.OR<TableChange>([
      { ALT: () => { this.CONSUME(k.COMMENT); return { change: 'column', column, comment: this.SUBRULE(this.text) }; } },
      { GATE: () => this.is(2, k.DEFAULT), ALT: () => { this.CONSUME(k.SET); this.CONSUME(k.DEFAULT); return { change: 'column', column, standard: this.SUBRULE(this.keptExpression) }; } },
      { GATE: () => this.is(2, k.DEFAULT), ALT: () => { this.CONSUME(k.DROP); this.CONSUME2(k.DEFAULT); return { change: 'column', column, standard: null }; } },
      { GATE: () => this.word(1) === 'TYPE', ALT: () => { this.CONSUME2(t.Word); return { change: 'column', column, type: this.SUBRULE(this.columnType) }; } },
      { GATE: () => this.is(2, k.NOT), ALT: () => {
        this.OR2([{ ALT: () => this.CONSUME2(k.SET) }, { ALT: () => this.CONSUME2(k.DROP) }]);
        this.CONSUME(k.NOT);
        this.CONSUME(k.NULL);
        return { change: 'refused', operation: 'ALTER COLUMN ... SET NOT NULL', columns: [column] };
      } },
      { GATE: () => this.placeAhead(), ALT: () => { const after = this.SUBRULE(this.place); return this.ACTION((): TableChange => ({ change: 'refused', operation: PLACE, columns: [column, ...after] })); } },
      { GATE: () => this.is(1, t.AnyWord) && this.is(2, t.AnyWord), ALT: () => {
        const to = this.SUBRULE(this.name);
        const type = this.SUBRULE2(this.columnType);
        const comment = this.OPTION2(() => { this.CONSUME2(k.COMMENT); return this.SUBRULE2(this.text); });
        const after = this.OPTION3({ GATE: () => this.placeAhead(), DEF: () => this.SUBRULE2(this.place) });
        return this.ACTION((): TableChange => {
          const renames = column.length > 1 || column[0]!.toLowerCase() !== to.toLowerCase();
          if (renames) fail('_LEGACY_ERROR_TEMP_0034', { operation: 'Renaming column', command: 'ALTER COLUMN', msg: ', please run RENAME COLUMN instead' }, { at: this.spanFrom(start) });
          if (after !== undefined) return { change: 'refused', operation: PLACE, columns: [column, ...after] };
          return { change: 'column', column, to, type, ...(comment === undefined ? {} : { comment }) };
        });
      } },
      { GATE: () => !this.is(1, t.AnyWord), ALT: () => this.ACTION(() => fail('_LEGACY_ERROR_TEMP_0035', { message: NO_CHANGE }, { at: this.spanFrom(start) })) },
    ]);
  });

  private placeAhead(): boolean { return this.is(1, k.FIRST) || (this.word(1) === 'AFTER' && this.is(2, t.AnyWord)); }

  /** place : FIRST | AFTER name             the columns that it names */
  private readonly place: ParserMethod<[], string[][]> = this.RULE('place', (): string[][] => this.OR<string[][]>([
    { ALT: () => { this.CONSUME(k.FIRST); return []; } },
    { ALT: () => { this.CONSUME(t.Word); return [this.SUBRULE(this.dottedName)]; } },
  ]));

  /** droppedColumns : DROP (COLUMN | COLUMNS) (IF EXISTS)? ('(' names ')' | names) */
  private readonly droppedColumns: ParserMethod<[], TableChange> = this.RULE('droppedColumns', (): TableChange => {
    const columns: string[][] = [];
    this.CONSUME(k.DROP);
    this.CONSUME(t.Word);
    const ifExists = this.SUBRULE(this.ifExists);
    const bracketed = this.OPTION(() => { this.CONSUME(t.LeftParen); return true; });
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { columns.push(this.SUBRULE(this.dottedName)); } });
    this.OPTION2({ GATE: () => bracketed === true, DEF: () => { this.CONSUME(t.RightParen); } });
    return { change: 'refused', operation: 'DROP COLUMN', ...(ifExists ? {} : { columns }) };
  });

  private readonly addedColumns: ParserMethod<[], AddedColumn[]> = this.RULE('addedColumns', (): AddedColumn[] => {
    const columns: AddedColumn[] = [];
    const bracketed = this.OPTION(() => { this.CONSUME(t.LeftParen); return true; });
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { columns.push(this.SUBRULE(this.addedColumn)); } });
    this.OPTION2({ GATE: () => bracketed === true, DEF: () => { this.CONSUME(t.RightParen); } });
    return columns;
  });

  /** addedColumn : name columnType (NOT NULL | DEFAULT expression | COMMENT text | place)*          the place has no effect, as in Spark's own tables */
  private readonly addedColumn: ParserMethod<[], AddedColumn> = this.RULE('addedColumn', (): AddedColumn => {
    const name = this.SUBRULE(this.dottedName);
    this.OPTION(() => this.CONSUME(t.Colon));
    const type = this.SUBRULE(this.columnType);
    let found: Omit<AddedColumn, 'name' | 'type'> = { nullable: true };
    this.MANY(() => this.OR([
      { ALT: () => { this.CONSUME(k.NOT); this.CONSUME(k.NULL); found = { ...found, nullable: false }; } },
      { ALT: () => { this.CONSUME(k.DEFAULT); const standard = this.SUBRULE(this.keptExpression); found = { ...found, default: standard }; } },
      { ALT: () => { this.CONSUME(k.COMMENT); const comment = this.SUBRULE(this.text); found = { ...found, comment }; } },
      { GATE: () => this.placeAhead(), ALT: () => this.SUBRULE(this.place) },
    ]));
    return { name, type, ...found };
  });

  /** Changes that tables in memory do not know; the words up to the end. */
  private readonly otherChange: ParserMethod<[start: number], string> = this.RULE('otherChange', (start: number): string => {
    const operation = this.ACTION(() => [this.word(1), this.word(2)].join(' '));
    const hive = this.ACTION(() => hiveChanges.exec([1, 2, 3, 4].map((ahead) => this.word(ahead)).join(' ')));
    this.ACTION(() => {
      if (hive === null && !/^(?:ADD|DROP) (?:CONSTRAINT|PRIMARY|UNIQUE|CHECK|FOREIGN)$|^REPLACE |^SET SERDE/.test(operation)) this.expected('a change');
    });
    this.SUBRULE(this.anyTokens);
    this.ACTION(() => { if (hive !== null) fail('INVALID_STATEMENT_OR_CLAUSE', { operation: `ALTER TABLE ${hive[0]}` }, { at: this.spanFrom(start) }); });
    return this.ACTION(() => (/^(?:ADD|DROP) /.test(operation) ? `${operation.split(' ')[0]} CONSTRAINT` : operation));
  });

  /** rowChange : UPDATE name alias? SET assignment (',' assignment)* (WHERE expression)? | DELETE FROM name alias? (WHERE expression)? | merge */
  protected readonly rowChange: ParserMethod<[], ChangeRows> = this.RULE('rowChange', (): ChangeRows => {
    const start = this.here();
    return this.OR<ChangeRows>([
      { GATE: () => this.word(1) === 'UPDATE', ALT: () => {
        this.CONSUME(t.Word);
        const table = this.SUBRULE(this.changedTable);
        this.CONSUME(k.SET);
        const changes: (readonly Expression[])[] = [];
        this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { changes.push(this.SUBRULE(this.setColumn)); } });
        const where = this.OPTION(() => { this.CONSUME(k.WHERE); return this.SUBRULE(this.expression); });
        return this.ACTION((): ChangeRows => ({ kind: 'ChangeRows', operation: 'UPDATE TABLE', table: table.name, reads: this.readsOf(table.relation, changes.flat(), where), at: this.spanFrom(start) }));
      } },
      { GATE: () => this.word(1) === 'DELETE', ALT: () => {
        this.CONSUME2(t.Word);
        this.CONSUME(k.FROM);
        const table = this.SUBRULE2(this.changedTable);
        const where = this.OPTION2(() => { this.CONSUME2(k.WHERE); return this.SUBRULE2(this.expression); });
        return this.ACTION((): ChangeRows => ({ kind: 'ChangeRows', operation: 'DELETE', table: table.name, reads: this.readsOf(table.relation, [], where), at: this.spanFrom(start) }));
      } },
      { ALT: () => this.SUBRULE(this.merge, { ARGS: [start] }) },
    ]);
  });

  /** merge : MERGE INTO name alias? USING table ON expression mergeClauses */
  private readonly merge: ParserMethod<[start: number], ChangeRows> = this.RULE('merge', (start: number): ChangeRows => {
    this.CONSUME(t.Word);
    this.CONSUME(k.INTO);
    const table = this.SUBRULE(this.changedTable);
    this.CONSUME(k.USING);
    const source = this.SUBRULE(this.tableReference);
    this.CONSUME(k.ON);
    const condition = this.SUBRULE(this.expression);
    const clauses = this.OPTION(() => this.SUBRULE(this.mergeClauses));
    return this.ACTION((): ChangeRows => {
      const at = this.spanFrom(start);
      if (clauses === undefined) return fail('MERGE_WITHOUT_WHEN', {}, { at });
      return { kind: 'ChangeRows', operation: 'MERGE INTO TABLE', table: table.name, ...this.readsOfMerge(table.relation, source, condition, clauses), at };
    });
  });

  /** changedTable : name (AS? name)? */
  private readonly changedTable: ParserMethod<[], { name: string[]; relation: Relation }> = this.RULE('changedTable', (): { name: string[]; relation: Relation } => {
    const start = this.here();
    const name = this.SUBRULE(this.tableName);
    const alias = this.OPTION({ GATE: () => !this.is(1, k.SET) && !this.is(1, k.WHERE), DEF: () => { this.OPTION2(() => this.CONSUME(k.AS)); return this.SUBRULE(this.aliasName); } });
    return this.ACTION(() => {
      const input: Relation = { kind: 'NamedTable', name, options: {}, streaming: false, at: this.spanFrom(start) };
      return { name, relation: alias === undefined ? input : { kind: 'SubqueryAlias', input, alias: [alias] } };
    });
  });

  /** setColumn : name '=' (DEFAULT | expression) */
  protected override readonly setColumn: ParserMethod<[], Expression[]> = this.RULE('setColumn', (): Expression[] => {
    const start = this.here();
    const { name, value } = this.SUBRULE(this.assignment);
    return this.ACTION((): Expression[] => [{ kind: 'UnresolvedAttribute', name, at: this.spanFrom(start) }, ...(value === undefined ? [] : [value])]);
  });

  /** What the statement reads: all names in it are looked up, whatever becomes of it. Nothing is grouped there, as where rows are distributed. */
  private readsOf(table: Relation, expressions: readonly Expression[], where: Expression | undefined): readonly Relation[] {
    const all = where === undefined ? expressions : [where, ...expressions];
    return [all.length === 0 ? table : { kind: 'Repartition', input: table, expressions: all }];
  }

  /** truncate : TRUNCATE TABLE name partitionValues? */
  protected readonly truncate: ParserMethod<[], TruncateTable> = this.RULE('truncate', (): TruncateTable => {
    const start = this.here();
    this.CONSUME(k.TRUNCATE);
    this.CONSUME(k.TABLE);
    const nameStart = this.here();
    const name = this.SUBRULE(this.tableName);
    const nameAt = this.ACTION(() => this.spanFrom(nameStart));
    const partition = this.OPTION(() => this.SUBRULE(this.setPartition));
    return this.ACTION((): TruncateTable => ({ kind: 'TruncateTable', name, nameAt, ...(partition === undefined ? {} : { partition }), at: this.spanFrom(start) }));
  });

  /** commentOn : COMMENT ON (TABLE | COLUMN | DATABASE | SCHEMA | NAMESPACE) name IS (text | NULL) */
  protected readonly commentOn: ParserMethod<[], AlterTable | AlterDatabase> = this.RULE('commentOn', (): AlterTable | AlterDatabase => {
    const start = this.here();
    this.CONSUME(k.COMMENT);
    this.CONSUME(k.ON);
    const what = this.ACTION(() => this.word(1));
    this.OR([{ ALT: () => this.CONSUME(k.TABLE) }, { ALT: () => this.SUBRULE(this.databaseWord) }, { GATE: () => what === 'COLUMN', ALT: () => this.CONSUME(t.Word) }]);
    const nameStart = this.here();
    const name = this.SUBRULE(this.tableName);
    const nameAt = this.ACTION(() => this.spanFrom(nameStart));
    this.CONSUME(k.IS);
    const comment = this.OR2<string | null>([{ ALT: () => this.SUBRULE(this.text) }, { ALT: () => { this.CONSUME(k.NULL); return null; } }]);
    return this.ACTION((): AlterTable | AlterDatabase => {
      const at = this.spanFrom(start);
      if (what === 'TABLE') return { kind: 'AlterTable', operation: 'COMMENT ON TABLE', name, change: { change: 'comment', comment }, at, nameAt };
      if (what === 'COLUMN' && name.length < 2) fail('INVALID_SQL_SYNTAX.COMMENT_ON_COLUMN_INCORRECT_IDENTIFIER', {}, { at });
      if (what === 'COLUMN') return { kind: 'AlterTable', operation: 'COMMENT ON COLUMN', name: name.slice(0, -1), change: { change: 'column', column: name.slice(-1), comment: comment ?? '' }, at, nameAt: at };
      return { kind: 'AlterDatabase', name, words: { comment }, at };
    });
  });

  /** alterDatabase : ALTER database name (SET (DBPROPERTIES | PROPERTIES) properties | UNSET (DBPROPERTIES | PROPERTIES) (IF EXISTS)? keys | SET LOCATION text | DEFAULT COLLATION name) */
  protected readonly alterDatabase: ParserMethod<[], AlterDatabase> = this.RULE('alterDatabase', (): AlterDatabase => {
    const start = this.here();
    this.CONSUME(k.ALTER);
    this.SUBRULE(this.databaseWord);
    const name = this.SUBRULE(this.tableName);
    const change = this.OR<Pick<AlterDatabase, 'words' | 'unset'>>([
      { GATE: () => this.is(2, k.LOCATION), ALT: () => { this.CONSUME(k.SET); this.CONSUME(k.LOCATION); return { words: { location: this.SUBRULE(this.text) } }; } },
      { ALT: () => ({ words: { collation: this.SUBRULE(this.defaultCollation) } }) },
      { ALT: () => { this.CONSUME2(k.SET); this.SUBRULE(this.propertiesWord); return { words: { properties: this.SUBRULE(this.wordedProperties, { ARGS: ['NAMESPACE', start] }) } }; } },
      { ALT: () => { this.CONSUME(k.UNSET); this.SUBRULE2(this.propertiesWord); this.SUBRULE(this.ifExists); return { words: {}, unset: this.SUBRULE(this.propertyKeys, { ARGS: ['NAMESPACE'] }) }; } },
    ]);
    return this.ACTION((): AlterDatabase => ({ kind: 'AlterDatabase', name, ...change, at: this.spanFrom(start) }));
  });

  private readonly propertiesWord: ParserMethod<[], void> = this.RULE('propertiesWord', (): void => {
    this.ACTION(() => { if (!/^(?:DB)?PROPERTIES$/.test(this.word(1))) this.expected('DBPROPERTIES'); });
    this.CONSUME(t.Word);
  });

  /** createDatabase : CREATE (DATABASE | SCHEMA | NAMESPACE) (IF NOT EXISTS)? name (COMMENT text | LOCATION text | WITH (DBPROPERTIES | PROPERTIES) properties | DEFAULT COLLATION name)* */
  protected readonly createDatabase: ParserMethod<[], CreateDatabase> = this.RULE('createDatabase', (): CreateDatabase => {
    const start = this.here();
    this.CONSUME(k.CREATE);
    this.SUBRULE(this.databaseWord);
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    const name = this.SUBRULE(this.tableName);
    const parts: { readonly clause: string; readonly words: DatabaseWords }[] = [];
    this.MANY(() => {
      parts.push(this.OR<(typeof parts)[number]>([
        { ALT: () => { this.CONSUME(k.COMMENT); return { clause: 'COMMENT', words: { comment: this.SUBRULE(this.text) } }; } },
        { ALT: () => { this.CONSUME(k.LOCATION); return { clause: 'LOCATION', words: { location: this.SUBRULE2(this.text) } }; } },
        { ALT: () => { this.CONSUME(k.WITH); this.SUBRULE(this.propertiesWord); return { clause: 'WITH PROPERTIES', words: { properties: this.SUBRULE(this.wordedProperties, { ARGS: ['NAMESPACE', start] }) } }; } },
        { ALT: () => ({ clause: 'DEFAULT COLLATION', words: { collation: this.SUBRULE(this.defaultCollation) } }) },
      ]));
    });
    return this.ACTION((): CreateDatabase => {
      const at = this.spanFrom(start);
      const clauses = parts.map((one) => one.clause);
      const twice = clauses.find((one, index) => clauses.indexOf(one) < index);
      if (twice !== undefined) fail('DUPLICATE_CLAUSES', { clauseName: twice }, { at });
      return { kind: 'CreateDatabase', name, ifNotExists, words: Object.assign({}, ...parts.map((one) => one.words)) as DatabaseWords, at };
    });
  });

  /** dropDatabase : DROP (DATABASE | SCHEMA | NAMESPACE) droppedName (RESTRICT | CASCADE)? */
  protected readonly dropDatabase: ParserMethod<[], DropDatabase> = this.RULE('dropDatabase', (): DropDatabase => {
    const start = this.here();
    this.CONSUME(k.DROP);
    this.SUBRULE(this.databaseWord);
    const dropped = this.SUBRULE(this.droppedName);
    const cascade = this.OPTION(() => this.OR([{ ALT: () => { this.CONSUME(k.RESTRICT); return false; } }, { ALT: () => { this.CONSUME(k.CASCADE); return true; } }])) === true;
    return this.ACTION((): DropDatabase => ({ kind: 'DropDatabase', ...dropped, cascade, at: this.spanFrom(start) }));
  });

  private readonly databaseWord: ParserMethod<[], void> = this.RULE('databaseWord', (): void => {
    this.OR([{ ALT: () => this.CONSUME(k.DATABASE) }, { ALT: () => this.CONSUME(k.SCHEMA) }, { ALT: () => this.CONSUME(k.NAMESPACE) }]);
  });
}

/** Changes of Hive's grammar that Spark knows in order to refuse them. */
const hiveChanges = /^(?:CLUSTERED BY|SORTED BY|SKEWED BY|NOT (?:CLUSTERED|SORTED|SKEWED|STORED AS DIRECTORIES)|SET (?:SKEWED LOCATION|FILEFORMAT)|(?:EXCHANGE|ARCHIVE|UNARCHIVE) PARTITION|TOUCH|COMPACT|CONCATENATE)\b/;

/** What a statement calls itself, by its first words behind the name of the table. */
const operations: readonly (readonly [pattern: RegExp, operation: string])[] = [
  [/^RENAME TO/, 'ALTER TABLE'], [/^ADD COLUMN/, 'ALTER TABLE ... ADD COLUMNS'], [/^DROP COLUMN/, 'ALTER TABLE ... DROP COLUMNS'], [/^RENAME COLUMN/, 'ALTER TABLE ... RENAME COLUMN'],
  [/^ALTER/, 'ALTER TABLE ... ALTER COLUMN'], [/^CHANGE/, 'ALTER TABLE ... CHANGE COLUMN'], [/^REPLACE/, 'ALTER TABLE ... REPLACE COLUMNS'], [/^ADD (?:PARTITION|IF)/, 'ALTER TABLE ... ADD PARTITION ...'],
  [/^DROP (?:PARTITION|IF)/, 'ALTER TABLE ... DROP PARTITION ...'], [/^RECOVER/, 'ALTER TABLE ... RECOVER PARTITIONS'], [/^SET LOCATION/, 'ALTER TABLE ... SET LOCATION ...'],
  [/^SET SERDE/, 'ALTER TABLE ... SET [SERDE|SERDEPROPERTIES]'], [/^CLUSTER/, 'ALTER TABLE ... CLUSTER BY'], [/^DEFAULT/, 'ALTER TABLE ... DEFAULT COLLATION'],
  [/^SET TBLPROPERTIES/, 'ALTER TABLE ... SET TBLPROPERTIES'], [/^UNSET/, 'ALTER TABLE ... UNSET TBLPROPERTIES'], [/^ADD/, 'ALTER TABLE ... ADD CONSTRAINT'], [/^DROP/, 'ALTER TABLE ... DROP CONSTRAINT'],
];

function operationOf(words: string, { change }: TableChange): string {
  if (words.startsWith('PARTITION')) return change === 'rename partition' ? 'ALTER TABLE ... RENAME TO PARTITION' : 'ALTER TABLE ... SET LOCATION ...';
  return operations.find(([pattern]) => pattern.test(words))?.[1] ?? 'ALTER TABLE';
}
