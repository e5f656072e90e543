import type { IParserErrorMessageProvider, TokenType } from './chevrotain.ts';

/** More alternatives than these tell a reader nothing. */
const alternativesMax = 6;

/** Rules whose alternatives are better told by what they are. */
const subjects: Readonly<Record<string, string>> = {
  primary: 'an expression', dataType: 'a type', tableReference: 'a table', tableName: 'the name of a table or view', statement: 'a statement', onlyText: 'a statement', pipe: 'a pipe operator such as WHERE or SELECT',
  queryPrimary: 'a query',
};

/** What the grammar expected where it stopped, as the tail of a message; empty when it could have been almost anything. */
export const describeMistakes: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => onlyExpected(expected),
  buildNotAllInputParsedMessage: () => ', expected the end of the statement',
  buildNoViableAltMessage: ({ expectedPathsPerAlt, ruleName }) => (Object.hasOwn(subjects, ruleName) ? `, expected ${subjects[ruleName]}` : list(expectedPathsPerAlt.flat(2))),
  buildEarlyExitMessage: ({ expectedIterationPaths }) => list(expectedIterationPaths.flat()),
};

/** The tail when there is but one token to go on with. */
export function onlyExpected(type: TokenType): string { return list([type]); }

function list(types: readonly TokenType[]): string {
  const labels = [...new Set(types.map((type) => (type.name === 'EOF' ? 'end of input' : type.LABEL ?? type.name)))];
  if (labels.length > alternativesMax) return labels.includes('a number') || labels.includes('an integer') ? ', expected an expression' : '';
  const last = labels.pop();
  if (last === undefined) return '';
  return labels.length === 0 ? `, expected ${last}` : `, expected ${labels.join(', ')} or ${last}`;
}
