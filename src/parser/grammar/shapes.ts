import { fail } from '../../errors/stream-error.ts';
import type { Expression } from '../../plan/expression.ts';
import type { Relation, Unpivot } from '../../plan/relation.ts';
import { nameRelation } from '../build/tables.ts';
import type { ParserMethod } from '../chevrotain.ts';
import * as t from '../tokens.ts';
import { RelationGrammar } from './relations.ts';

const { k } = t;

interface UnpivotColumns { readonly expressions: readonly Expression[]; readonly alias?: string }

/** What turns rows into columns, columns into rows, and one row into many. */
export abstract class ShapeGrammar extends RelationGrammar {
  /** lateralView : LATERAL VIEW OUTER? dottedName '(' expressions? ')' name (AS? name (',' name)*)?          (a PIVOT or UNPIVOT behind it is read, and refused) */
  protected override readonly lateralView: ParserMethod<[input: Relation], Relation> = this.RULE('lateralView', (input: Relation): Relation => {
    const start = this.here();
    this.CONSUME(k.LATERAL);
    this.CONSUME(k.VIEW);
    const outer = this.OPTION({ GATE: () => !this.is(2, t.LeftParen), DEF: () => { this.CONSUME(k.OUTER); return true; } });
    const name = this.SUBRULE(this.dottedName);
    const args: Expression[] = [];
    this.CONSUME(t.LeftParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => { args.push(this.SUBRULE(this.expression)); } });
    this.CONSUME(t.RightParen);
    const generator = this.ACTION((): Expression => ({ kind: 'UnresolvedFunction', name, arguments: args }));
    const alias = this.SUBRULE(this.name);
    const columns: string[] = [];
    this.OPTION2({
      GATE: () => !this.clauseAhead(1),
      DEF: () => {
        this.OPTION3({ GATE: () => this.is(2, t.AnyWord), DEF: () => this.CONSUME(k.AS) });
        columns.push(this.SUBRULE2(this.name));
        this.MANY({ GATE: () => this.is(2, t.AnyWord), DEF: () => { this.CONSUME2(t.Comma); columns.push(this.SUBRULE3(this.name)); } });
      },
    });
    const turned = this.OPTION4({
      GATE: () => (this.is(1, k.PIVOT) || this.is(1, k.UNPIVOT)) && this.clauseAhead(1),
      DEF: () => this.OR<'PIVOT' | 'UNPIVOT'>([{ ALT: () => { this.SUBRULE(this.pivot, { ARGS: [input] }); return 'PIVOT'; } }, { ALT: () => { this.SUBRULE(this.unpivot, { ARGS: [input] }); return 'UNPIVOT'; } }]),
    });
    return this.ACTION((): Relation => {
      const at = this.spanFrom(start);
      if (turned !== undefined) fail(`NOT_ALLOWED_IN_FROM.LATERAL_WITH_${turned}`, {}, { at });
      return { kind: 'Generate', input, generator: { ...generator, at }, outer: outer === true, alias, columns, at };
    });
  });

  /** pivot : PIVOT '(' namedExpressions FOR (name | nameList) IN '(' namedExpressions ')' ')' alias? */
  protected override readonly pivot: ParserMethod<[input: Relation], Relation> = this.RULE('pivot', (input: Relation): Relation => {
    const start = this.here();
    this.CONSUME(k.PIVOT);
    this.CONSUME(t.LeftParen);
    const aggregates = this.SUBRULE(this.namedExpressions);
    this.CONSUME(k.FOR);
    const columns = this.OR([
      { ALT: () => this.SUBRULE(this.nameList) },
      { ALT: () => [this.SUBRULE(this.name)] },
    ]);
    this.CONSUME(k.IN);
    this.CONSUME2(t.LeftParen);
    const values = this.SUBRULE2(this.namedExpressions);
    this.CONSUME(t.RightParen);
    this.CONSUME2(t.RightParen);
    const pivoted = this.ACTION((): Relation => {
      const at = this.spanFrom(start);
      return { kind: 'Pivot', input, aggregates, columns: columns.map((name): Expression => ({ kind: 'UnresolvedAttribute', name: [name], at })), values, at };
    });
    return this.SUBRULE(this.shapeAlias, { ARGS: [pivoted, start] });
  });

  /** unpivot : UNPIVOT ((INCLUDE | EXCLUDE) NULLS)? '(' (name | nameList) FOR name IN '(' unpivotColumns (',' unpivotColumns)* ')' ')' alias? */
  protected override readonly unpivot: ParserMethod<[input: Relation], Relation> = this.RULE('unpivot', (input: Relation): Relation => {
    const start = this.here();
    this.CONSUME(k.UNPIVOT);
    const includeNulls = this.OPTION(() => {
      const include = this.OR([{ ALT: () => { this.CONSUME(k.INCLUDE); return true; } }, { ALT: () => { this.CONSUME(k.EXCLUDE); return false; } }]);
      this.CONSUME(k.NULLS);
      return include;
    });
    this.CONSUME(t.LeftParen);
    const inBrackets = this.is(1, t.LeftParen);
    const valueColumns = this.OR2([{ ALT: () => this.SUBRULE(this.nameList) }, { ALT: () => [this.SUBRULE(this.name)] }]);
    this.CONSUME(k.FOR);
    const variableColumn = this.SUBRULE2(this.name);
    this.CONSUME(k.IN);
    const values: UnpivotColumns[] = [];
    this.CONSUME2(t.LeftParen);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { values.push(this.SUBRULE(this.unpivotColumns, { ARGS: [inBrackets] })); } });
    this.CONSUME(t.RightParen);
    this.CONSUME2(t.RightParen);
    const unpivoted = this.ACTION((): Unpivot => ({ kind: 'Unpivot', input, values, variableColumn, valueColumns, includeNulls: includeNulls === true, at: this.spanFrom(start) }));
    return this.SUBRULE(this.shapeAlias, { ARGS: [unpivoted, start] });
  });

  /** unpivotColumns : (dottedName | '(' dottedName (',' dottedName)* ')') (AS? name)?; in brackets as the names of the values are */
  private readonly unpivotColumns: ParserMethod<[inBrackets: boolean], UnpivotColumns> = this.RULE('unpivotColumns', (inBrackets: boolean): UnpivotColumns => {
    const expressions = this.OR([
      { GATE: () => inBrackets, ALT: () => {
        const list: Expression[] = [];
        this.CONSUME(t.LeftParen);
        this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { list.push(this.SUBRULE(this.column)); } });
        this.CONSUME(t.RightParen);
        return list;
      } },
      { GATE: () => !inBrackets, ALT: () => [this.SUBRULE2(this.column)] },
    ]);
    const alias = this.OPTION(() => {
      this.OPTION2({ GATE: () => this.is(2, t.AnyWord), DEF: () => this.CONSUME(k.AS) });
      return this.SUBRULE(this.name);
    });
    return { expressions, ...(alias === undefined ? {} : { alias }) };
  });

  private readonly column: ParserMethod<[], Expression> = this.RULE('column', (): Expression => {
    const start = this.here();
    const name = this.SUBRULE(this.dottedName);
    return this.ACTION((): Expression => ({ kind: 'UnresolvedAttribute', name, at: this.spanFrom(start) }));
  });

  /** AS? name */
  private readonly shapeAlias: ParserMethod<[input: Relation, start: number], Relation> = this.RULE('shapeAlias', (input: Relation, start: number): Relation => {
    const alias = this.OPTION({
      GATE: () => this.tableAliasAhead(),
      DEF: () => {
        this.OPTION2({ GATE: () => this.is(2, t.Word), DEF: () => this.CONSUME(k.AS) });
        return this.SUBRULE(this.aliasName);
      },
    });
    return this.ACTION(() => nameRelation(input, alias === undefined ? undefined : { alias }, this.spanFrom(start)));
  });

  /** namedExpressions : namedExpression (',' namedExpression)* */
  protected readonly namedExpressions: ParserMethod<[], Expression[]> = this.RULE('namedExpressions', (): Expression[] => {
    const list: Expression[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { list.push(this.SUBRULE(this.namedExpression)); } });
    return list;
  });

  /** propertyEntries : '(' key ('=' value | value)? (',' …)* ')'           key : dotted words or text */
  protected readonly propertyEntries: ParserMethod<[], [key: string, value: string | undefined][]> = this.RULE('propertyEntries', (): [string, string | undefined][] => {
    const start = this.here();
    const entries: [string, string | undefined][] = [];
    this.CONSUME(t.LeftParen);
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const key = this.OR([{ ALT: () => this.SUBRULE(this.oneText) }, { ALT: () => { const parts = this.SUBRULE(this.dottedName); return this.ACTION(() => parts.join('.')); } }]);
        this.OPTION(() => this.CONSUME(t.Equal));
        const value = this.OPTION2(() => this.SUBRULE(this.propertyValue));
        entries.push([key, value]);
      },
    });
    this.CONSUME(t.RightParen);
    return this.ACTION(() => {
      const keys = entries.map(([key]) => key);
      const twice = keys.find((key, index) => keys.indexOf(key) < index);
      return twice === undefined ? entries : fail('DUPLICATE_KEY', { keyColumn: `\`${twice}\`` }, { at: this.spanFrom(start) });
    });
  });

  protected override readonly properties: ParserMethod<[], Record<string, string>> = this.RULE('properties', (): Record<string, string> => {
    const entries = this.SUBRULE(this.propertyEntries);
    return this.ACTION(() => Object.fromEntries(entries.map(([key, value]) => [key, value ?? ''])));
  });

  private readonly propertyValue: ParserMethod<[], string> = this.RULE('propertyValue', (): string =>
    this.OR([
      { ALT: () => this.SUBRULE(this.text) },
      { ALT: () => { const minus = this.OPTION(() => this.CONSUME(t.Minus)); return (minus === undefined ? '' : '-') + this.CONSUME(t.NumberToken).image; } },
      { ALT: () => { const token = this.CONSUME(t.AnyWord); return this.ACTION(() => token.image.toLowerCase()); } },
    ]));
}
