import type { Arena } from '../../columnar/arena.ts';
import { ColumnBuilder } from '../../columnar/builder.ts';
import { isValid } from '../../columnar/bitmap.ts';
import type { Rows } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import { columnOf } from '../../columnar/builder.ts';
import { blobColumn, type GroupState } from '../../columnar/group-state.ts';
import { allRows } from '../../columnar/selection.ts';
import { fail } from '../../errors/stream-error.ts';
import { VariantBuilder } from '../../formats/variant/build.ts';
import { fieldsOf, itemsOf, kindOf, type VariantAt } from '../../formats/variant/read.ts';
import { mergeSchemas, printSchema, schemaOf } from '../../formats/variant/schema.ts';
import { type DataType, field, intType, nullType, stringType, structType, variantType } from '../../types/data-type.ts';
import { expectCount, expectInput } from '../define.ts';
import type { AggregateFunction, AggregateKernel, Generated, GeneratorFunction } from '../function.ts';
import { visitRows } from '../row-by-row.ts';
import { VariantColumnBuilder, variantReader } from './variant-columns.ts';

const group = 'variant_funcs';
const since = '0.1';

/** Rows out of variants, and one schema of many. */
export const variantRowFunctions: readonly (GeneratorFunction | AggregateFunction)[] = [explodeRow('variant_explode', false), explodeRow('variant_explode_outer', true), {
  kind: 'aggregate', name: 'schema_of_variant_agg', group, since, signatures: ['(variant!) -> string'], nullable: 'never',
  doc: 'Returns the type that describes all variants, as text. VOID when there are none.',
  examples: [["SELECT schema_of_variant_agg(parse_json(j)) FROM VALUES ('{\"a\":1}'), ('{\"b\":true}') AS t(j)", 'OBJECT<a: BIGINT, b: BOOLEAN>']],
  aggregate: schemaAggregate,
}];

function explodeRow(name: string, outer: boolean): GeneratorFunction {
  return {
    kind: 'generator', name, group, since, outer, tableOnly: true, signatures: [], parameters: ['input'],
    doc: `Returns a row per element of a variant array (key NULL) or field of a variant object${outer ? '; a row of NULLs for anything else' : ''}. Stands in FROM only.`,
    examples: [[`SELECT * FROM ${name}(parse_json('{"a":1,"b":[2]}'))`, '0  a  1\n1  b  [2]']],
    resolve: (call) => {
      if (call.arguments.length === 0) fail('REQUIRED_PARAMETER_NOT_FOUND', { routineName: `\`${name}\``, parameterName: '`input`', index: '0' }, { at: call.at });
      expectCount(call, 1, 1);
      const returnType = structType([field('pos', intType, outer), field('key', stringType), field('value', variantType, outer)]);
      return { argumentTypes: [expectInput(call, 0, variantType)], returnType, nullable: false };
    },
    generate: () => ([input], rows, { arena }) => explodeVariants(input!, rows, arena, outer),
  };
}

function explodeVariants(input: Column, rows: Rows, arena: Arena, outer: boolean): Generated {
  const parents: number[] = [];
  const [positions, keys] = [new ColumnBuilder(intType, arena), new ColumnBuilder(stringType, arena)];
  const values = new VariantColumnBuilder(arena, rows.rowCount);
  const into = new VariantBuilder();
  const read = variantReader(input);
  for (const row of allRows(rows, arena)) {
    const parts = isValid(input.validity, row & input.mask) ? partsOf(read(row)) : [];
    parts.forEach(([key, value], position) => {
      into.variant(value);
      values.set(parents.length, into.take());
      positions.append(position);
      keys.append(key);
      parents.push(row);
    });
    if (parts.length > 0 || !outer) continue;
    positions.append(null);
    keys.append(null);
    parents.push(row);
  }
  return { columns: [positions.finish(), keys.finish(), values.finish(parents.length)], parents: Uint32Array.from(parents), count: parents.length };
}

function partsOf(variant: VariantAt): readonly (readonly [string | null, VariantAt])[] {
  switch (kindOf(variant)) {
    case 'array': return itemsOf(variant).map((item) => [null, item] as const);
    case 'object': return fieldsOf(variant);
    default: return [];
  }
}

/**
 * state  the schema so far, as JSON (nothing = VOID)      update, merge  `mergeSchemas`, a semilattice: order and repetition do not matter
 */
function schemaAggregate(): AggregateKernel {
  return {
    state: ['blob'],
    update(state, groups, args, rows) {
      const read = args[0]!.type.kind === 'variant' ? variantReader(args[0]!) : undefined;
      if (read === undefined) return;
      const added = new Map<number, DataType>();
      visitRows(args, rows, (row) => {
        const own = groups[row]!;
        added.set(own, mergeSchemas(added.get(own) ?? nullType, schemaOf(read(row))));
      });
      for (const [own, type] of added) write(state, own, mergeSchemas(stored(state, own), type));
    },
    merge(state, groups, other, count) {
      for (let row = 0; row < count; row++) write(state, groups[row]!, mergeSchemas(stored(state, groups[row]!), stored(other, row)));
    },
    finish(state, groups, { arena }) {
      return columnOf(stringType, Array.from(groups, (own) => printSchema(stored(state, own))), arena);
    },
  };
}

function stored(state: GroupState, row: number): DataType {
  const bytes = blobColumn(state, 0).get(row);
  return bytes.length === 0 ? nullType : (JSON.parse(Buffer.from(bytes).toString('utf8')) as DataType);
}

function write(state: GroupState, row: number, type: DataType): void {
  blobColumn(state, 0).set(row, Buffer.from(JSON.stringify(type), 'utf8'));
}
