import type { IParserErrorMessageProvider, TokenType } from './chevrotain.ts';

/** More alternatives than these tell a reader nothing. */
const alternativesMax = 6;

/** What the grammar expected where it stopped, as the tail of a message; empty when it could have been almost anything. */
export const describeMistakes: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => list([expected]),
  buildNotAllInputParsedMessage: () => ', expected the end of the statement',
  buildNoViableAltMessage: ({ expectedPathsPerAlt }) => list(expectedPathsPerAlt.flat(2)),
  buildEarlyExitMessage: ({ expectedIterationPaths }) => list(expectedIterationPaths.flat()),
};

function list(types: readonly TokenType[]): string {
  const labels = [...new Set(types.map((type) => type.LABEL ?? type.name))];
  if (labels.length > alternativesMax) return labels.includes('a number') || labels.includes('an integer') ? ', expected an expression' : '';
  const last = labels.pop();
  if (last === undefined) return '';
  return labels.length === 0 ? `, expected ${last}` : `, expected ${labels.join(', ')} or ${last}`;
}
