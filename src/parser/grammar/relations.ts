import { fail } from '../../errors/stream-error.ts';
import type { Expression, IntervalLiteral, SortOrder } from '../../plan/expression.ts';
import { type JoinType, type Relation, type Sample, SUBQUERY_NAME } from '../../plan/relation.ts';
import { splitName } from '../build/names.ts';
import { asOfRelations, joinRelations, type JoinTail } from '../build/joins.ts';
import { nameRelation, placedWithName, placeWatermark, type TableAlias, type Watermark } from '../build/tables.ts';
import { type ParserMethod, tokenMatcher, type TokenType } from '../chevrotain.ts';
import { quoteIdentifier } from '../../types/print.ts';
import * as t from '../tokens.ts';
import { TableCallGrammar } from './table-calls.ts';
import { sampleOf, type SampleText } from '../build/samples.ts';

const { k } = t;

/** What stands behind FROM: tables, joins, and what may follow a table. */
export abstract class RelationGrammar extends TableCallGrammar {
  /** from : FROM relation (',' LATERAL? tableReference relationTail)* lateralView*; what follows a comma joins all that stands before it, or, by setting, is joined first */
  protected readonly from: ParserMethod<[], Relation> = this.RULE('from', (): Relation => {
    this.CONSUME(k.FROM);
    let result = this.SUBRULE(this.relation);
    let count = 0;
    this.MANY(() => {
      const start = this.here();
      this.CONSUME(t.Comma);
      const lateral = this.OPTION(() => this.SUBRULE(this.lateral));
      const reference = this.SUBRULE(this.tableReference);
      const left = result;
      const join = (right: Relation): Relation => this.ACTION(() => {
        this.checkChain(++count);
        return joinRelations(left, right, { type: 'inner', natural: false, lateral: lateral === true }, this.spanFrom(start));
      });
      const joinsFirst = this.settings.joinsBeforeCommas === true;
      const tail = this.SUBRULE(this.relationTail, { ARGS: [joinsFirst ? reference : join(reference)] });
      result = joinsFirst ? join(tail) : tail;
    });
    this.MANY2({ GATE: () => this.is(2, k.VIEW), DEF: () => { result = this.SUBRULE(this.lateralView, { ARGS: [result] }); } });
    return result;
  });

  /** relation : LATERAL? tableReference relationTail */
  protected readonly relation: ParserMethod<[], Relation> = this.RULE('relation', (): Relation => {
    this.OPTION(() => this.CONSUME(k.LATERAL));
    const first = this.SUBRULE(this.tableReference);
    return this.SUBRULE(this.relationTail, { ARGS: [first] });
  });

  /** relationTail : (join | asOfJoin | pivot | unpivot | binBy)* */
  private readonly relationTail: ParserMethod<[first: Relation], Relation> = this.RULE('relationTail', (first: Relation): Relation => {
    let result = first;
    let count = 0;
    this.MANY({
      GATE: () => this.joinAhead() || this.clauseAhead(1),
      DEF: () => {
        const left = result;
        result = this.OR([
          { ALT: () => this.SUBRULE(this.pivot, { ARGS: [left] }) },
          { ALT: () => this.SUBRULE(this.unpivot, { ARGS: [left] }) },
          { ALT: () => this.SUBRULE(this.binBy, { ARGS: [left] }) },
          { GATE: () => this.asOfAhead(), ALT: () => this.SUBRULE(this.asOfJoin, { ARGS: [left] }) },
          { GATE: () => this.joinAhead(), ALT: () => this.SUBRULE(this.join, { ARGS: [left] }) },
        ]);
        this.ACTION(() => this.checkChain(++count));
      },
    });
    return result;
  });

  /** binBy : BIN BY '(' …       Spark reads it, and has no meaning for it yet */
  protected readonly binBy: ParserMethod<[input: Relation], Relation> = this.RULE('binBy', (input: Relation): Relation => {
    const { startOffset } = this.CONSUME(k.BIN);
    this.ACTION(() => fail('UNSUPPORTED_FEATURE.BIN_BY', {}, { at: this.spanFrom(startOffset) }));
    return input;
  });

  /** ASOF JOIN behind INNER, LEFT, LEFT OUTER or nothing. */
  protected asOfAhead(): boolean {
    const at = this.is(1, k.INNER) ? 2 : this.is(1, k.LEFT) ? (this.is(2, k.OUTER) ? 3 : 2) : 1;
    return this.is(at, k.ASOF) && this.is(at + 1, k.JOIN);
  }

  /** asOfJoin : (INNER | LEFT OUTER?)? ASOF JOIN tableReference MATCH_CONDITION '(' expression ')' joinCriteria? */
  protected readonly asOfJoin: ParserMethod<[left: Relation], Relation> = this.RULE('asOfJoin', (left: Relation): Relation => {
    const start = this.here();
    const type = this.OPTION(() => this.OR<'inner' | 'left'>([
      { ALT: () => { this.CONSUME(k.INNER); return 'inner'; } },
      { ALT: () => { this.CONSUME(k.LEFT); this.OPTION2(() => this.CONSUME(k.OUTER)); return 'left'; } },
    ])) ?? 'inner';
    this.CONSUME(k.ASOF);
    this.CONSUME(k.JOIN);
    const right = this.SUBRULE(this.tableReference);
    this.CONSUME(k.MATCH_CONDITION);
    this.CONSUME(t.LeftParen);
    const match = this.SUBRULE(this.expression);
    this.CONSUME(t.RightParen);
    const criteria = this.OPTION3(() => this.SUBRULE(this.joinCriteria));
    return this.ACTION(() => asOfRelations(left, right, { type, match, ...criteria, enabled: this.settings.asOfJoins === true }, this.spanFrom(start)));
  });

  protected joinAhead(): boolean {
    return this.isAny(1, joinStarts) && !(this.is(1, k.LATERAL));
  }

  /** join : NATURAL? joinType JOIN LATERAL? tableReference (ON expression | USING nameList | nearestBy)? */
  protected readonly join: ParserMethod<[left: Relation], Relation> = this.RULE('join', (left: Relation): Relation => {
    const start = this.here();
    const natural = this.OPTION(() => { this.CONSUME(k.NATURAL); return true; }) === true;
    const type = this.SUBRULE(this.joinType);
    this.CONSUME(k.JOIN);
    const lateral = this.OPTION2(() => this.SUBRULE(this.lateral)) === true;
    const right = this.SUBRULE(this.tableReference);
    const criteria = this.OPTION3({ GATE: () => !natural, DEF: () => this.SUBRULE(this.joinCriteria) });
    const nearest = this.OPTION4({ GATE: () => !natural && criteria === undefined && this.clauseAhead(1), DEF: () => this.SUBRULE(this.nearestBy) });
    return this.ACTION(() => joinRelations(left, right, { type, natural, lateral, ...criteria, ...(nearest === undefined ? {} : { nearest }) }, this.spanFrom(start)));
  });

  private readonly joinCriteria: ParserMethod<[], Pick<JoinTail, 'condition' | 'using'>> = this.RULE('joinCriteria', (): Pick<JoinTail, 'condition' | 'using'> =>
    this.OR([
      { ALT: () => { this.CONSUME(k.ON); return { condition: this.SUBRULE(this.expression) }; } },
      { ALT: () => { this.CONSUME(k.USING); return { using: this.SUBRULE(this.nameList) }; } },
    ]));

  /** joinType : INNER? | CROSS | (LEFT | RIGHT | FULL) OUTER? | LEFT? (SEMI | ANTI) */
  private readonly joinType: ParserMethod<[], JoinType> = this.RULE('joinType', (): JoinType => {
    const found: JoinType | undefined = this.OPTION(() => this.OR<JoinType>([
      { ALT: () => { this.CONSUME(k.INNER); return 'inner'; } },
      { ALT: () => { this.CONSUME(k.CROSS); return 'cross'; } },
      { ALT: () => { this.CONSUME(k.RIGHT); this.OPTION2(() => this.CONSUME(k.OUTER)); return 'right'; } },
      { ALT: () => { this.CONSUME(k.FULL); this.OPTION3(() => this.CONSUME2(k.OUTER)); return 'full'; } },
      { ALT: () => { this.CONSUME(k.SEMI); return 'left semi'; } },
      { ALT: () => { this.CONSUME(k.ANTI); return 'left anti'; } },
      { ALT: () => {
        this.CONSUME(k.LEFT);
        const kind: JoinType | undefined = this.OPTION4(() => this.OR2<JoinType>([
          { ALT: () => { this.CONSUME3(k.OUTER); return 'left'; } },
          { ALT: () => { this.CONSUME2(k.SEMI); return 'left semi'; } },
          { ALT: () => { this.CONSUME2(k.ANTI); return 'left anti'; } },
        ]));
        return kind ?? 'left';
      } },
    ]));
    return found ?? 'inner';
  });

  /** tableReference : streamTable | '(' query ')' tail | '(' relation ')' tail | VALUES rows alias | name (call tail | options sample? tail) */
  protected readonly tableReference: ParserMethod<[], Relation> = this.RULE('tableReference', (): Relation => {
    const form = this.ACTION(() => this.tableForm());
    return this.OR([
      { GATE: () => form === 'stream', ALT: () => this.SUBRULE(this.streamTable) },
      { GATE: () => form === 'query', ALT: () => this.SUBRULE(this.bracketedQuery) },
      { GATE: () => form === 'relation', ALT: () => this.SUBRULE(this.bracketedRelation) },
      { GATE: () => form === 'values', ALT: () => this.SUBRULE(this.valuesTable) },
      { GATE: () => form === 'call', ALT: () => this.SUBRULE(this.wordedCall) },
      { GATE: () => form === 'name', ALT: () => this.SUBRULE(this.namedTable) },
    ]);
  });

  private tableForm(): 'stream' | 'query' | 'relation' | 'values' | 'call' | 'name' {
    if (this.unnestAhead() || this.jsonTableAhead()) return 'call';
    if (this.is(1, t.LeftParen)) return this.bracketHoldsQuery(1) ? 'query' : 'relation';
    if (this.is(1, k.VALUES) && (this.expressionAhead(2) && !this.is(2, k.AS))) return 'values';
    if (this.is(1, k.STREAM) && (this.is(2, t.LeftParen) || (this.is(2, t.Word) && !this.clauseAhead(2) && !this.is(2, k.AS)))) return 'stream';
    return 'name';
  }

  /** '(' query ')' sample? watermark? alias */
  private readonly bracketedQuery: ParserMethod<[], Relation> = this.RULE('bracketedQuery', (): Relation => {
    const start = this.here();
    this.CONSUME(t.LeftParen);
    const input = this.SUBRULE(this.query);
    this.CONSUME(t.RightParen);
    return this.SUBRULE(this.tableTail, { ARGS: [input, 'query', start] });
  });

  /** '(' relation ')' sample? watermark? alias */
  private readonly bracketedRelation: ParserMethod<[], Relation> = this.RULE('bracketedRelation', (): Relation => {
    const start = this.here();
    this.CONSUME(t.LeftParen);
    const input = this.SUBRULE(this.relation);
    this.CONSUME(t.RightParen);
    return this.SUBRULE(this.tableTail, { ARGS: [input, 'watermark first', start] });
  });

  protected readonly valuesTable: ParserMethod<[], Relation> = this.RULE('valuesTable', (): Relation => {
    const start = this.here();
    const input = this.SUBRULE(this.values);
    const alias = this.OPTION({ GATE: () => this.tableAliasAhead(), DEF: () => this.SUBRULE(this.tableAlias) });
    return this.ACTION(() => nameRelation({ ...input, ...(alias?.columns === undefined ? {} : { columns: alias.columns }), at: this.spanFrom(start) } as Relation, alias, this.spanFrom(start)));
  });

  /** values : VALUES expression (',' expression)*          a comma before LATERAL joins */
  protected readonly values: ParserMethod<[], Relation> = this.RULE('values', (): Relation => {
    const start = this.here();
    this.CONSUME(k.VALUES);
    const rows = [this.SUBRULE(this.expression)];
    this.MANY({ GATE: () => !this.joinsLaterally(), DEF: () => { this.CONSUME(t.Comma); rows.push(this.SUBRULE2(this.expression)); } });
    return this.ACTION((): Relation => ({ kind: 'Values', rows: rows.map(cellsOf), at: this.spanFrom(start) }));
  });

  /** name, or IDENTIFIER(…) */
  protected readonly tableName: ParserMethod<[], string[]> = this.RULE('tableName', (): string[] => {
    const start = this.here();
    return this.OR([
      { GATE: () => this.is(1, k.IDENTIFIER) && this.is(2, t.LeftParen), ALT: () => { const text = this.SUBRULE(this.spelledName); return this.ACTION(() => splitName(text, this.spanFrom(start))); } },
      { ALT: () => {
        const name = this.SUBRULE(this.dottedName);
        return this.ACTION(() => { this.withoutHyphen(name.join('.')); return name; });
      } },
    ]);
  });

  /** namedTable : tableName ('(' arguments ')' identifiedBy? | timeTravel? options? sample?) watermark? alias */
  private readonly namedTable: ParserMethod<[], Relation> = this.RULE('namedTable', (): Relation => {
    const start = this.here();
    const name = this.SUBRULE(this.tableName);
    return this.OR([
      { ALT: () => {
        const input = this.SUBRULE(this.tableFunction, { ARGS: [name, false, start] });
        this.ACTION(() => {
          if (this.is(1, k.IDENTIFIED) && this.is(2, k.BY)) fail('TIDEMARK_IDENTIFIED_BY_NEEDS_STREAM', {}, { at: this.spanFrom(this.here()) });
        });
        const named = this.SUBRULE(this.streamTail, { ARGS: [input, 'watermark first', start] });
        return this.ACTION(() => placedWithName(named, this.spanFrom(start)));
      } },
      { ALT: () => {
        const at = this.ACTION(() => this.spanFrom(start));
        const older = this.OPTION({ GATE: () => this.timeTravelAhead(), DEF: () => { this.SUBRULE(this.timeTravel); return true; } });
        const options = this.OPTION2({ GATE: () => this.is(1, k.WITH) && this.is(2, t.LeftParen), DEF: () => { this.CONSUME(k.WITH); return this.SUBRULE(this.properties); } });
        const input: Relation = { kind: 'NamedTable', name, options: options ?? {}, streaming: false, at, ...(older === true ? { timeTravel: true } : {}) };
        return this.SUBRULE(this.tableTail, { ARGS: [input, 'alias first', start] });
      } },
    ]);
  });

  /** wordedCall : (unnest | jsonTable) alias?       as Spark has it, the call stands where it does together with its alias */
  private readonly wordedCall: ParserMethod<[], Relation> = this.RULE('wordedCall', (): Relation => {
    const start = this.here();
    const call = this.OR([{ ALT: () => this.SUBRULE(this.unnest) }, { ALT: () => this.SUBRULE(this.jsonTable) }]);
    const alias = this.OPTION({ GATE: () => this.tableAliasAhead(), DEF: () => this.SUBRULE(this.tableAlias) });
    return this.ACTION(() => placedWithName(nameRelation(call, alias, this.spanFrom(start)), this.spanFrom(start)));
  });

  /** '(' (argument (',' argument)*)? ')' */
  private readonly tableFunction: ParserMethod<[name: readonly string[], streaming: boolean, start: number], Relation> =
    this.RULE('tableFunction', (name: readonly string[], streaming: boolean, start: number): Relation => {
      const args: Expression[] = [];
      this.CONSUME(t.LeftParen);
      this.MANY_SEP({ SEP: t.Comma, DEF: () => { args.push(this.SUBRULE(this.tableFunctionArgument)); } });
      this.CONSUME(t.RightParen);
      return this.ACTION((): Relation => {
        const at = this.spanFrom(start);
        this.checkNamed(name, args, at);
        return { kind: 'TableFunction', name, arguments: args, streaming, at };
      });
    });

  /** tableFunctionArgument : (name '=>')? tableArgument | argument */
  private readonly tableFunctionArgument: ParserMethod<[], Expression> = this.RULE('tableFunctionArgument', (): Expression => {
    const start = this.here();
    return this.OR<Expression>([
      { GATE: () => this.tableArgumentAhead(1), ALT: () => this.SUBRULE(this.tableArgument) },
      { GATE: () => this.is(2, t.FatArrow) && this.tableArgumentAhead(3), ALT: () => {
        const name = this.SUBRULE(this.name);
        this.CONSUME(t.FatArrow);
        const value = this.SUBRULE2(this.tableArgument);
        return this.ACTION((): Expression => ({ kind: 'NamedArgument', name, value, at: this.spanFrom(start) }));
      } },
      { ALT: () => this.SUBRULE(this.argument) },
    ]);
  });

  private tableArgumentAhead(ahead: number): boolean { return this.is(ahead, k.TABLE) && (this.is(ahead + 1, t.LeftParen) || this.is(ahead + 1, t.Word)); }

  /** tableArgument : TABLE '(' (query | name) ')' tableOrder? */
  private readonly tableArgument: ParserMethod<[], Expression> = this.RULE('tableArgument', (): Expression => {
    const start = this.here();
    this.CONSUME(k.TABLE);
    const input = this.OR<Relation>([
      { GATE: () => this.bracketHoldsQuery(1), ALT: () => { this.CONSUME(t.LeftParen); const query = this.SUBRULE(this.query); this.CONSUME(t.RightParen); return query; } },
      { GATE: () => this.is(1, t.LeftParen), ALT: () => {
        this.CONSUME2(t.LeftParen);
        const nameStart = this.here();
        const name = this.SUBRULE(this.dottedName);
        const found = this.tableNamed(name, nameStart);
        this.CONSUME2(t.RightParen);
        return found;
      } },
      { ALT: () => {
        const name = this.SUBRULE2(this.dottedName);
        this.ACTION(() => fail('INVALID_SQL_SYNTAX.INVALID_TABLE_FUNCTION_IDENTIFIER_ARGUMENT_MISSING_PARENTHESES', { argumentName: name.map(quoteIdentifier).join('.') }, { at: this.spanFrom(start) }));
        return this.tableNamed(name, start);
      } },
    ]);
    const order = this.OPTION(() => this.SUBRULE(this.tableOrder));
    return this.ACTION((): Expression => {
      const plan: Relation = order === undefined || order.length === 0 ? input : { kind: 'Sort', input, order, global: true };
      return { kind: 'Subquery', subquery: 'table', plan, at: this.spanFrom(start) };
    });
  });

  /** tableOrder : (WITH SINGLE PARTITION | (PARTITION | DISTRIBUTE) BY (expression | '(' expressions ')')) ((ORDER | SORT) BY ('(' sorts ')' | sort))?       rows of one partition stay together */
  private readonly tableOrder: ParserMethod<[], SortOrder[]> = this.RULE('tableOrder', (): SortOrder[] => {
    const keys = this.OR<readonly Expression[]>([
      { ALT: () => { this.CONSUME(k.WITH); this.CONSUME(t.Word); this.CONSUME(k.PARTITION); return []; } },
      { ALT: () => {
        this.OR2([{ ALT: () => this.CONSUME2(k.PARTITION) }, { ALT: () => this.CONSUME(k.DISTRIBUTE) }]);
        this.CONSUME(k.BY);
        return [this.SUBRULE(this.expression)];
      } },
    ]);
    const sorts = this.OPTION(() => {
      this.OR3([{ ALT: () => this.CONSUME(k.ORDER) }, { ALT: () => this.CONSUME(k.SORT) }]);
      this.CONSUME2(k.BY);
      return this.OR4<SortOrder[]>([
        { ALT: () => { this.CONSUME(t.LeftParen); const found = this.SUBRULE(this.sorts); this.CONSUME(t.RightParen); return found; } },
        { ALT: () => [this.SUBRULE(this.sort)] },
      ]);
    });
    return this.ACTION((): SortOrder[] => [...keys.flatMap((key) => partsOf(key)).map((input): SortOrder => ({ kind: 'SortOrder', input, descending: false })), ...(sorts ?? [])]);
  });

  /** streamTable : STREAM (table | '(' table ')') options? identifiedBy? watermark? alias           table : tableName ('(' arguments ')')? */
  private readonly streamTable: ParserMethod<[], Relation> = this.RULE('streamTable', (): Relation => {
    const start = this.here();
    this.CONSUME(k.STREAM);
    const input = this.OR([
      { ALT: () => {
        this.CONSUME(t.LeftParen);
        const inner = this.SUBRULE(this.streamSource);
        this.CONSUME(t.RightParen);
        return inner;
      } },
      { ALT: () => this.SUBRULE2(this.streamSource) },
    ]);
    const options = this.OPTION({ GATE: () => this.is(2, t.LeftParen), DEF: () => { this.CONSUME(k.WITH); return this.SUBRULE(this.properties); } });
    const sourceName = this.OPTION2({ GATE: () => this.is(2, k.BY), DEF: () => { this.CONSUME(k.IDENTIFIED); this.CONSUME(k.BY); return this.SUBRULE(this.name); } });
    const complete = this.ACTION((): Relation => {
      if (input.kind !== 'NamedTable' && input.kind !== 'TableFunction') return input;
      if (input.kind === 'TableFunction' && options !== undefined) fail('PARSE_SYNTAX_ERROR', { error: "'WITH'", hint: '', expected: ', expected options only behind a table' }, { at: this.spanFrom(start) });
      return { ...input, ...(input.kind === 'NamedTable' && options !== undefined ? { options } : {}), ...(sourceName === undefined ? {} : { sourceName }), at: this.spanFrom(start) };
    });
    const order = this.ACTION(() => (input.kind === 'NamedTable' ? 'alias first' as const : 'watermark first' as const));
    return this.SUBRULE(this.streamTail, { ARGS: [complete, order, start] });
  });

  private readonly streamSource: ParserMethod<[], Relation> = this.RULE('streamSource', (): Relation => {
    const start = this.here();
    const name = this.SUBRULE(this.tableName);
    const call: Relation | undefined = this.OPTION(() => this.SUBRULE(this.tableFunction, { ARGS: [name, true, start] }));
    return this.ACTION((): Relation => call ?? { kind: 'NamedTable', name, options: {}, streaming: true, at: this.spanFrom(start) });
  });

  /** tableTail : sample? watermark? alias? */
  private readonly tableTail: ParserMethod<[input: Relation, order: TailOrder, start: number], Relation> = this.RULE('tableTail', (input: Relation, order: TailOrder, start: number): Relation => {
    const sampled = this.OPTION({ GATE: () => this.clauseAhead(1), DEF: () => this.SUBRULE(this.sample, { ARGS: [input] }) });
    return this.SUBRULE(this.streamTail, { ARGS: [sampled ?? input, order, start] });
  });

  /** streamTail : watermark? alias?         which of them is applied first depends on what was named */
  private readonly streamTail: ParserMethod<[input: Relation, order: TailOrder, start: number], Relation> = this.RULE('streamTail', (input: Relation, order: TailOrder, start: number): Relation => {
    const watermark = this.OPTION({ GATE: () => this.watermarkAhead(), DEF: () => this.SUBRULE(this.watermark) });
    const alias = this.OPTION2({ GATE: () => this.tableAliasAhead(), DEF: () => this.SUBRULE(this.tableAlias) });
    return this.ACTION(() => {
      const at = this.spanFrom(start);
      const name = alias ?? (order === 'query' ? { alias: SUBQUERY_NAME } : undefined);
      return order === 'watermark first' ? nameRelation(placeWatermark(input, watermark), name, at) : placeWatermark(nameRelation(input, name, at), watermark);
    });
  });

  /** watermark : WATERMARK namedExpression DELAY OF interval */
  private readonly watermark: ParserMethod<[], Watermark> = this.RULE('watermark', (): Watermark => {
    const start = this.here();
    this.CONSUME(k.WATERMARK);
    const eventTime = this.SUBRULE(this.namedExpression);
    this.CONSUME(k.DELAY);
    this.CONSUME(k.OF);
    const delay = this.OR([
      { GATE: () => this.intervalPartAhead(2), ALT: () => this.SUBRULE(this.interval) },
      { ALT: () => { this.CONSUME(k.INTERVAL); const text = this.SUBRULE(this.text); return { kind: 'IntervalLiteral', text } satisfies IntervalLiteral; } },
    ]);
    return this.ACTION((): Watermark => {
      const at = this.spanFrom(start);
      if (eventTime.kind === 'Alias' && eventTime.names.length > 1) fail('CANNOT_USE_MULTI_ALIASES_IN_WATERMARK_CLAUSE', {}, { at });
      if (eventTime.kind !== 'Alias' && eventTime.kind !== 'UnresolvedAttribute') {
        fail('REQUIRES_EXPLICIT_NAME_IN_WATERMARK_CLAUSE', { sqlExpr: eventTime.at === undefined ? '' : this.sql.slice(eventTime.at.start, eventTime.at.end) }, { at });
      }
      return { eventTime, delay, at };
    });
  });

  protected tableAliasAhead(): boolean {
    return this.is(1, t.Word) && !this.clauseAhead(1);
  }

  /** tableAlias : AS? name nameList? */
  private readonly tableAlias: ParserMethod<[], TableAlias> = this.RULE('tableAlias', (): TableAlias => {
    this.OPTION({ GATE: () => this.is(2, t.Word) && !this.clauseAhead(2), DEF: () => this.CONSUME(k.AS) });
    const alias = this.SUBRULE(this.aliasName);
    const columns = this.OPTION2({ GATE: () => this.bracketHoldsNames(), DEF: () => this.SUBRULE(this.nameList) });
    return { alias, ...(columns === undefined ? {} : { columns }) };
  });

  /** As in Spark, a bracket behind an alias that holds anything but names is what is wrong, not what stands in it. */
  private bracketHoldsNames(): boolean {
    const { index, close = this.tokens.length } = this.token(1);
    for (let at = index + 1; at < close; at++) {
      if (!tokenMatcher(this.tokens[at]!, t.AnyWord)) return false;
      if (this.tokens[at]!.tokenType === k.IDENTIFIER) at = this.tokens[at + 1]?.close ?? at;
      if (++at < close && this.tokens[at]!.tokenType !== t.Comma) return false;
    }
    return true;
  }

  private timeTravelAhead(): boolean {
    const word = this.word(1);
    return ((word === 'VERSION' || word === 'TIMESTAMP') && this.is(2, k.AS) && this.is(3, k.OF)) || (word === 'FOR' && /^SYSTEM_/.test(this.word(2))) || (word === 'CHANGES' && this.is(2, k.FROM));
  }

  /** timeTravel : FOR? (VERSION | TIMESTAMP | SYSTEM_VERSION | SYSTEM_TIME) AS OF expression | CHANGES … */
  private readonly timeTravel: ParserMethod<[], void> = this.RULE('timeTravel', (): void => {
    this.OPTION({ GATE: () => this.is(1, k.FOR), DEF: () => this.CONSUME(k.FOR) });
    const { image, startOffset } = this.CONSUME(t.Word);
    this.ACTION(() => { if (image.toUpperCase() === 'CHANGES') fail('UNSUPPORTED_FEATURE.CHANGE_DATA_CAPTURE', { catalogName: 'spark_catalog' }, { at: this.spanFrom(startOffset) }); });
    this.CONSUME(k.AS);
    this.CONSUME(k.OF);
    this.SUBRULE(this.expression);
  });

  /** sample : TABLESAMPLE (BERNOULLI | SYSTEM)? '(' (number PERCENT | expression ROWS | BUCKET n OUT OF m (ON expression)? | expression)? ')' (REPEATABLE '(' integer ')')? */
  protected readonly sample: ParserMethod<[input: Relation], Sample> = this.RULE('sample', (input: Relation): Sample => {
    const start = this.here();
    this.CONSUME(k.TABLESAMPLE);
    const method = this.OPTION5(() => this.OR2([{ ALT: () => { this.CONSUME(k.BERNOULLI); return 'BERNOULLI' as const; } }, { ALT: () => { this.CONSUME(k.SYSTEM); return 'SYSTEM' as const; } }]));
    this.CONSUME(t.LeftParen);
    const what = this.OR<SampleText>([
      { GATE: () => this.is(1, k.BUCKET) && this.is(2, t.Integer), ALT: () => {
        this.CONSUME(k.BUCKET);
        const bucket = this.CONSUME(t.Integer).image;
        this.CONSUME(k.OUT);
        this.CONSUME(k.OF);
        const buckets = this.CONSUME2(t.Integer).image;
        const over = this.OPTION4(() => { this.CONSUME(k.ON); return this.SUBRULE2(this.expression); });
        return over === undefined ? { bucket, buckets } : { over };
      } },
      { GATE: () => this.is(2, k.PERCENT) || this.is(3, k.PERCENT), ALT: () => {
        const minus = this.OPTION(() => this.CONSUME(t.Minus));
        const { image: percent, startOffset } = this.CONSUME(t.NumberToken);
        this.ACTION(() => { if (!/^[\d.]+$/.test(percent)) fail('PARSE_SYNTAX_ERROR', { error: `'${percent}'`, hint: '', expected: ', expected a plain number' }, { at: this.spanFrom(startOffset) }); });
        this.CONSUME(k.PERCENT);
        return { percent: minus === undefined ? percent : `-${percent}` };
      } },
      { GATE: () => this.is(1, t.RightParen), ALT: () => ({ empty: true }) },
      { ALT: () => {
        const rows = this.SUBRULE(this.expression);
        const isRows = this.OPTION2(() => { this.CONSUME(k.ROWS); return true; });
        return isRows === true ? { rows } : { bytes: rows };
      } },
    ]);
    this.CONSUME(t.RightParen);
    const seed = this.OPTION3(() => {
      this.CONSUME(k.REPEATABLE);
      this.CONSUME2(t.LeftParen);
      const image = this.CONSUME3(t.Integer).image;
      this.CONSUME2(t.RightParen);
      return image;
    });
    return this.ACTION(() => sampleOf(input, method === undefined ? what : { ...what, method }, seed, this.spanFrom(start)));
  });

  protected abstract readonly properties: ParserMethod<[], Record<string, string>>;
  protected abstract readonly lateralView: ParserMethod<[input: Relation], Relation>;
  protected abstract readonly pivot: ParserMethod<[input: Relation], Relation>;
  protected abstract readonly unpivot: ParserMethod<[input: Relation], Relation>;
}

/** `query`: alias first, and there always is one. */
type TailOrder = 'alias first' | 'watermark first' | 'query';

const joinStarts: ReadonlySet<TokenType> = new Set([k.JOIN, k.INNER, k.CROSS, k.LEFT, k.RIGHT, k.FULL, k.SEMI, k.ANTI, k.NATURAL]);

/** `(a, b)` are two keys. */
function partsOf(key: Expression): readonly Expression[] {
  return key.kind === 'UnresolvedFunction' && key.operator === true && key.name[0] === 'struct' ? key.arguments : [key];
}

/** `(1, 2)` and `struct(1, 2)` are rows of two cells, anything else is one cell. */
function cellsOf(row: Expression): readonly Expression[] {
  return row.kind === 'UnresolvedFunction' && row.name.length === 1 && row.name[0]?.toLowerCase() === 'struct' && row.distinct !== true && row.filter === undefined ? row.arguments.map(withoutName) : [row];
}

const withoutName = (cell: Expression): Expression => (cell.kind === 'Alias' ? cell.input : cell);
