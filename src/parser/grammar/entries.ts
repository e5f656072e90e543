import type { Expression } from '../../plan/expression.ts';
import type { Relation } from '../../plan/relation.ts';
import type { ParserMethod } from '../chevrotain.ts';
import * as t from '../tokens.ts';
import { PipeGrammar } from './pipes.ts';

/** Texts that are not whole statements. */
export abstract class EntryGrammar extends PipeGrammar {
  /** onlyQuery : query ';'* */
  readonly onlyQuery: ParserMethod<[], Relation> = this.RULE('onlyQuery', (): Relation => {
    const query = this.SUBRULE(this.query);
    this.MANY(() => this.CONSUME(t.Semicolon));
    this.CONSUME(t.EndOfText);
    return query;
  });

  /** onlyExpression : namedExpression */
  readonly onlyExpression: ParserMethod<[], Expression> = this.RULE('onlyExpression', (): Expression => {
    const expression = this.SUBRULE(this.namedExpression);
    this.CONSUME(t.EndOfText);
    return expression;
  });
}
