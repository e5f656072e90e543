import type { Element } from '../../types/datetime-pattern.ts';

/** A language tag that means something; undefined for American English, which patterns speak by themselves. */
export function localeOf(options: Readonly<Record<string, string>>): string | undefined {
  const tag = options['locale'];
  if (tag === undefined) return undefined;
  try {
    const [known] = Intl.getCanonicalLocales(tag);
    return known === undefined || /^en(-US)?$/.test(known) ? undefined : known;
  } catch {
    return undefined;
  }
}

/** The pattern with names of months, days and half days in another language. */
export function localizedPattern(elements: readonly Element[], locale: string): readonly Element[] {
  return elements.map((element): Element => {
    if (element.kind === 'optional') return { ...element, elements: localizedPattern(element.elements, locale) };
    if (element.kind !== 'text') return element;
    const names = namesOf(element, locale);
    return names === undefined ? element : { ...element, names: names.map((name) => Buffer.from(name, 'utf8')) };
  });
}

/** Text of a number in another locale as SQL writes it: `1.234,56` in German is `1234.56`. Signs of plus are none, and groups end at the point. */
export function decimalReader(locale: string): (text: string) => string {
  const parts = new Intl.NumberFormat(locale).formatToParts(-1_234_567.5);
  const [group, point] = ['group', 'decimal'].map((type) => parts.find((part) => part.type === type)?.value ?? '');
  const between = group === '' ? ' ' : group!;
  return (text) => (text.startsWith('+') || text.lastIndexOf(between) > text.indexOf(point!) && text.includes(point!) ? 'no number' : text.replaceAll(between, '').replace(point!, '.'));
}

type TextElement = Extract<Element, { kind: 'text' }>;

function namesOf({ field, names }: TextElement, locale: string): readonly string[] | undefined {
  const style = Buffer.from(names[0] ?? []).length > 3 ? 'long' : 'short';
  switch (field) {
    case 'month': return Array.from({ length: 12 }, (_, month) => part(locale, { month: style, day: 'numeric' }, 'month', Date.UTC(2024, month, 15)));
    case 'week day': return Array.from({ length: 7 }, (_, day) => part(locale, { weekday: style }, 'weekday', Date.UTC(2024, 0, 1 + day)));
    case 'half': return [1, 13].map((hour) => part(locale, { hour: 'numeric', hour12: true }, 'dayPeriod', Date.UTC(2024, 0, 1, hour)));
    default: return undefined;
  }
}

function part(locale: string, options: Intl.DateTimeFormatOptions, type: Intl.DateTimeFormatPartTypes, moment: number): string {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).formatToParts(moment).find((one) => one.type === type)?.value ?? '';
}
