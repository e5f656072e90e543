import type { ArrayKind, LoopText } from './stamp.ts';

/**
 * Row functions put into each other: what one row makes of a few values, without columns in between. Where each row needs the answer of the one
 * before it (a fold, a comparison while sorting), a loop over such a step is hundreds of times faster than a column of one row per function.
 *
 * A step knows no NULL: whatever has no answer stops the loop, and the caller goes on with columns.
 */
export type RowStep =
  | { readonly step: 'input'; readonly index: number }
  | { readonly step: 'constant'; readonly value: number | bigint }
  | { readonly step: 'call'; readonly text: LoopText; readonly arguments: readonly RowStep[] }
  /** The first value whose condition is true. */
  | { readonly step: 'choose'; readonly branches: readonly (readonly [condition: RowStep, value: RowStep])[]; readonly otherwise: RowStep }
  | { readonly step: 'and' | 'or'; readonly left: RowStep; readonly right: RowStep }
  /** NULL. */
  | { readonly step: 'stop' };

export interface StepText {
  /** Declarations of the row functions. */
  readonly functions: string;
  /** Statements that put the answer into `answer`. */
  readonly body: string;
  readonly answer: string;
  /** Values of the parameters `k0`, `k1` …: typed arrays of one element. */
  readonly constants: readonly (Float64Array | BigInt64Array)[];
}

/** The text of a step over the names of its inputs; `stop` is the statement that leaves the loop. `pair64` and `pair32` are one int64 seen in two ways. */
export function textOfStep(step: RowStep, inputs: readonly string[], stop: string): StepText {
  const functions: string[] = [];
  const constants: (Float64Array | BigInt64Array)[] = [];
  const lines: string[] = [];
  let names = 0;
  const constant = (value: number | bigint): string => `k${constants.push(typeof value === 'bigint' ? BigInt64Array.of(value) : Float64Array.of(value)) - 1}[0]`;
  const named = (text: string): string => {
    const known = functions.indexOf(text);
    return `f${known >= 0 ? known : functions.push(text) - 1}`;
  };
  const write = (one: RowStep): string => {
    if (one.step === 'input') return inputs[one.index]!;
    if (one.step === 'constant') return constant(one.value);
    const name = `v${names++}`;
    if (one.step === 'stop') lines.push(stop, `const ${name} = 0;`);
    else if (one.step === 'call') writeCall(one, name);
    else if (one.step === 'choose') writeChoice(one, name);
    else {
      lines.push(`let ${name} = ${write(one.left)};`, `if (${name} === ${one.step === 'and' ? 1 : 0}) {`);
      lines.push(`${name} = ${write(one.right)};`, '}');
    }
    return name;
  };
  const writeCall = ({ text, arguments: args }: Extract<RowStep, { step: 'call' }>, name: string): void => {
    const given = args.map(write);
    const values = [...given.map((value, index) => argumentOf(text.kinds[index]!, value, `${name}_${index}`, lines)), ...text.constants.map(constant)].join(', ');
    if (text.mode !== 'keep' && text.defined !== undefined) lines.push(`if (!${named(text.defined)}(${values})) { ${stop} }`);
    lines.push(`const ${name}_r = ${named(text.apply)}(${values});`);
    if (text.mode !== 'keep' && text.fits !== undefined) lines.push(`if (!${named(text.fits)}(${[`${name}_r`, ...text.constants.map(constant)].join(', ')})) { ${stop} }`);
    if (text.result === 'words') lines.push(`pair32[0] = ${name}_r; pair32[1] = ${named(text.high!)}(${values}); const ${name} = pair64[0];`);
    else lines.push(`const ${name} = ${storedAs(text.result, `${name}_r`)};`);
  };
  const writeChoice = ({ branches, otherwise }: Extract<RowStep, { step: 'choose' }>, name: string): void => {
    lines.push(`let ${name};`);
    for (const [condition, value] of branches) {
      lines.push(`if (${write(condition)} === 1) {`);
      lines.push(`${name} = ${write(value)};`, '} else {');
    }
    lines.push(`${name} = ${write(otherwise)};`, '}'.repeat(branches.length));
  };
  const answer = write(step);
  return { functions: functions.map((text, index) => `const f${index} = ${text};`).join('\n'), body: lines.join('\n'), answer, constants };
}

function argumentOf(kind: ArrayKind, value: string, name: string, lines: string[]): string {
  if (kind !== 'words') return value;
  lines.push(`pair64[0] = ${value}; const ${name}l = pair32[0], ${name}h = pair32[1];`);
  return `${name}l, ${name}h`;
}

/** As reading it back from an array of the kind would give it. */
function storedAs(kind: ArrayKind, value: string): string {
  switch (kind) {
    case 'bool': return `(${value} ? 1 : 0)`;
    case 'i8': return `((${value} << 24) >> 24)`;
    case 'i16': return `((${value} << 16) >> 16)`;
    case 'i32': return `(${value} | 0)`;
    case 'i64': return `BigInt.asIntN(64, ${value})`;
    case 'f32': return `Math.fround(${value})`;
    default: return value;
  }
}
