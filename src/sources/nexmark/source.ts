import { Arena } from '../../columnar/arena.ts';
import { ColumnBuilder } from '../../columnar/builder.ts';
import { type Chunk, CHUNK_ROWS, makeChunk } from '../../columnar/chunk.ts';
import { structValue, type Value } from '../../columnar/value.ts';
import { fail } from '../../errors/stream-error.ts';
import { type Field, field, intType, longType, type Schema, stringType, structType, timestampType } from '../../types/data-type.ts';
import type { OptionRow, Source, SourceDefinition, SourceOptions, SourceRequest } from '../source.ts';
import { type NexmarkEvent, nexmarkEvent, type NexmarkParameters } from './generator.ts';

const number = (value: string): string | undefined => (/^\d+$/.test(value) ? undefined : 'a whole number');
const positive = (value: string): string | undefined => (/^[1-9]\d*$/.test(value) ? undefined : 'a whole number above 0');

const options: readonly OptionRow[] = [
  { name: 'seed', doc: 'Same seed, same events.', default: '1', check: number },
  { name: 'firstEventRate', doc: 'Events per second of event time.', default: '10000', check: positive },
  { name: 'baseTime', doc: 'Event time of the first event, ms since 1970.', default: '1436918400000', check: number },
  { name: 'outOfOrderGroupSize', doc: 'Events are shuffled inside groups of this size; 1 = in order.', default: '1', check: positive },
  { name: 'maxEvents', doc: 'The stream ends after so many events; a batch read needs it.', check: positive },
  { name: 'eventsPerTrigger', doc: 'So many events per batch. Absent: as many as the wall clock says since the first batch.', check: positive },
];

const person: readonly Field[] = [
  field('id', longType), field('name', stringType), field('emailAddress', stringType), field('creditCard', stringType),
  field('city', stringType), field('state', stringType), field('dateTime', timestampType), field('extra', stringType),
];
const auction: readonly Field[] = [
  field('id', longType), field('itemName', stringType), field('description', stringType), field('initialBid', longType), field('reserve', longType),
  field('dateTime', timestampType), field('expires', timestampType), field('seller', longType), field('category', longType), field('extra', stringType),
];
const bid: readonly Field[] = [
  field('auction', longType), field('bidder', longType), field('price', longType), field('channel', stringType), field('url', stringType),
  field('dateTime', timestampType), field('extra', stringType),
];

const schema: Schema = {
  fields: [
    field('event_type', intType, false), field('person', structType(person)), field('auction', structType(auction)), field('bid', structType(bid)),
    field('dateTime', timestampType, false),
  ],
};

/** A seeded auction site: people, auctions, bids. Offsets are event numbers, so any range can be read again. */
export const nexmarkSource: SourceDefinition = {
  name: 'nexmark',
  doc: 'The events of the Nexmark benchmark, seeded. event_type 0 = person, 1 = auction, 2 = bid.',
  options,
  batch: true,
  streaming: true,
  schema: (_options, given) => (given === undefined ? schema : fail('TIDEMARK_SCHEMA_NOT_ALLOWED', { format: 'nexmark' })),
  open: async (request) => openNexmark(request),
};

function openNexmark({ options: given, metadata, environment }: SourceRequest): Source {
  const option = (name: string): number | undefined => optionOf(given, name);
  const parameters: NexmarkParameters = {
    seed: option('seed') ?? 1, firstEventRate: option('firstEventRate') ?? 10_000, baseTimeMs: option('baseTime') ?? 1_436_918_400_000, outOfOrderGroupSize: option('outOfOrderGroupSize') ?? 1,
  };
  const maxEvents = option('maxEvents') ?? Number.POSITIVE_INFINITY;
  const perTrigger = option('eventsPerTrigger');
  let frozen = Number.POSITIVE_INFINITY;

  const startedMs = (): number => {
    const known = metadata.get('startedMs');
    if (known !== undefined) return Number(known);
    const now = environment.clock.nowMs();
    metadata.put('startedMs', String(now));
    return now;
  };
  const available = (): number => Math.min(maxEvents, Math.floor(((environment.clock.nowMs() - startedMs()) * parameters.firstEventRate) / 1000));

  return {
    description: 'nexmark',
    initialOffset: async () => { startedMs(); return '0'; },
    latestOffset: async (start, limit) => {
      const ready = perTrigger === undefined && Number.isFinite(maxEvents) && limit === 'all' ? maxEvents : perTrigger === undefined ? available() : Math.min(maxEvents, Number(start) + perTrigger);
      return String(Math.max(Number(start), Math.min(ready, frozen)));
    },
    prepareForAvailableNow: async () => { frozen = Number.isFinite(maxEvents) ? maxEvents : available(); },
    read: (start, end) => readEvents(Number(start), Number(end), parameters),
    close: async () => undefined,
  };
}

function optionOf(given: SourceOptions, name: string): number | undefined {
  const value = given[name.toLowerCase()];
  return value === undefined ? undefined : Number(value);
}

async function* readEvents(start: number, end: number, parameters: NexmarkParameters): AsyncIterable<Chunk> {
  const arena = new Arena();
  try {
    for (let first = start; first < end; first += CHUNK_ROWS) {
      arena.reset();
      yield eventsChunk(first, Math.min(end, first + CHUNK_ROWS), parameters, arena);
    }
  } finally {
    arena.release();
  }
}

/** Events `first` up to `end` (excluded) as one chunk. */
export function eventsChunk(first: number, end: number, parameters: NexmarkParameters, arena: Arena): Chunk {
  const builders = schema.fields.map((one) => new ColumnBuilder(one.type, arena, Math.max(1, end - first)));
  for (let n = first; n < end; n++) rowOf(nexmarkEvent(n, parameters)).forEach((value, index) => builders[index]!.append(value));
  return makeChunk(schema, builders.map((builder) => builder.finish()), end - first);
}

function rowOf(event: NexmarkEvent): readonly Value[] {
  if (event.type === 0) return [0, structValue(Object.values(event.person) as Value[]), null, null, event.person.dateTimeMicros];
  if (event.type === 1) return [1, null, structValue(Object.values(event.auction) as Value[]), null, event.auction.dateTimeMicros];
  return [2, null, null, structValue(Object.values(event.bid) as Value[]), event.bid.dateTimeMicros];
}

