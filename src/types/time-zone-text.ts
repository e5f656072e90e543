import { findZone, offsetAt, type Zone } from './time-zone.ts';

/**
 * English names of time zones, for the pattern letters `z` and `v`. Long names come from Intl; the abbreviations that java.time
 * prints are this table: name without "Standard Time", abbreviation in winter, in summer if it differs, the zone an abbreviation is read as, the zone the long name is read as if that is another one.
 */
const nameRows = [
  'Greenwich|GMT||GMT;East Africa|EAT||Africa/Nairobi;Central European|CET|CEST|Europe/Paris;West Africa|WAT||Africa/Lagos;',
  'Central Africa|CAT||Africa/Maputo;Eastern European|EET|EEST|Europe/Bucharest;South Africa|SAST||Africa/Johannesburg;',
  'Hawaii-Aleutian|HST|HDT|Pacific/Honolulu;Alaska|AKST|AKDT|America/Juneau;Atlantic|AST|ADT|America/Halifax;Brasilia|BRT||America/Sao_Paulo;',
  'Argentina|ART||America/Argentina/Buenos_Aires;Paraguay|PYT|PYST|America/Asuncion;Eastern|EST|EDT|America/New_York;Central|CST|CDT|America/Chicago;',
  'Amazon|AMT||America/Manaus;Colombia|COT||America/Bogota;Mountain|MST|MDT|America/Denver;Venezuela|VET||America/Caracas;',
  'French Guiana|GFT||America/Cayenne;Yukon|MST||America/Denver;Acre|ACT||America/Rio_Branco;Pacific|PST|PDT|America/Los_Angeles;',
  'West Greenland|WGT||America/Nuuk;Ecuador|ECT||America/Guayaquil;Guyana|GYT||America/Guyana;Cuba|CST|CDT|America/Chicago|America/Havana;',
  'Mexican Pacific|MST||America/Denver|America/Mazatlan;Bolivia|BOT||America/La_Paz;Peru|PET||America/Lima;',
  'St. Pierre & Miquelon|PMST|PMDT|America/Miquelon;Uruguay|UYT||America/Montevideo;Fernando de Noronha|FNT||America/Noronha;',
  'Suriname|SRT||America/Paramaribo;Chile|CLT|CLST|Antarctica/Palmer|America/Santiago;East Greenland|EGT||America/Scoresbysund;',
  'Newfoundland|NST|NDT|America/St_Johns;Australian Western|AWST||Australia/Perth;Davis|DAVT||Antarctica/Davis;',
  'Dumont d’Urville|DDUT||Pacific/Port_Moresby|Antarctica/DumontDUrville;Australian Eastern|AEST|AEDT|Australia/Sydney;Mawson|MAWT||Antarctica/Mawson;',
  'New Zealand|NZST|NZDT|Pacific/Auckland;Rothera|ROTT||Antarctica/Rothera;Syowa|SYOT||Asia/Riyadh;Vostok|VOST||Antarctica/Vostok;',
  'Arabian|AST||America/Halifax|Asia/Riyadh;East Kazakhstan|ALMT||Asia/Almaty;Kazakhstan|AQTT||Asia/Aqtobe;Kamchatka|ANAT||Asia/Anadyr;',
  'West Kazakhstan|AQTT||Asia/Aqtobe;Turkmenistan|TMT||Asia/Ashgabat;Azerbaijan|AZT||Asia/Baku;Indochina|ICT||Asia/Bangkok;Kyrgyzstan|KGT||Asia/Bishkek;',
  'Brunei|BNT||Asia/Kuching;India|IST||Africa/Abidjan|Asia/Kolkata;Yakutsk|YAKT||Asia/Yakutsk;Ulaanbaatar|ULAT||Asia/Ulaanbaatar;',
  'China|CST||America/Chicago|Asia/Shanghai;Bangladesh|BDT||Asia/Dhaka;Timor-Leste|TLT||Asia/Dili;Gulf|GST||Atlantic/South_Georgia|Asia/Dubai;',
  'Tajikistan|TJT||Asia/Dushanbe;Hong Kong|HKT||Asia/Hong_Kong;Khovd|HOVT||Asia/Hovd;Irkutsk|IRKT||Asia/Irkutsk;Türkiye|TRT||Europe/Istanbul;',
  'Western Indonesia|WIB||Asia/Jakarta;Eastern Indonesia|WIT||Asia/Jayapura;Israel|IST|IDT|Africa/Abidjan|Asia/Jerusalem;Afghanistan|AFT||Asia/Kabul;',
  'Pakistan|PKT||Asia/Karachi;Nepal|NPT||Asia/Kathmandu;Malaysia|MYT||Asia/Kuching;Magadan|MAGT||Asia/Magadan;Central Indonesia|WITA||Asia/Makassar;',
  'Philippine|PST||America/Los_Angeles|Asia/Manila;Omsk|OMST||Asia/Omsk;Korean|KST||Asia/Seoul;Myanmar|MMT||Asia/Yangon;Uzbekistan|UZT||Asia/Tashkent;',
  'Singapore|SGT||Asia/Singapore;Taiwan|CST||America/Chicago|Asia/Taipei;Georgia|GET||Asia/Tbilisi;Iran|IRST||Asia/Tehran;Bhutan|BTT||Asia/Thimphu;',
  'Japan|JST||Asia/Tokyo;Vladivostok|VLAT||Asia/Vladivostok;Yekaterinburg|YEKT||Asia/Yekaterinburg;Armenia|AMT||America/Manaus|Asia/Yerevan;',
  'Azores|AZOT|AZOST|Atlantic/Azores;Western European|WET|WEST|Atlantic/Canary;Cape Verde|CVT||Atlantic/Cape_Verde;',
  'South Georgia|GST||Atlantic/South_Georgia;Falkland Islands|FKT||Atlantic/Stanley;Australian Central|ACST|ACDT|America/Rio_Branco|Australia/Adelaide;',
  'Australian Central Western|ACWST||Australia/Eucla;Lord Howe|LHST|LHDT|Australia/Lord_Howe;Easter Island|EAST|EASST|Pacific/Easter;',
  'Irish|IST||Africa/Abidjan|Europe/Dublin;Coordinated Universal|UTC||UTC|Etc/UTC;British||BST|Europe/London;Moscow|MSK||Europe/Moscow;',
  'Indian Ocean|IOT||Indian/Chagos;Christmas Island|CXT||Asia/Bangkok;Cocos Islands|CCT||Asia/Yangon;French Southern & Antarctic|TFT||Indian/Maldives;',
  'Seychelles|SCT||Asia/Dubai;Maldives|MVT||Indian/Maldives;Mauritius|MUT||Indian/Mauritius;Réunion|RET||Asia/Dubai;Marshall Islands|MHT||Pacific/Tarawa;',
  'Chatham|CHAST|CHADT|Pacific/Chatham;Samoa|WSST||Pacific/Apia|Pacific/Pago_Pago;Chuuk|CHUT||Pacific/Port_Moresby;Vanuatu|VUT||Pacific/Efate;',
  'Phoenix Islands|PHOT||Pacific/Kanton;Tokelau|TKT||Pacific/Fakaofo;Fiji|FJT||Pacific/Fiji;Tuvalu|TVT||Pacific/Tarawa;Galapagos|GALT||Pacific/Galapagos;',
  'Gambier|GAMT||Pacific/Gambier;Solomon Islands|SBT||Pacific/Guadalcanal;Chamorro|ChST||Pacific/Guam;Line Islands|LINT||Pacific/Kiritimati;',
  'Kosrae|KOST||Pacific/Kosrae;Marquesas|MART||Pacific/Marquesas;American Samoa|SST||Pacific/Pago_Pago;Nauru|NRT||Pacific/Nauru;Niue|NUT||Pacific/Niue;',
  'Norfolk Island|NFT|NFST|Pacific/Norfolk;New Caledonia|NCT||Pacific/Noumea;Palau|PWT||Pacific/Palau;Pitcairn|PST||America/Los_Angeles|Pacific/Pitcairn;',
  'Pohnpei|PONT||Pacific/Guadalcanal;Papua New Guinea|PGT||Pacific/Port_Moresby;Cook Islands|CKT||Pacific/Rarotonga;Tahiti|TAHT||Pacific/Tahiti;',
  'Gilbert Islands|GILT||Pacific/Tarawa;Tonga|TOT||Pacific/Tongatapu;Wake Island|WAKT||Pacific/Tarawa;Wallis & Futuna|WFT||Pacific/Tarawa;',
].join('');

/** `PST`, or `Pacific Standard Time` when `full`. Zones that are only an offset print their id. Names are those of today, in all years. */
export function zoneText(zone: Zone, utcSeconds: number, full: boolean): string {
  if (zone.fixedOffset !== undefined && !/^(UTC|GMT)$/.test(zone.id)) return zone.id;
  if (zone.id === 'GMT') return full ? 'Greenwich Mean Time' : 'GMT';
  const { winter, summer } = longNames(zone);
  const long = isSummerTime(zone, utcSeconds) ? summer : winter;
  if (full) return long;
  const row = tables().byBase.get(baseOf(long));
  if (row === undefined) return long;
  return /Daylight|Summer/.test(long) && row.summer !== '' ? row.summer : row.winter;
}

/** `season`: the name is one of winter or summer time; ids and names of zones without seasons say none. */
export interface ZoneFound { readonly zone: Zone; readonly length: number; readonly season?: 'winter' | 'summer' }

/** The longest name, abbreviation or id that `text` starts with, in any case: its zone and length. */
export function readZoneText(text: string): ZoneFound | undefined {
  const offset = /^(?:(?:UTC|GMT|UT)[+-]\d\d:\d\d(?::\d\d)?|(?:UTC|GMT|UT|Z)(?![A-Za-z])|[+-]\d\d:\d\d(?::\d\d)?)/i.exec(text)?.[0];
  const fixed = offset === undefined ? undefined : findZone(offset.toUpperCase());
  if (offset !== undefined && fixed !== undefined) return { zone: fixed, length: offset.length };
  const words = /^[\p{L}/_+\-\d&.’ ]+/u.exec(text)?.[0] ?? '';
  for (let length = words.length; length > 0; length--) {
    const id = tables().byText.get(words.slice(0, length).toLowerCase());
    const zone = id === undefined ? findZone(capitalize(words.slice(0, length))) : findZone(id);
    if (zone === undefined || (id === undefined && zone.fixedOffset !== undefined)) continue;
    const named = words.slice(0, length).toLowerCase();
    return { zone, length, ...(id === undefined ? {} : { season: /daylight|summer/.test(named) || tables().summers.has(named) ? 'summer' : 'winter' }) };
  }
  return undefined;
}

interface NameRow { readonly winter: string; readonly summer: string }
interface Tables { readonly byBase: ReadonlyMap<string, NameRow>; readonly byText: ReadonlyMap<string, string>; readonly summers: ReadonlySet<string> }

let made: Tables | undefined;

function tables(): Tables {
  if (made !== undefined) return made;
  const byBase = new Map<string, NameRow>();
  const byText = new Map<string, string>();
  const summers = new Set<string>();
  for (const text of nameRows.split(';').filter((one) => one !== '')) {
    const [base, winter, summer, id, longId = id] = text.split('|') as [string, string, string, string, string | undefined];
    byBase.set(base, { winter, summer });
    if (summer !== '' && summer !== winter) summers.add(summer.toLowerCase());
    for (const name of [winter, summer]) if (name !== '' && !byText.has(name.toLowerCase())) byText.set(name.toLowerCase(), id);
    for (const end of ['Standard Time', 'Daylight Time', 'Summer Time', 'Time']) byText.set(`${base} ${end}`.toLowerCase(), longId);
  }
  made = { byBase, byText, summers };
  return made;
}

/** Intl's names in the winter and the summer of a recent year; the same when the zone has only one. */
function longNames(zone: Zone): { readonly winter: string; readonly summer: string } {
  let names = longNamesById.get(zone.id);
  if (names === undefined) {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone.region, timeZoneName: 'long', year: 'numeric' });
    const [first, second] = [JANUARY, JULY].map((at) => format.formatToParts(at * 1000).find((part) => part.type === 'timeZoneName')?.value ?? zone.id) as [string, string];
    names = offsetAt(zone, JANUARY) <= offsetAt(zone, JULY) ? { winter: first, summer: second } : { winter: second, summer: first };
    longNamesById.set(zone.id, names);
  }
  return names;
}

const JANUARY = Date.UTC(2024, 0, 15) / 1000;
const JULY = Date.UTC(2024, 6, 15) / 1000;
const SEASON_SECONDS = 73 * 86_400;
const longNamesById = new Map<string, { readonly winter: string; readonly summer: string }>();

/** Summer is when clocks are ahead of what they show in some other season. */
function isSummerTime(zone: Zone, utcSeconds: number): boolean {
  const offset = offsetAt(zone, utcSeconds);
  return [-2, -1, 1, 2].some((season) => offsetAt(zone, utcSeconds + season * SEASON_SECONDS) < offset);
}

/** What clocks of the zone are ahead of UTC in a season, as of today. */
export function seasonOffset(zone: Zone, season: 'winter' | 'summer'): number {
  const winter = Math.min(offsetAt(zone, JANUARY), offsetAt(zone, JULY));
  return season === 'winter' ? winter : Math.max(offsetAt(zone, JANUARY), offsetAt(zone, JULY), winter + 3600);
}

const baseOf = (long: string): string => long.replace(/(?: Standard| Daylight| Summer| Mean)? Time$/, '');

/** `america/new_york` as ids are spelled; only the plain ones, the rest must be written right. */
function capitalize(text: string): string {
  return text.includes('/') ? text.toLowerCase().replace(/(^|[/_-])([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase()) : text;
}
