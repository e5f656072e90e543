import { mayExplode } from './ambiguity.ts';
import { isNullable, partsOf, type RegexNode, type RegexTree, someNode } from './syntax.ts';

/** `unicode` is for texts that go beyond ASCII, where Java has another opinion of what a word is; the same as `ascii` where no boundaries of words are asked for. */
export interface JavaScriptSources { readonly ascii: string; readonly unicode: string }

/**
 * A pattern in JavaScript's words, flag v, where it means exactly the same there: undefined otherwise, and where a search may explode. Not the same are
 * groups that a later round of a repeat passes by (JavaScript forgets them), rounds that take nothing, references to groups that may not be set, and
 * whatever has no words (possessive repeats, \G, \X, references and sets that fold case).
 */
export function javaScriptSources({ root }: RegexTree): JavaScriptSources | undefined {
  if (mayExplode(root) || someNode(root, isForeign) || !referencesAreSet(root, new Set())) return undefined;
  return { ascii: write(root, '\\b', '\\B'), unicode: write(root, boundary, noBoundary) };
}

function isForeign(node: RegexNode): boolean {
  switch (node.kind) {
    case 'set': return node.set.source === undefined;
    case 'atomic': case 'cluster': return true;
    case 'reference': return node.fold !== 'none';
    case 'assertion': return node.assertion === 'lastEnd' || node.assertion === 'unicodeBoundary' || node.assertion === 'noUnicodeBoundary';
    case 'repeat': return (isNullable(node.body) && (node.max > 1 || hasGroup(node.body))) || (node.max > 1 && hasOptionalGroup(node.body, false));
    case 'look': return !node.ahead && someNode(node.body, (one) => one.kind === 'group' || one.kind === 'reference');
    default: return false;
  }
}

function hasGroup(node: RegexNode): boolean { return someNode(node, (one) => one.kind === 'group'); }

function hasOptionalGroup(node: RegexNode, optional: boolean): boolean {
  if (node.kind === 'group') return optional || hasOptionalGroup(node.body, optional);
  const inner = optional || node.kind === 'choice' || (node.kind === 'repeat' && node.min === 0) || (node.kind === 'look' && node.negative);
  return partsOf(node).some((part) => hasOptionalGroup(part, inner));
}

/** Whether every reference stands where its group must have matched. `known` gets the groups that have when the node has. */
function referencesAreSet(node: RegexNode, known: Set<number>): boolean {
  switch (node.kind) {
    case 'reference': return known.has(node.group);
    case 'group': {
      if (!referencesAreSet(node.body, known)) return false;
      known.add(node.index);
      return true;
    }
    case 'choice': return node.options.every((one) => referencesAreSet(one, new Set(known)));
    case 'repeat': return referencesAreSet(node.body, node.min === 0 ? new Set(known) : known);
    case 'look': return referencesAreSet(node.body, node.negative ? new Set(known) : known);
    default: return partsOf(node).every((part) => referencesAreSet(part, known));
  }
}

// A word of Java 17: letters, digits, the underscore, and marks that stand on letters or digits.
const wordBefore = '(?<=[\\p{L}\\p{Nd}_]|[\\p{L}\\p{Nd}]\\p{Mn}+)';
const wordAhead = '(?:(?=[\\p{L}\\p{Nd}_])|(?<=[\\p{L}\\p{Nd}]\\p{Mn}*)(?=\\p{Mn}))';
const not = (look: string): string => `(?!${look})`;
const boundary = `(?:${wordBefore}${not(wordAhead)}|${not(wordBefore)}${wordAhead})`;
const noBoundary = `(?:${wordBefore}${wordAhead}|${not(wordBefore)}${not(wordAhead)})`;

// Without flag m `^` and `$` are the ends of the text.
const assertions = {
  begin: '^', end: '$',
  lineBegin: '(?=[^])(?:^|(?<=[\\n\\u0085\\u2028\\u2029]|\\r(?!\\n)))', unixLineBegin: '(?=[^])(?:^|(?<=\\n))',
  lineEnd: '(?:$|(?=[\\r\\u0085\\u2028\\u2029])|(?<!\\r)(?=\\n))', unixLineEnd: '(?:$|(?=\\n))',
  finalLineEnd: '(?:$|(?=(?:\\r\\n?|[\\u0085\\u2028\\u2029])$)|(?<!\\r)(?=\\n$))', unixFinalLineEnd: '(?=\\n?$)',
} as const;

function write(node: RegexNode, word: string, noWord: string): string {
  const inner = (part: RegexNode): string => write(part, word, noWord);
  switch (node.kind) {
    case 'set': return node.set.source!;
    case 'sequence': return node.items.map((item) => (item.kind === 'choice' ? `(?:${inner(item)})` : inner(item))).join('');
    case 'choice': return node.options.map(inner).join('|');
    case 'group': return `(${inner(node.body)})`;
    case 'repeat': return `(?:${inner(node.body)})${quantifierOf(node)}`;
    case 'look': return `(?${node.ahead ? '' : '<'}${node.negative ? '!' : '='}${inner(node.body)})`;
    case 'reference': return `(?:\\${node.group})`;
    case 'assertion': return node.assertion === 'boundary' ? word : node.assertion === 'noBoundary' ? noWord : assertions[node.assertion as keyof typeof assertions];
    case 'atomic': case 'cluster': return '';
  }
}

function quantifierOf({ min, max, lazy }: Extract<RegexNode, { kind: 'repeat' }>): string {
  const times = max === Number.POSITIVE_INFINITY ? (min === 0 ? '*' : min === 1 ? '+' : `{${min},}`) : min === 0 && max === 1 ? '?' : min === max ? `{${min}}` : `{${min},${max}}`;
  return lazy ? `${times}?` : times;
}
