import { describe, expect, it } from 'vitest';
import { Arena } from '../../src/columnar/arena.ts';
import { columnOf } from '../../src/columnar/builder.ts';
import { blobColumn, fixedColumn } from '../../src/columnar/group-state.ts';
import { seededRandom } from '../../src/environment/simulated.ts';
import type { DurableState } from '../../src/state/durable-state.ts';
import { StateTable } from '../../src/state/table.ts';
import { intType, longType, stringType } from '../../src/types/data-type.ts';
import { CountingState } from '../support/counting-query.ts';

/** A store and what random work does to it: set a key to a value, or take a key away. */
interface Specimen { readonly store: DurableState; put(key: number, value: number): void; remove(key: number): void; release(): void }

const specimens: Readonly<Record<string, () => Specimen>> = {
  'a table by number': () => tableSpecimen([longType]),
  'a table by text and number': () => tableSpecimen([stringType, intType]),
  'the hand-made store of the runtime tests': () => {
    const store = new CountingState();
    return { store, put: (key, value) => { store.put(`k${key}`, value, 0); }, remove: (key) => { if (store.entries.has(`k${key}`)) store.remove(`k${key}`); }, release: () => undefined };
  },
};

const seed = Number(process.env['SEED'] ?? Math.floor(performance.now() * 1000) % 1_000_000_007);

for (const [name, make] of Object.entries(specimens)) {
  describe(`${name}, seed ${seed}`, () => {
    it('is the same after all its deltas', () => {
      const { original, copies } = live(make, { random: seededRandom(seed), batches: 40, snapshotFrom: Infinity });
      for (const copy of copies) expect(contentOf(copy.store)).toEqual(contentOf(original.store));
      release(original, copies);
    });

    it('is the same after a snapshot taken piece by piece while it changed, and the deltas since', () => {
      for (let trial = 0; trial < 20; trial++) {
        const { original, copies } = live(make, { random: seededRandom(seed + trial), batches: 40, snapshotFrom: 5 + trial });
        for (const copy of copies) expect(contentOf(copy.store), `trial ${trial}`).toEqual(contentOf(original.store));
        release(original, copies);
      }
    });

    it('has no delta after loading, and none after nothing', () => {
      const { original, copies: [copy] } = live(make, { random: seededRandom(seed), batches: 10, snapshotFrom: Infinity });
      expect(copy!.store.takeDelta()).toEqual([]);
      expect(original.store.takeDelta()).toEqual([]);
      release(original, [copy!]);
    });
  });
}

interface Life { readonly random: ReturnType<typeof seededRandom>; readonly batches: number; readonly snapshotFrom: number }

/** Random batches; copies are restored as the checkpoint would: at the end, and once in the middle and carried on from there. */
function live(make: () => Specimen, { random, batches, snapshotFrom }: Life): { original: Specimen; copies: Specimen[] } {
  const original = make();
  const pick = (below: number): number => Math.floor(random.next() * below);
  const deltas: Uint8Array[] = [];
  const pieces: Uint8Array[] = [];
  let slot = 0;
  for (let batch = 0; batch < batches; batch++) {
    for (let change = pick(12); change > 0; change--) {
      if (pick(3) === 0) original.remove(pick(30));
      else original.put(pick(30), pick(1000));
    }
    deltas.push(joined(original.store.takeDelta()));
    if (batch < snapshotFrom || slot >= original.store.slotCount) continue;
    const until = Math.min(original.store.slotCount, slot + 4);
    pieces.push(joined(original.store.takePiece(slot, until)));
    slot = until;
  }
  const complete = snapshotFrom < batches && slot >= original.store.slotCount;
  const plain = make();
  for (const delta of deltas) load(plain, delta);
  const copies = [plain];
  if (complete) {
    const restored = make();
    for (const piece of pieces) load(restored, piece);
    for (const delta of deltas.slice(snapshotFrom + 1)) load(restored, delta);
    copies.push(restored);
  }
  return { original, copies };
}

function load({ store }: Specimen, bytes: Uint8Array): void {
  if (bytes.length > 0) store.load(bytes);
}

/** All entries, comparable. The hand-made store does not keep slots over a restore, so its lines are sorted. */
function contentOf(store: DurableState): string {
  const bytes = Buffer.from(joined(store.takePiece(0, store.slotCount)));
  return store instanceof CountingState ? bytes.toString('utf8').split('\n').sort().join('\n') : bytes.toString('hex');
}

function joined(parts: readonly Uint8Array[]): Uint8Array { return Uint8Array.from(Buffer.concat(parts.map((part) => Uint8Array.from(part)))); }

function release(original: Specimen, copies: readonly Specimen[]): void {
  for (const one of [original, ...copies]) one.release();
}

function tableSpecimen(keyTypes: StateTable['keyLayout']['types']): Specimen {
  const store = new StateTable({ name: '0', keyTypes, columns: ['i64', 'blob'] });
  const arena = new Arena();
  const keyColumns = (key: number): Parameters<StateTable['assign']>[0] => keyTypes.map((type) => columnOf(type, [type.kind === 'long' ? BigInt(key) : type.kind === 'string' ? (key === 1 ? null : `key ${key}`) : key], arena));
  const rowOf = (key: number, add: boolean): number => {
    arena.reset();
    const rows = arena.uint32(1);
    const chunk = { rowCount: 1, selection: undefined };
    if (add) store.assign(keyColumns(key), chunk, rows, arena, arena.uint32(1));
    else store.find(keyColumns(key), chunk, rows, arena);
    return rows[0]!;
  };
  return {
    store,
    put: (key, value) => {
      const row = rowOf(key, true);
      (fixedColumn(store, 0).values as BigInt64Array)[row] = BigInt(value);
      blobColumn(store, 1).set(row, Buffer.from('x'.repeat(value % 50)));
      store.touch(row);
    },
    remove: (key) => {
      const row = rowOf(key, false);
      if (row === 0xffffffff) return;
      const rows = arena.uint32(1);
      rows[0] = row;
      store.remove(rows);
    },
    release: () => { store.release(); arena.release(); },
  };
}
