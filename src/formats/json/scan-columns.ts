import type { Arena } from '../../columnar/arena.ts';
import { loadKernels } from '../../columnar/kernels.ts';
import type { Field } from '../../types/data-type.ts';
import { zoneOf } from '../../types/time-zone.ts';
import { type FieldKernels, FieldTable, type IsRaw, type ScannedField } from '../text/scanned-fields.ts';
import type { TextRanges } from '../text/text-ranges.ts';

interface ScanKernels extends FieldKernels {
  scan(bytes: number, starts: number, ends: number, rowCount: number, fields: number, fieldCount: number, fallback: number, hints: number, powers: number): number;
}

let kernels: ScanKernels | undefined;

/** Room for the keys of a row, which the kernel remembers by place. */
const HINT_WORDS = 128;

export interface Scanned {
  readonly fields: readonly ScannedField[];
  /** Rows the kernel left alone, ascending: NULL in every field. */
  readonly fallback: Uint32Array;
}

export interface ScanOptions { readonly zoneId: string; readonly isRaw: IsRaw }

/** Reads the wanted fields of plain objects; see kernels/json-scan.ts for what plain is. */
export function scanObjects(input: TextRanges, wanted: readonly Field[], { zoneId, isRaw }: ScanOptions, arena: Arena): Scanned {
  kernels ??= loadKernels<ScanKernels>('json-scan');
  const { bytes, starts, ends, rowCount } = input;
  const table = new FieldTable(wanted, input, isRaw, arena);
  const fallback = arena.uint32(rowCount);
  const failed = kernels.scan(bytes.byteOffset, starts.byteOffset, ends.byteOffset, rowCount, table.address, table.count, fallback.byteOffset, arena.uint32(HINT_WORDS).byteOffset, table.powers);
  return { fields: table.fields(kernels, zoneOf(zoneId)), fallback: fallback.subarray(0, failed) };
}
