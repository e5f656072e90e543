/**
 * The Nexmark generator: auctions, the people who open them and the bids they get. Events are numbered; everything about event `n`
 * follows from `(seed, n)`, so any range can be made again, which upstream's unseeded generator cannot do.
 *
 * Of 50 events 1 is a person, 3 are auctions, 46 are bids. Source: Nexmark (Tucker, Tufte, Papadimos, Maier), in the form of the
 * nexmark/nexmark suite; parameter names are its.
 */
export interface NexmarkParameters {
  readonly seed: number;
  /** Events per second of event time. */
  readonly firstEventRate: number;
  /** Event time of event 0, ms since 1970. */
  readonly baseTimeMs: number;
  /** Events are shuffled inside groups of this size; 1 = in order. */
  readonly outOfOrderGroupSize: number;
}

export interface Person {
  readonly id: bigint;
  readonly name: string;
  readonly emailAddress: string;
  readonly creditCard: string;
  readonly city: string;
  readonly state: string;
  readonly dateTimeMicros: bigint;
  readonly extra: string;
}
export interface Auction {
  readonly id: bigint;
  readonly itemName: string;
  readonly description: string;
  readonly initialBid: bigint;
  readonly reserve: bigint;
  readonly dateTimeMicros: bigint;
  readonly expiresMicros: bigint;
  readonly seller: bigint;
  readonly category: bigint;
  readonly extra: string;
}
export interface Bid { readonly auction: bigint; readonly bidder: bigint; readonly price: bigint; readonly channel: string; readonly url: string; readonly dateTimeMicros: bigint; readonly extra: string }

export type NexmarkEvent = { readonly type: 0; readonly person: Person } | { readonly type: 1; readonly auction: Auction } | { readonly type: 2; readonly bid: Bid };

const FIRST_ID = 1000;
const FIRST_CATEGORY = 10;
const TOTAL = 50;
const AUCTIONS = 3;
const ACTIVE_PEOPLE = 1000;
const IN_FLIGHT_AUCTIONS = 100;
const LEAD = 10;
const HOT_BATCH = 100;

const firstNames = 'Peter Paul Luke John Saul Vicky Kate Julie Sarah Deiter Walter'.split(' ');
const lastNames = 'Shultz Abrams Spencer White Bartels Walton Smith Jones Noris'.split(' ');
const cities = ['Phoenix', 'Los Angeles', 'San Francisco', 'Boise', 'Portland', 'Bend', 'Redmond', 'Seattle', 'Kent', 'Cheyenne'];
const states = ['AZ', 'CA', 'ID', 'OR', 'WA', 'WY'];
const hotChannels = ['Google', 'Facebook', 'Baidu', 'Apple'];

/** Event `n`, counted from 0. */
export function nexmarkEvent(n: number, parameters: NexmarkParameters): NexmarkEvent {
  const group = parameters.outOfOrderGroupSize;
  const eventId = Math.floor(n / group) * group + ((n * 953) % group);
  const random = randomOf(parameters.seed, eventId);
  const timeMs = eventTimeMs(eventId, parameters);
  const kind = eventId % TOTAL;
  if (kind === 0) return { type: 0, person: makePerson(eventId, timeMs, random) };
  if (kind <= AUCTIONS) return { type: 1, auction: makeAuction(eventId, timeMs, random, parameters) };
  return { type: 2, bid: makeBid(eventId, timeMs, random, parameters.seed) };
}

/** Event time of a (shuffled) event number, whole ms. */
export function eventTimeMs(eventId: number, { baseTimeMs, firstEventRate }: NexmarkParameters): number {
  return baseTimeMs + Math.floor(Math.trunc(eventId * (1e6 / firstEventRate)) / 1000);
}

type Random = () => number;

function makePerson(eventId: number, timeMs: number, random: Random): Person {
  const name = `${pick(firstNames, random)} ${pick(lastNames, random)}`;
  const emailAddress = `${text(7, random)}@${text(5, random)}.com`;
  const creditCard = Array.from({ length: 4 }, () => String(below(10000, random)).padStart(4, '0')).join(' ');
  const city = pick(cities, random);
  const state = pick(states, random);
  const size = 8 + name.length + emailAddress.length + creditCard.length + city.length + state.length;
  return { id: BigInt(FIRST_ID + lastPerson(eventId)), name, emailAddress, creditCard, city, state, dateTimeMicros: BigInt(timeMs) * 1000n, extra: filler(size, 200, random) };
}

function makeAuction(eventId: number, timeMs: number, random: Random, parameters: NexmarkParameters): Auction {
  const itemName = text(20, random);
  const description = text(100, random);
  const initialBid = price(random);
  const reserve = initialBid + price(random);
  const horizonMs = eventTimeMs(eventId + Math.floor((IN_FLIGHT_AUCTIONS * TOTAL) / AUCTIONS), parameters) - timeMs;
  const expiresMs = timeMs + 1 + below(Math.max(horizonMs * 2, 1), random);
  const seller = below(4, random) > 0 ? Math.floor(lastPerson(eventId) / HOT_BATCH) * HOT_BATCH : anyPerson(eventId, random);
  return {
    id: BigInt(FIRST_ID + lastAuction(eventId)), itemName, description, initialBid: BigInt(initialBid), reserve: BigInt(reserve),
    dateTimeMicros: BigInt(timeMs) * 1000n, expiresMicros: BigInt(expiresMs) * 1000n, seller: BigInt(FIRST_ID + seller),
    category: BigInt(FIRST_CATEGORY + below(5, random)), extra: filler(48 + itemName.length + description.length, 500, random),
  };
}

/** Bidder ids are shifted by 1000 twice, as upstream does. */
function makeBid(eventId: number, timeMs: number, random: Random, seed: number): Bid {
  const auction = below(2, random) > 0 ? Math.floor(lastAuction(eventId) / HOT_BATCH) * HOT_BATCH : anyAuction(eventId, random);
  const bidder = below(4, random) > 0 ? Math.floor(lastPerson(eventId) / HOT_BATCH) * HOT_BATCH + 1 : anyPerson(eventId, random);
  const amount = price(random);
  const hot = below(2, random) > 0;
  const number = hot ? below(hotChannels.length, random) : below(10000, random);
  return {
    auction: BigInt(FIRST_ID + auction), bidder: BigInt(2 * FIRST_ID + bidder), price: BigInt(amount),
    channel: hot ? hotChannels[number]! : `channel-${number}`, url: urlOf(hot, number, seed),
    dateTimeMicros: BigInt(timeMs) * 1000n, extra: filler(32, 100, random),
  };
}

function lastPerson(eventId: number): number { return Math.floor(eventId / TOTAL); }

function lastAuction(eventId: number): number {
  const epoch = Math.floor(eventId / TOTAL);
  const offset = eventId % TOTAL;
  if (offset < 1) return (epoch - 1) * AUCTIONS + AUCTIONS - 1;
  return epoch * AUCTIONS + (offset > AUCTIONS ? AUCTIONS - 1 : offset - 1);
}

function anyPerson(eventId: number, random: Random): number {
  const count = lastPerson(eventId) + 1;
  const active = Math.min(count, ACTIVE_PEOPLE);
  return count - active + below(active + LEAD, random);
}

function anyAuction(eventId: number, random: Random): number {
  const last = lastAuction(eventId);
  const low = Math.max(last - IN_FLIGHT_AUCTIONS, 0);
  return low + below(last - low + 1 + LEAD, random);
}

/** Log-uniform from 100 to 100 million. */
function price(random: Random): number { return Math.round(10 ** (6 * random()) * 100); }

function pick(words: readonly string[], random: Random): string { return words[below(words.length, random)]!; }

function below(limit: number, random: Random): number { return Math.floor(random() * limit); }

/** 3 to `max` letters, one in 13 a space (or `special`), without spaces at the ends. */
function text(max: number, random: Random, special = ' '): string {
  let out = '';
  for (let left = 3 + below(max - 3, random); left > 0; left--) out += below(13, random) === 0 ? special : String.fromCharCode(97 + below(26, random));
  return out.trim();
}

/** Brings an event to about `average` bytes. */
function filler(current: number, average: number, random: Random): string {
  if (current > average) return '';
  const missing = average - current;
  const delta = Math.round(missing * 0.2);
  const length = missing - delta + (delta > 0 ? below(2 * delta, random) : 0);
  letters ??= makeLetters();
  const start = below(letters.length - length, random);
  return letters.slice(start, start + length);
}

/** The URL of a channel never changes. */
function urlOf(hot: boolean, number: number, seed: number): string {
  const key = (hot ? -1 - number : number) | 0;
  const known = urls.get(key);
  if (known !== undefined) return known;
  const random = randomOf(seed ^ 0x5bd1e995, key + 20000);
  const url = `https://www.nexmark.com/${text(5, random, '_')}/${text(5, random, '_')}/${text(5, random, '_')}/item.htm?query=1`;
  const full = !hot && below(10, random) > 0 ? `${url}&channel_id=${Math.abs(reverseBits(number))}` : url;
  urls.set(key, full);
  return full;
}
const urls = new Map<number, string>();

function reverseBits(input: number): number {
  let out = 0;
  for (let bit = 0; bit < 32; bit++) if ((input >>> bit) & 1) out |= 1 << (31 - bit);
  return out;
}

/** A small generator of its own per event (splitmix-style mixing of 32-bit words), so that any event can be made alone. */
function randomOf(seed: number, eventId: number): Random {
  let state = (Math.imul(seed | 0, 0x9e3779b9) ^ Math.imul(eventId | 0, 0x85ebca6b) ^ Math.floor(eventId / 4294967296)) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

let letters: string | undefined;
function makeLetters(): string {
  const random = randomOf(77, 1);
  return Array.from({ length: 65536 }, () => String.fromCharCode(97 + below(26, random))).join('');
}
