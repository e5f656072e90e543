import { fail, type Span } from '../../errors/stream-error.ts';
import type { Relation } from '../../plan/relation.ts';
import type { AlterView, CreateView, DropTable, DropView, ViewChange } from '../../plan/statement.ts';
import type { Schema } from '../../types/data-type.ts';
import { collectClauses, type Clause } from '../build/clauses.ts';
import type { ParserMethod } from '../chevrotain.ts';
import * as t from '../tokens.ts';
import { ClauseGrammar } from './clauses.ts';

const { k } = t;

/** Views, and what is said of tables and views alike. */
export abstract class DefinitionGrammar extends ClauseGrammar {
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
      if (temporary !== undefined && ifNotExists) fail('_LEGACY_ERROR_TEMP_0053', {}, { at });
      if (temporary !== undefined && found.properties !== undefined) fail('_LEGACY_ERROR_TEMP_0035', { message: 'TBLPROPERTIES of a temporary view' }, { at });
      if (temporary !== undefined && found.schemaMode !== undefined) fail('UNSUPPORTED_FEATURE.TEMPORARY_VIEW_WITH_SCHEMA_BINDING_MODE', {}, { at });
      if (orReplace && ifNotExists) fail('CREATE_VIEW_WITH_IF_NOT_EXISTS_AND_REPLACE', { viewName: name.join('.') }, { at });
      return {
        kind: 'CreateView', name, scope: temporary ?? 'session', orReplace, ifNotExists,
        query: query?.query ?? { kind: 'OneRow' }, sql: query?.sql ?? '', at,
        ...(columns === undefined ? {} : { columns }), ...(found.comment === undefined ? {} : { comment: found.comment }),
        ...(found.properties === undefined ? {} : { properties: found.properties }), ...(using === undefined ? {} : { using }),
        ...(found.collation === undefined ? {} : { collation: found.collation }), ...(found.schemaMode === undefined ? {} : { schemaMode: found.schemaMode }),
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

  /** alterView : ALTER VIEW name (RENAME TO name | SET TBLPROPERTIES properties | UNSET TBLPROPERTIES (IF EXISTS)? keys | schemaMode | AS? query) */
  protected readonly alterView: ParserMethod<[], AlterView> = this.RULE('alterView', (): AlterView => {
    const start = this.here();
    this.CONSUME(k.ALTER);
    this.CONSUME(k.VIEW);
    const nameStart = this.here();
    const name = this.SUBRULE(this.tableName);
    const nameAt = this.ACTION(() => this.spanFrom(nameStart));
    const change = this.OR<ViewChange>([
      { ALT: () => { this.CONSUME(k.RENAME); this.CONSUME(k.TO); return { change: 'rename', to: this.SUBRULE2(this.tableName) }; } },
      { ALT: () => { this.CONSUME(k.SET); this.CONSUME(k.TBLPROPERTIES); return { change: 'set properties', properties: this.SUBRULE(this.tableProperties, { ARGS: [start] }) }; } },
      { ALT: () => { this.CONSUME(k.UNSET); this.CONSUME2(k.TBLPROPERTIES); this.SUBRULE(this.ifExists); return { change: 'unset properties', keys: this.SUBRULE(this.propertyKeys) }; } },
      { GATE: () => this.is(2, k.SCHEMA), ALT: () => ({ change: 'schema mode', mode: this.SUBRULE(this.schemaMode) }) },
      { ALT: () => { this.OPTION(() => this.CONSUME(k.AS)); const found = this.SUBRULE(this.textOfQuery); return { change: 'query', ...found }; } },
    ]);
    return this.ACTION((): AlterView => ({ kind: 'AlterView', name, nameAt, change, at: this.spanFrom(start) }));
  });

  /** droppedName : (IF EXISTS)? name */
  protected readonly droppedName: ParserMethod<[], { name: string[]; nameAt: Span; ifExists: boolean }> = this.RULE('droppedName', (): { name: string[]; nameAt: Span; ifExists: boolean } => {
    const ifExists = this.SUBRULE(this.ifExists);
    return { ifExists, ...this.SUBRULE(this.placedName) };
  });

  /** A name of several parts, and where it stands. */
  protected readonly placedName: ParserMethod<[], { name: string[]; nameAt: Span }> = this.RULE('placedName', (): { name: string[]; nameAt: Span } => {
    const start = this.here();
    const name = this.SUBRULE(this.tableName);
    return { name, nameAt: this.ACTION(() => this.spanFrom(start)) };
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
