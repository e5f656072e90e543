import { createRequire } from 'node:module';
import type * as Chevrotain from 'chevrotain';

/**
 * The parser library, from the single-file build that its package carries. The entry of the package is some hundred modules
 * (with lodash): 235–330 ms to import, this file 10–12 ms, and the whole of a first query may take 300 ms (design D18).
 */
const require = createRequire(import.meta.url);
const library = require(require.resolve('chevrotain').replace(/src[\\/]api\.js$/, 'chevrotain.min.mjs')) as typeof Chevrotain;

export const {
  Alternation, EmbeddedActionsParser, EOF, Lexer, NonTerminal, Option, Repetition, RepetitionMandatory, RepetitionMandatoryWithSeparator, RepetitionWithSeparator, Terminal,
  createToken, EMPTY_ALT, tokenMatcher,
} = library;
export type { Alternative, BaseParser, ILookaheadStrategy, IOrAlt, IParserErrorMessageProvider, IProduction, IRecognitionException, IToken, ParserMethod, Rule, TokenType } from 'chevrotain';
export type Alternation = Chevrotain.Alternation;
export type Option = Chevrotain.Option;
