import type { AlterTable, CreateDatabase, DropDatabase, TableChange, TruncateTable } from '../../plan/statement.ts';
import type { Schema } from '../../types/data-type.ts';
import { refuse } from '../build/nodes.ts';
import type { ParserMethod } from '../chevrotain.ts';
import * as t from '../tokens.ts';
import { SessionGrammar } from './sessions.ts';

const { k } = t;

/** Databases, and changes of tables that are there. */
export abstract class AlterationGrammar extends SessionGrammar {
  /** alterTable : ALTER TABLE name (RENAME TO name | ADD (COLUMN | COLUMNS) columns | SET TBLPROPERTIES properties | UNSET TBLPROPERTIES (IF EXISTS)? keys | …) */
  protected readonly alterTable: ParserMethod<[], AlterTable> = this.RULE('alterTable', (): AlterTable => {
    const start = this.here();
    this.CONSUME(k.ALTER);
    this.CONSUME(k.TABLE);
    const name = this.SUBRULE(this.tableName);
    const change = this.OR<TableChange>([
      { GATE: () => this.is(2, k.TO), ALT: () => { this.CONSUME(k.RENAME); this.CONSUME(k.TO); return { change: 'rename', to: this.SUBRULE2(this.tableName) }; } },
      { GATE: () => /^COLUMNS?$/.test(this.word(2)), ALT: () => {
        this.CONSUME(k.ADD);
        this.CONSUME(t.Word);
        return { change: 'add columns', columns: this.SUBRULE(this.addedColumns) };
      } },
      { GATE: () => this.is(2, k.TBLPROPERTIES), ALT: () => { this.CONSUME(k.SET); this.CONSUME(k.TBLPROPERTIES); return { change: 'set properties', properties: this.SUBRULE(this.properties) }; } },
      { GATE: () => this.is(2, k.TBLPROPERTIES), ALT: () => {
        this.CONSUME(k.UNSET);
        this.CONSUME2(k.TBLPROPERTIES);
        this.SUBRULE(this.ifExists);
        const keys = this.SUBRULE2(this.properties);
        return { change: 'unset properties', keys: this.ACTION(() => Object.keys(keys)) };
      } },
      { ALT: () => { const operation = this.SUBRULE(this.otherChange); return { change: 'refused', operation }; } },
    ]);
    return this.ACTION((): AlterTable => ({ kind: 'AlterTable', name, change, at: this.spanFrom(start) }));
  });

  private readonly addedColumns: ParserMethod<[], Schema> = this.RULE('addedColumns', (): Schema => {
    const bracketed = this.OPTION(() => { this.CONSUME(t.LeftParen); return true; });
    const schema = this.SUBRULE(this.tableSchema);
    this.OPTION2({ GATE: () => bracketed === true, DEF: () => { this.CONSUME(t.RightParen); } });
    return schema;
  });

  /** Changes that tables in memory do not know; the words up to the end. */
  private readonly otherChange: ParserMethod<[], string> = this.RULE('otherChange', (): string => {
    const start = this.here();
    const operation = this.ACTION(() => [this.word(1), this.word(2)].join(' '));
    this.ACTION(() => {
      if (!/^(?:DROP|RENAME) COLUMNS?$|^(?:ALTER|CHANGE|REPLACE) /.test(operation)) refuse(`ALTER TABLE … ${operation}`, this.spanFrom(start));
    });
    this.SUBRULE(this.anyTokens);
    return /^(?:DROP|RENAME) COLUMN/.test(operation) ? operation.replace(/S$/, '') : 'ALTER COLUMN';
  });

  /** Everything up to the semicolon, or the end. */
  protected readonly anyTokens: ParserMethod<[], void> = this.RULE('anyTokens', (): void => {
    this.MANY(() => this.OR([t.AnyWord, t.LeftParen, t.RightParen, t.LeftBracket, t.RightBracket, t.Comma, t.NumberToken, t.StringToken, t.Dot, t.BinaryOperator, t.Colon, t.DoubleColon,
      t.Question, t.FatArrow, t.Arrow, t.HintStart, t.HintEnd, t.Tilde, t.Bang].map((type, index) => ({ ALT: () => { this.consume(index, type); } }))));
  });

  /** truncate : TRUNCATE TABLE name */
  protected readonly truncate: ParserMethod<[], TruncateTable> = this.RULE('truncate', (): TruncateTable => {
    const start = this.here();
    this.CONSUME(k.TRUNCATE);
    this.CONSUME(k.TABLE);
    const name = this.SUBRULE(this.tableName);
    return this.ACTION((): TruncateTable => ({ kind: 'TruncateTable', name, at: this.spanFrom(start) }));
  });

  /** commentOn : COMMENT ON TABLE name IS (text | NULL) */
  protected readonly commentOn: ParserMethod<[], AlterTable> = this.RULE('commentOn', (): AlterTable => {
    const start = this.here();
    this.CONSUME(k.COMMENT);
    this.CONSUME(k.ON);
    this.CONSUME(k.TABLE);
    const name = this.SUBRULE(this.tableName);
    this.CONSUME(k.IS);
    const comment = this.OR<string | null>([{ ALT: () => this.SUBRULE(this.text) }, { ALT: () => { this.CONSUME(k.NULL); return null; } }]);
    return this.ACTION((): AlterTable => ({ kind: 'AlterTable', name, change: { change: 'comment', comment }, at: this.spanFrom(start) }));
  });

  /** createDatabase : CREATE (DATABASE | SCHEMA | NAMESPACE) (IF NOT EXISTS)? name (COMMENT text | LOCATION text | WITH (DBPROPERTIES | PROPERTIES) properties)* */
  protected readonly createDatabase: ParserMethod<[], CreateDatabase> = this.RULE('createDatabase', (): CreateDatabase => {
    const start = this.here();
    this.CONSUME(k.CREATE);
    this.SUBRULE(this.databaseWord);
    const ifNotExists = this.SUBRULE(this.ifNotExists);
    const name = this.SUBRULE(this.tableName);
    this.MANY(() => this.OR([
      { ALT: () => { this.CONSUME(k.COMMENT); this.SUBRULE(this.text); } },
      { ALT: () => { this.CONSUME(k.LOCATION); this.SUBRULE2(this.text); } },
      { ALT: () => { this.CONSUME(k.WITH); this.CONSUME(t.Word); this.SUBRULE(this.properties); } },
    ]));
    return this.ACTION((): CreateDatabase => ({ kind: 'CreateDatabase', name, ifNotExists, at: this.spanFrom(start) }));
  });

  /** dropDatabase : DROP (DATABASE | SCHEMA | NAMESPACE) (IF EXISTS)? name (RESTRICT | CASCADE)? */
  protected readonly dropDatabase: ParserMethod<[], DropDatabase> = this.RULE('dropDatabase', (): DropDatabase => {
    const start = this.here();
    this.CONSUME(k.DROP);
    this.SUBRULE(this.databaseWord);
    const ifExists = this.SUBRULE(this.ifExists);
    const name = this.SUBRULE(this.tableName);
    const cascade = this.OPTION(() => this.OR([{ ALT: () => { this.CONSUME(k.RESTRICT); return false; } }, { ALT: () => { this.CONSUME(k.CASCADE); return true; } }])) === true;
    return this.ACTION((): DropDatabase => ({ kind: 'DropDatabase', name, ifExists, cascade, at: this.spanFrom(start) }));
  });

  private readonly databaseWord: ParserMethod<[], void> = this.RULE('databaseWord', (): void => {
    this.OR([{ ALT: () => this.CONSUME(k.DATABASE) }, { ALT: () => this.CONSUME(k.SCHEMA) }, { ALT: () => this.CONSUME(k.NAMESPACE) }]);
  });
}
