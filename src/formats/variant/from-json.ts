import { type JsonNode, specials } from '../json/tokens.ts';
import type { VariantBuilder } from './build.ts';

/** Appends a JSON value. Numbers without exponent stay exact up to 38 digits, others are doubles. */
export function appendJson(node: JsonNode, into: VariantBuilder, keepLast: boolean): void {
  switch (node.json) {
    case 'null': into.null(); return;
    case 'boolean': into.boolean(node.value); return;
    case 'number': appendNumber(node.text, into); return;
    case 'text': into.text(node.text); return;
    case 'list': into.array(node.items, (item) => appendJson(item, into, keepLast)); return;
    case 'object': into.object(node.entries, (item) => appendJson(item, into, keepLast), keepLast);
  }
}

/** A number by its text. */
export function appendNumber(text: string, into: VariantBuilder): void {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) { into.double(Object.hasOwn(specials, text) ? specials[text]! : Number(text)); return; }
  const [, sign, whole, fraction = ''] = match;
  if (fraction === '' && whole!.length < 10) { into.int(Number(text) + 0); return; }
  const unscaled = BigInt(`${sign}${whole}${fraction}`);
  if (match[3] === undefined && BigInt.asIntN(64, unscaled) === unscaled) into.long(unscaled);
  else if (fraction.length <= 38 && digitsOf(unscaled) <= 38) into.decimal(unscaled, fraction.length);
  else into.double(Number(text));
}

function digitsOf(value: bigint): number {
  return String(value < 0n ? -value : value).length;
}
