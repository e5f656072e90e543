import { fail, type Span } from '../../errors/stream-error.ts';
import type { Alias, Expression } from '../../plan/expression.ts';
import { balanced, booleanLiteral, negatedIf, negation, operation, stringLiteral } from '../build/nodes.ts';
import { EMPTY_ALT, type IToken, type ParserMethod, tokenMatcher, type TokenType } from '../chevrotain.ts';
import { chainMax } from '../limits.ts';
import { operatorOf, unaryNames } from '../operators.ts';
import * as t from '../tokens.ts';
import { FormGrammar } from './forms.ts';

const { k } = t;

/** Operators, strongest last: OR, AND, NOT, predicates, comparison … unary, and what follows a primary. */
export abstract class ExpressionGrammar extends FormGrammar {
  /** namedExpression : expression (AS? (name | nameList))? */
  protected override readonly namedExpression: ParserMethod<[], Expression> = this.RULE('namedExpression', (): Expression => {
    const start = this.here();
    const input = this.SUBRULE(this.expression);
    const names = this.OPTION({ GATE: () => this.is(1, t.LeftParen) || !this.clauseAhead(1), DEF: () => this.SUBRULE(this.columnAlias) });
    return this.ACTION((): Expression => (names === undefined ? input : { kind: 'Alias', input, names, at: this.spanFrom(start) } satisfies Alias));
  });

  /** columnAlias : AS? (name | nameList) */
  private readonly columnAlias: ParserMethod<[], string[]> = this.RULE('columnAlias', (): string[] => {
    this.OPTION({ GATE: () => this.is(1, k.AS) && ((this.is(2, t.AnyWord) && !this.clauseAhead(2)) || this.is(2, t.LeftParen)), DEF: () => this.CONSUME(k.AS) });
    return this.OR([{ ALT: () => this.SUBRULE(this.nameList) }, { ALT: () => [this.SUBRULE(this.columnName)] }]);
  });

  /** A name that is not followed by `-name`: such a name needs quotes. */
  private readonly columnName: ParserMethod<[], string> = this.RULE('columnName', (): string => {
    const name = this.SUBRULE(this.name);
    return this.ACTION(() => this.withoutHyphen(name));
  });

  protected readonly expressionList: ParserMethod<[], Expression[]> = this.RULE('expressionList', (): Expression[] => {
    const list: Expression[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => { list.push(this.SUBRULE(this.expression)); } });
    return list;
  });

  /**
   * expression : negation ((OR | AND) negation)*
   * One rule for both operators: runs of AND are the operands of OR. Fewer rules per bracket leave more stack for brackets.
   */
  override readonly expression: ParserMethod<[], Expression> = this.RULE('expression', (): Expression => {
    const runs = [[this.SUBRULE(this.negation)]];
    this.MANY({ GATE: () => this.expressionAhead(2), DEF: () => {
      const and = this.OR([{ ALT: () => { this.CONSUME(k.AND); return true; } }, { ALT: () => { this.CONSUME(k.OR); return false; } }]);
      const operand = this.SUBRULE2(this.negation);
      if (and) runs.at(-1)!.push(operand);
      else runs.push([operand]);
    } });
    return this.ACTION(() => balanced('or', runs.map((run) => balanced('and', run))));
  });

  /** negation : (NOT | '!')* (EXISTS '(' query ')' | value predicate?) */
  private readonly negation: ParserMethod<[], Expression> = this.RULE('negation', (): Expression => {
    const starts: number[] = [];
    this.MANY({
      GATE: () => this.is(1, t.Bang) || this.expressionAhead(2),
      DEF: () => {
        starts.push(this.here());
        this.OR([{ ALT: () => this.CONSUME(k.NOT) }, { ALT: () => this.CONSUME(t.Bang) }]);
      },
    });
    const isExists = this.ACTION(() => this.is(1, k.EXISTS) && this.bracketHoldsQuery(2));
    const exists: Expression | undefined = this.OPTION({ GATE: () => isExists, DEF: () => this.SUBRULE(this.exists) });
    const value: Expression | undefined = isExists === true ? undefined : this.SUBRULE(this.value, { ARGS: [0] });
    const tested: Expression | undefined = this.OPTION2({
      GATE: () => isExists !== true && this.predicateAhead(),
      DEF: () => this.SUBRULE(this.predicate, { ARGS: [value as Expression] }),
    });
    return this.ACTION(() => {
      this.checkChain(starts.length);
      return starts.reduceRight((inner: Expression, at) => negation(inner, this.spanFrom(at)), (tested ?? exists ?? value)!);
    });
  });

  /** An expression whose place is all of its text, also before a test: it is kept as it was written. */
  protected readonly keptExpression: ParserMethod<[], Expression> = this.RULE('keptExpression', (): Expression => {
    const start = this.here();
    const kept = this.SUBRULE(this.expression);
    return this.ACTION((): Expression => ({ ...kept, at: this.spanFrom(start) }));
  });

  private readonly exists: ParserMethod<[], Expression> = this.RULE('exists', (): Expression => {
    const start = this.here();
    this.CONSUME(k.EXISTS);
    this.CONSUME(t.LeftParen);
    const plan = this.SUBRULE(this.query);
    this.CONSUME(t.RightParen);
    return this.ACTION((): Expression => ({ kind: 'Subquery', subquery: 'exists', plan, at: this.spanFrom(start) }));
  });

  private predicateAhead(): boolean {
    const at = this.is(1, k.NOT) && this.isAny(2, negatable) ? 2 : 1;
    if (this.is(at, k.IN)) return this.is(at + 1, t.LeftParen);
    return this.is(at, k.IS) ? this.isAny(at + 1, testable) : this.isAny(at, negatable) && this.expressionAhead(at + 1);
  }

  /** predicate : NOT? (between | in | like | rlike) | is          the place of such a test begins behind what is tested, as in Spark */
  private readonly predicate: ParserMethod<[input: Expression], Expression> = this.RULE('predicate', (input: Expression): Expression => {
    const start = this.here();
    const not = this.OPTION(() => { this.CONSUME(k.NOT); return true; }) === true;
    return this.OR([
      { ALT: () => this.SUBRULE(this.between, { ARGS: [input, not, start] }) },
      { ALT: () => this.SUBRULE(this.inList, { ARGS: [input, not, start] }) },
      { ALT: () => this.SUBRULE(this.like, { ARGS: [input, not, start] }) },
      { ALT: () => this.SUBRULE(this.rlike, { ARGS: [input, not, start] }) },
      { GATE: () => !not, ALT: () => this.SUBRULE(this.isTest, { ARGS: [input, start] }) },
    ]);
  });

  /** between : BETWEEN value AND value */
  private readonly between: ParserMethod<[input: Expression, not: boolean, start: number], Expression> = this.RULE('between', (input: Expression, not: boolean, start: number): Expression => {
    this.CONSUME(k.BETWEEN);
    const lower = this.SUBRULE(this.value, { ARGS: [0] });
    this.CONSUME(k.AND);
    const upper = this.SUBRULE2(this.value, { ARGS: [0] });
    return this.ACTION(() => {
      const at = this.spanFrom(start);
      return negatedIf(not, this.settings.betweenIsTwo === true ? twoComparisons(input, lower, upper, at) : operation('between', [input, lower, upper], at), at);
    });
  });

  /** in : IN '(' (query | expressions) ')' */
  private readonly inList: ParserMethod<[input: Expression, not: boolean, start: number], Expression> = this.RULE('inList', (input: Expression, not: boolean, start: number): Expression => {
    const word = this.CONSUME(k.IN);
    const isQuery = this.ACTION(() => this.bracketHoldsQuery(1) && !this.looksLikeList(1));
    this.CONSUME(t.LeftParen);
    const found = this.OR([
      { GATE: () => isQuery, ALT: () => {
        const plan = this.SUBRULE(this.query);
        this.CONSUME(t.RightParen);
        return this.ACTION((): Expression => ({ kind: 'Subquery', subquery: 'in', plan, values: valuesOf(input), at: this.spanFrom(start) }));
      } },
      { ALT: () => {
        const list = this.OPTION({ GATE: () => !this.is(1, t.RightParen), DEF: () => this.SUBRULE(this.expressionList) });
        this.CONSUME2(t.RightParen);
        return this.ACTION(() => {
          if (list === undefined) fail('INVALID_SQL_SYNTAX.EMPTY_IN_PREDICATE', {}, { at: this.spanFrom(word.startOffset) });
          return operation('in', [input, ...list], this.spanFrom(start));
        });
      } },
    ]);
    return this.ACTION(() => negatedIf(not, found, found.at));
  });

  /** Spark tries a list first: it sees a scalar subquery in `IN ((SELECT 1))`, a typed literal in `IN (SELECT '1')` and a call in `IN (VALUES (1))`. */
  private looksLikeList(ahead: number): boolean {
    const { index, close = 0 } = this.token(ahead);
    const [first, second] = [this.tokens[index + 1], this.tokens[index + 2]];
    if (first?.tokenType === t.LeftParen) return first.close === close - 1;
    return second !== undefined && continuesOperand.has(second.tokenType) && this.onlyOperands(index + 2, close);
  }

  /** Whether no word stands where an operator or a comma would: words open the clauses of a query, or name a column of it. */
  private onlyOperands(from: number, end: number): boolean {
    for (let at = from; at < end; at++) {
      const [before, token] = [this.tokens[at - 1]!, this.tokens[at]!];
      if (at > from && tokenMatcher(token, t.AnyWord) && endsOperand.some((type) => tokenMatcher(before, type))) return false;
      if (token.close !== undefined) at = token.close - 1;
    }
    return true;
  }

  /** like : (LIKE | ILIKE) ((ANY | SOME | ALL) '(' expressions? ')' | value (ESCAPE text)?) */
  private readonly like: ParserMethod<[input: Expression, not: boolean, start: number], Expression> = this.RULE('like', (input: Expression, not: boolean, start: number): Expression => {
    const word = this.OR([{ ALT: () => this.CONSUME(k.LIKE) }, { ALT: () => this.CONSUME(k.ILIKE) }]);
    const insensitive = this.ACTION(() => word.tokenType === k.ILIKE);
    return this.OR2([
      { GATE: () => this.is(2, t.LeftParen) && this.afterBracket(2) !== k.ESCAPE, ALT: () => {
        const quantifier = this.OR3([{ ALT: () => this.CONSUME(k.ANY) }, { ALT: () => this.CONSUME(k.SOME) }, { ALT: () => this.CONSUME(k.ALL) }]);
        this.CONSUME(t.LeftParen);
        const patterns = this.OPTION({ GATE: () => !this.is(1, t.RightParen), DEF: () => this.SUBRULE(this.expressionList) });
        this.CONSUME(t.RightParen);
        return this.ACTION(() => {
          const at = this.spanFrom(start);
          if (patterns === undefined) fail('INVALID_SQL_SYNTAX.EMPTY_QUANTIFIED_PATTERN', {}, { at });
          const lower = (value: Expression): Expression => (insensitive ? operation('lower', [value], value.at) : value);
          return operation(`${not ? 'not' : ''}like${quantifier.tokenType === k.ALL ? 'all' : 'any'}`, [input, ...patterns].map(lower), at);
        });
      } },
      { ALT: () => {
        const pattern = this.SUBRULE(this.value, { ARGS: [0] });
        const escapeText = this.OPTION2({ GATE: () => this.is(2, t.StringToken), DEF: () => { this.CONSUME(k.ESCAPE); return this.SUBRULE(this.text); } });
        return this.ACTION(() => {
          const at = this.spanFrom(start);
          if (escapeText !== undefined && escapeText.length !== 1) fail('INVALID_ESC', { invalidEscape: `'${escapeText}'` }, { at });
          return negatedIf(not, operation(insensitive ? 'ilike' : 'like', [input, pattern, ...(escapeText === undefined ? [] : [stringLiteral(escapeText)])], at), at);
        });
      } },
    ]);
  });

  /** rlike : (RLIKE | REGEXP) value */
  private readonly rlike: ParserMethod<[input: Expression, not: boolean, start: number], Expression> = this.RULE('rlike', (input: Expression, not: boolean, start: number): Expression => {
    this.CONSUME(k.RLIKE);
    const pattern = this.SUBRULE(this.value, { ARGS: [0] });
    return this.ACTION(() => { const at = this.spanFrom(start); return negatedIf(not, operation('rlike', [input, pattern], at), at); });
  });

  /** is : IS NOT? (NULL | TRUE | FALSE | UNKNOWN | DISTINCT FROM value) */
  private readonly isTest: ParserMethod<[input: Expression, start: number], Expression> = this.RULE('isTest', (input: Expression, start: number): Expression => {
    this.CONSUME(k.IS);
    const not = this.OPTION(() => { this.CONSUME(k.NOT); return true; }) === true;
    return this.OR([
      { ALT: () => { this.CONSUME(k.NULL); return this.ACTION(() => operation(not ? 'isnotnull' : 'isnull', [input], this.spanFrom(start))); } },
      { ALT: () => { this.CONSUME(k.UNKNOWN); return this.ACTION(() => operation(not ? 'isnotunknown' : 'isunknown', [input], this.spanFrom(start))); } },
      { ALT: () => { this.CONSUME(k.TRUE); return this.ACTION(() => { const at = this.spanFrom(start); return negatedIf(not, operation('<=>', [input, booleanLiteral(true)], at), at); }); } },
      { ALT: () => { this.CONSUME(k.FALSE); return this.ACTION(() => { const at = this.spanFrom(start); return negatedIf(not, operation('<=>', [input, booleanLiteral(false)], at), at); }); } },
      { ALT: () => {
        this.CONSUME(k.DISTINCT);
        this.CONSUME(k.FROM);
        const other = this.SUBRULE(this.value, { ARGS: [0] });
        return this.ACTION(() => { const at = this.spanFrom(start); return negatedIf(!not, operation('<=>', [input, other], at), at); });
      } },
    ]);
  });

  /** value(minimum) : unary (operator value(tighter))*    operators that bind at least as tight as `minimum`, from left to right */
  override readonly value: ParserMethod<[minimum: number], Expression> = this.RULE('value', (minimum: number): Expression => {
    const start = this.here();
    let left = this.SUBRULE(this.unary);
    let count = 0;
    this.MANY({
      GATE: () => this.operatorAhead(minimum),
      DEF: () => {
        const operator = this.CONSUME(t.BinaryOperator);
        const right = this.SUBRULE(this.value, { ARGS: [this.ACTION(() => (operatorOf(operator.image)?.precedence ?? 0) + 1)] });
        this.ACTION(() => {
          this.checkChain(++count);
          const row = operatorOf(operator.image)!;
          const at = this.spanFrom(start);
          left = negatedIf(row.negated === true, operation(row.name, [left, right], at), at);
        });
      },
    });
    return left;
  });

  private operatorAhead(minimum: number): boolean {
    const precedence = operatorOf(this.LA(1).image)?.precedence;
    return precedence !== undefined && precedence >= minimum && (!this.is(1, k.DIV) || this.expressionAhead(2));
  }

  protected abstract readonly primary: ParserMethod<[], Expression>;

  /** unary : ('-' | '+' | '~')* primary ('[' value ']' | '.' name | '::' dataType | COLLATE name | ':' path)*          `-1` is one literal */
  private readonly unary: ParserMethod<[], Expression> = this.RULE('unary', (): Expression => {
    const signs: IToken[] = [];
    this.MANY({
      GATE: () => !(this.is(1, t.Minus) && this.is(2, t.NumberToken)),
      DEF: () => { signs.push(this.OR([{ ALT: () => this.CONSUME(t.Minus) }, { ALT: () => this.CONSUME(t.Plus) }, { ALT: () => this.CONSUME(t.Tilde) }])); },
    });
    const start = this.here();
    let result = this.SUBRULE(this.primary);
    let count = 0;
    this.MANY2({
      GATE: () => (!this.is(1, t.Dot) && !this.is(1, k.COLLATE)) || this.is(2, t.AnyWord),
      DEF: () => {
        const input = result;
        result = this.OR2([
          { ALT: () => {
            this.CONSUME(t.LeftBracket);
            const extraction = this.SUBRULE(this.value, { ARGS: [0] });
            this.CONSUME(t.RightBracket);
            return this.ACTION((): Expression => ({ kind: 'ExtractValue', input, extraction, at: this.spanFrom(start) }));
          } },
          { ALT: () => {
            this.CONSUME(t.Dot);
            const field = this.SUBRULE(this.name);
            return this.ACTION((): Expression => ({ kind: 'ExtractValue', input, extraction: stringLiteral(field), at: this.spanFrom(start) }));
          } },
          { ALT: () => {
            this.CONSUME(t.DoubleColon);
            const to = this.SUBRULE(this.dataType);
            return this.ACTION((): Expression => ({ kind: 'Cast', input, to, mode: 'cast', at: this.spanFrom(start) }));
          } },
          { ALT: () => {
            this.CONSUME(k.COLLATE);
            const collation = this.SUBRULE(this.dottedName);
            return this.ACTION(() => {
              // What can only begin an expression is no part of a name.
              if (!this.is(2, k.CAST) && !this.is(2, k.TRY_CAST) && !this.is(2, k.INTERVAL)) this.withoutHyphen(collation.join('.'));
              return operation('collate', [input, stringLiteral(collation.join('.'))], this.spanFrom(start));
            });
          } },
          { ALT: () => {
            this.CONSUME(t.Colon);
            const path = this.SUBRULE(this.variantPath);
            return this.ACTION(() => operation('variantpath', [input, stringLiteral(path)], this.spanFrom(start)));
          } },
        ]);
        this.ACTION(() => this.checkChain(++count));
      },
    });
    return this.ACTION(() => {
      this.checkChain(signs.length);
      return signs.reduceRight((inner: Expression, sign) => operation(unaryNames[sign.image]!, [inner], this.spanFrom(sign.startOffset)), result);
    });
  });

  /** variantPath : (name | '[' (integer | 'text') ']') ('.' name | '[' (integer | 'text') ']')* ; any other '[' takes an element of what the path leads to. */
  private readonly variantPath: ParserMethod<[], string> = this.RULE('variantPath', (): string => {
    let path = '$';
    this.OR3([
      { ALT: () => { const first = this.SUBRULE(this.name); this.ACTION(() => { path += `.${first}`; }); } },
      { GATE: () => this.is(1, t.LeftBracket), ALT: EMPTY_ALT() },
    ]);
    this.MANY({
      GATE: () => (this.is(1, t.LeftBracket) ? this.is(2, t.Integer) || path === '$' || this.LA(2).image.startsWith("'") : true),
      DEF: () => this.OR([
        { ALT: () => { this.CONSUME(t.Dot); const name = this.SUBRULE2(this.name); this.ACTION(() => { path += `.${name}`; }); } },
        { ALT: () => {
          this.CONSUME(t.LeftBracket);
          this.OR2([
            { ALT: () => { const index = this.CONSUME(t.Integer); this.ACTION(() => { path += `[${index.image}]`; }); } },
            { GATE: () => this.LA(1).image.startsWith("'"), ALT: () => { const key = this.SUBRULE(this.text); this.ACTION(() => { path += `['${key}']`; }); } },
          ]);
          this.CONSUME(t.RightBracket);
        } },
      ]),
    });
    return path;
  });

  /** Chains without brackets make a tree as deep as they are long. */
  protected checkChain(count: number): void {
    if (count > chainMax) fail('FAILED_TO_PARSE_TOO_COMPLEX', { what: `more than ${chainMax} operators in a row` }, { at: this.spanFrom(this.LA(0).startOffset) });
  }
}

const testable: ReadonlySet<TokenType> = new Set([k.NOT, k.NULL, k.TRUE, k.FALSE, k.UNKNOWN, k.DISTINCT]);
/** After `IN (SELECT` or `IN (VALUES`: what lets the word be a column, a function or a type. */
const continuesOperand: ReadonlySet<TokenType> = new Set([t.Plus, t.Minus, t.LeftParen, t.StringToken]);
const endsOperand: readonly TokenType[] = [t.RightParen, t.StringToken, t.NumberToken, t.AnyWord];
const negatable: ReadonlySet<TokenType> = new Set([k.BETWEEN, k.IN, k.LIKE, k.ILIKE, k.RLIKE]);

function twoComparisons(input: Expression, lower: Expression, upper: Expression, at: Span): Expression {
  return operation('and', [operation('>=', [input, lower], at), operation('<=', [input, upper], at)], at);
}

/** `(a, b) IN (SELECT …)` compares two columns, `struct(a, b) IN (SELECT …)` too. */
function valuesOf(input: Expression): readonly Expression[] {
  const isRow = input.kind === 'UnresolvedFunction' && input.name.length === 1 && input.name[0]!.toLowerCase() === 'struct';
  return isRow ? input.arguments : [input];
}
