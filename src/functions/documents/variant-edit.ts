import { isValid } from '../../columnar/bitmap.ts';
import { columnOf } from '../../columnar/builder.ts';
import type { Column } from '../../columnar/column.ts';
import { textReader } from '../../columnar/text.ts';
import { fail } from '../../errors/stream-error.ts';
import { DuplicateKey, VariantBuilder, type VariantBytes } from '../../formats/variant/build.ts';
import { appendEdited, appendStripped, type Edit, PathMismatch } from '../../formats/variant/edit.ts';
import { parseVariantPath, type VariantStep } from '../../formats/variant/path.ts';
import type { VariantAt } from '../../formats/variant/read.ts';
import { canCast } from '../../types/cast-rules.ts';
import { booleanType, stringType, variantType } from '../../types/data-type.ts';
import { castInput, expectConstant, expectCount, expectInput } from '../define.ts';
import type { BoundCall, CallShape, Kernel, KernelContext, ResolvedCall, ScalarFunction } from '../function.ts';
import { visitRows } from '../row-by-row.ts';
import { failCast } from './variant.ts';
import { VariantColumnBuilder, variantReader } from './variant-columns.ts';
import { toVariant } from './variant-write.ts';

const group = 'variant_funcs';
const since = '0.1';

type EditName = 'insert' | 'set' | 'array_append';

/** What each does, and its example without the name. */
const edits = {
  insert: { does: 'put in at a path; what is there already is an error, elements move', example: ["(parse_json('{\"a\":1}'), '$.b', 2)", '{"a":1,"b":2}'] },
  set: { does: 'in place of what a path leads to, made when missing unless the fourth argument is false', example: ["(parse_json('{\"a\":1}'), '$.a', 'x')", '{"a":"x"}'] },
  array_append: { does: 'behind the elements of the array that a path leads to', example: ["(parse_json('[1]'), '$', 2)", '[1,2]'] },
} as const;

/** Variants with something put in or taken out. */
export const variantEditFunctions: readonly ScalarFunction[] = [
  editRow('insert', true), editRow('insert', false), editRow('set', true), editRow('set', false), editRow('array_append', true), editRow('array_append', false),
  {
    kind: 'scalar', name: 'variant_delete', group, since, signatures: ['(variant!, string!, [string!...]) -> variant'], nulls: 'custom',
    doc: 'Returns a variant without what the paths lead to.', examples: [["SELECT variant_delete(parse_json('{\"a\":1,\"b\":2}'), '$.a')", '{"b":2}']],
    resolve: (call) => {
      expectCount(call, 2);
      return { argumentTypes: call.arguments.map((_, index) => expectInput(call, index, index === 0 ? variantType : stringType)), returnType: variantType, nullable: call.arguments[0]!.nullable };
    },
    kernel: deleteKernel,
  },
  {
    kind: 'scalar', name: 'variant_strip_nulls', group, since, signatures: ['(variant!, [boolean]) -> variant'],
    doc: 'Returns a variant without fields that are null; unless the second argument is false, without elements that are null too.',
    examples: [["SELECT variant_strip_nulls(parse_json('{\"a\":null,\"b\":[1,null]}'))", '{"b":[1]}']],
    display: ([input, arrays]) => `variant_strip_nulls(${input}, ${arrays ?? 'true'})`, kernel: stripKernel,
  },
  {
    kind: 'scalar', name: 'is_valid_variant', group, since, signatures: ['(variant!) -> boolean'], doc: 'Whether a variant is well formed, which all are here.',
    examples: [["SELECT is_valid_variant(parse_json('1'))", 'true']], kernel: () => (_args, rows, { arena }) => columnOf(booleanType, new Array<boolean>(rows.rowCount).fill(true), arena),
  },
];

function editRow(edit: EditName, strict: boolean): ScalarFunction {
  const name = `${strict ? '' : 'try_'}variant_${edit}`;
  const { does, example: [call, result] } = edits[edit];
  return {
    kind: 'scalar', name, group, since, signatures: [], nullable: strict ? 'any argument' : 'always',
    doc: `Returns a variant with a value ${does}. What cannot be done is ${strict ? 'an error' : 'NULL'}.`, examples: [[`SELECT ${name}${call}`, result]],
    display: ([input, path, value, create]) => `${name}(${input}, ${path}, ${value}${edit === 'set' ? `, ${create ?? 'true'}` : ''})`,
    resolve: (shape) => resolveEdit(shape, edit === 'set', strict), kernel: (bound) => editKernel(bound, edit === 'array_append' ? 'append' : edit, strict),
  };
}

function resolveEdit(call: CallShape, takesFlag: boolean, strict: boolean): ResolvedCall {
  expectCount(call, 3, takesFlag ? 4 : 3);
  const argumentTypes = [expectInput(call, 0, variantType), expectInput(call, 1, stringType), call.arguments[2]!.type];
  const { type } = call.arguments[2]!;
  if (type.kind !== 'null' && type.kind !== 'variant' && !canCast(type, variantType, 'ansi')) failCast(call, type, variantType);
  if (call.arguments[3] !== undefined) {
    argumentTypes.push(castInput(call, 3, booleanType));
    expectConstant(call, 3, '`create_if_missing`', booleanType);
  }
  return { argumentTypes, returnType: variantType, nullable: !strict || call.arguments.some((one) => one.nullable) };
}

function editKernel(call: BoundCall, edit: 'insert' | 'set' | 'append', strict: boolean): Kernel {
  const create = call.literals[3] !== false;
  return (args, rows, context) => {
    const [input, path, value] = args;
    const read = variantReader(input!);
    const valueOf = valueReader(value!, call, rows.rowCount, context);
    const steps = stepsReader(path!, call, edit !== 'append');
    const out = new VariantColumnBuilder(context.arena, rows.rowCount);
    const into = new VariantBuilder();
    visitRows(args, rows, (row) => {
      const own: Edit = edit === 'set' ? { edit, value: valueOf(row), create } : { edit, value: valueOf(row) };
      if (tryEdit(() => appendEdited(read(row), steps(row), own, into), () => textReader(path!)(row), steps(row), call, strict)) out.set(row, into.take());
      else into.reset();
    });
    return out.finish(rows.rowCount);
  };
}

function tryEdit(work: () => void, path: () => string, steps: readonly VariantStep[], call: BoundCall, strict: boolean): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (!(error instanceof DuplicateKey || error instanceof PathMismatch)) throw error;
    if (!strict) return false;
    if (error instanceof DuplicateKey) return fail('VARIANT_DUPLICATE_KEY', { key: error.key }, { at: call.at });
    const failedAt = steps.slice(0, error.depth).reduce((text, step) => `${text}${'key' in step ? `.${step.key}` : `[${step.index}]`}`, '$');
    return fail('VARIANT_PATH_TYPE_MISMATCH', { path: path(), failedAt, functionName: `\`${call.name}\`` }, { at: call.at });
  }
}

function valueReader(value: Column, call: BoundCall, rowCount: number, context: KernelContext): (row: number) => VariantAt {
  if (value.type.kind === 'variant') return variantReader(value);
  const constant = value.mask === 0;
  const column = constant ? { ...value, length: 1, mask: -1 as const } : value;
  const made = toVariant(call)([column], { rowCount: constant ? Math.min(1, rowCount) : rowCount, selection: undefined }, context);
  const read = variantReader(made);
  return constant ? () => read(0) : read;
}

function deleteKernel(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const [input, ...paths] = args;
    const out = new VariantColumnBuilder(arena, rows.rowCount);
    const steps = paths.map((path) => (path.type.kind === 'null' ? undefined : stepsReader(path, call, true)));
    if (input!.type.kind === 'null') return out.finish(rows.rowCount);
    const read = variantReader(input!);
    const into = new VariantBuilder();
    visitRows([input!], rows, (row) => {
      let left = read(row);
      let bytes: VariantBytes | undefined;
      steps.forEach((stepsOf, index) => {
        const path = paths[index]!;
        if (stepsOf === undefined || !isValid(path.validity, row & path.mask)) return;
        appendEdited(left, stepsOf(row), { edit: 'delete' }, into);
        bytes = into.finish();
        left = { value: bytes.value, at: 0, metadata: bytes.metadata, dictionaryAt: 0 };
      });
      if (bytes === undefined) into.variant(left);
      out.set(row, bytes ?? into.take());
    });
    return out.finish(rows.rowCount);
  };
}

function stripKernel(call: BoundCall): Kernel {
  const arrays = call.literals[1] !== false;
  return (args, rows, { arena }) => {
    const read = variantReader(args[0]!);
    const out = new VariantColumnBuilder(arena, rows.rowCount);
    const into = new VariantBuilder();
    visitRows(args, rows, (row) => {
      appendStripped(read(row), arrays, into);
      out.set(row, into.take());
    });
    return out.finish(rows.rowCount);
  };
}

/** Paths of edits lead somewhere: `$` alone is the array to append to at most. */
function stepsReader(column: Column, call: BoundCall, needsStep: boolean): (row: number) => readonly VariantStep[] {
  const text = textReader(column);
  let known: { readonly text: string; readonly steps: readonly VariantStep[] } | undefined;
  return (row) => {
    const wanted = text(row);
    if (known?.text === wanted) return known.steps;
    const steps = parseVariantPath(wanted);
    if (steps === undefined || (needsStep && steps.length === 0)) return fail('INVALID_VARIANT_PATH', { path: wanted, functionName: `\`${call.name}\`` }, { at: call.at });
    known = { text: wanted, steps };
    return steps;
  };
}
