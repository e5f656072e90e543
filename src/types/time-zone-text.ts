import { findZone, formatOffset, offsetAt, type Zone } from './time-zone.ts';

/**
 * English names of time zones, for the pattern letters `z` and `v`. Long names come from Intl; the abbreviations that java.time
 * prints are this table: name without "Standard Time", abbreviation in winter, in summer if it differs, zone an abbreviation is read as.
 */
const nameRows = [
  'Greenwich|GMT||GMT;East Africa|EAT||Africa/Nairobi;Central European|CET|CEST|Europe/Paris;West Africa|WAT||Africa/Lagos;',
  'Central Africa|CAT||Africa/Maputo;Eastern European|EET|EEST|Europe/Bucharest;South Africa|SAST||Africa/Johannesburg;',
  'Hawaii-Aleutian|HST|HDT|Pacific/Honolulu;Alaska|AKST|AKDT|America/Juneau;Atlantic|AST|ADT|America/Halifax;Brasilia|BRT||America/Sao_Paulo;',
  'Argentina|ART||America/Argentina/Buenos_Aires;Paraguay|PYT|PYST|America/Asuncion;Eastern|EST|EDT|America/New_York;Central|CST|CDT|America/Chicago;',
  'Amazon|AMT||America/Manaus;Colombia|COT||America/Bogota;Mountain|MST|MDT|America/Denver;Venezuela|VET||America/Caracas;',
  'French Guiana|GFT||America/Cayenne;Yukon|MST||America/Denver;Acre|ACT||America/Rio_Branco;Pacific|PST|PDT|America/Los_Angeles;',
  'West Greenland|WGT||America/Nuuk;Ecuador|ECT||America/Guayaquil;Guyana|GYT||America/Guyana;Cuba|CST|CDT|America/Chicago;',
  'Mexican Pacific|MST||America/Denver;Bolivia|BOT||America/La_Paz;Peru|PET||America/Lima;St. Pierre & Miquelon|PMST|PMDT|America/Miquelon;',
  'Uruguay|UYT||America/Montevideo;Fernando de Noronha|FNT||America/Noronha;Suriname|SRT||America/Paramaribo;Chile|CLT|CLST|Antarctica/Palmer;',
  'East Greenland|EGT||America/Scoresbysund;Newfoundland|NST|NDT|America/St_Johns;Australian Western|AWST||Australia/Perth;Davis|DAVT||Antarctica/Davis;',
  'Dumont d’Urville|DDUT||Pacific/Port_Moresby;Australian Eastern|AEST|AEDT|Australia/Sydney;Mawson|MAWT||Antarctica/Mawson;',
  'New Zealand|NZST|NZDT|Pacific/Auckland;Rothera|ROTT||Antarctica/Rothera;Syowa|SYOT||Asia/Riyadh;Vostok|VOST||Antarctica/Vostok;',
  'Arabian|AST||America/Halifax;East Kazakhstan|ALMT||Asia/Almaty;Kazakhstan|AQTT||Asia/Aqtobe;Kamchatka|ANAT||Asia/Anadyr;',
  'West Kazakhstan|AQTT||Asia/Aqtobe;Turkmenistan|TMT||Asia/Ashgabat;Azerbaijan|AZT||Asia/Baku;Indochina|ICT||Asia/Bangkok;Kyrgyzstan|KGT||Asia/Bishkek;',
  'Brunei|BNT||Asia/Kuching;India|IST||Africa/Abidjan;Yakutsk|YAKT||Asia/Yakutsk;Ulaanbaatar|ULAT||Asia/Ulaanbaatar;China|CST||America/Chicago;',
  'Bangladesh|BDT||Asia/Dhaka;Timor-Leste|TLT||Asia/Dili;Gulf|GST||Atlantic/South_Georgia;Tajikistan|TJT||Asia/Dushanbe;Hong Kong|HKT||Asia/Hong_Kong;',
  'Khovd|HOVT||Asia/Hovd;Irkutsk|IRKT||Asia/Irkutsk;Türkiye|TRT||Europe/Istanbul;Western Indonesia|WIB||Asia/Jakarta;Eastern Indonesia|WIT||Asia/Jayapura;',
  'Israel|IST|IDT|Africa/Abidjan;Afghanistan|AFT||Asia/Kabul;Pakistan|PKT||Asia/Karachi;Nepal|NPT||Asia/Kathmandu;Malaysia|MYT||Asia/Kuching;',
  'Magadan|MAGT||Asia/Magadan;Central Indonesia|WITA||Asia/Makassar;Philippine|PST||America/Los_Angeles;Omsk|OMST||Asia/Omsk;Korean|KST||Asia/Seoul;',
  'Myanmar|MMT||Asia/Yangon;Uzbekistan|UZT||Asia/Tashkent;Singapore|SGT||Asia/Singapore;Taiwan|CST||America/Chicago;Georgia|GET||Asia/Tbilisi;',
  'Iran|IRST||Asia/Tehran;Bhutan|BTT||Asia/Thimphu;Japan|JST||Asia/Tokyo;Vladivostok|VLAT||Asia/Vladivostok;Yekaterinburg|YEKT||Asia/Yekaterinburg;',
  'Armenia|AMT||America/Manaus;Azores|AZOT|AZOST|Atlantic/Azores;Western European|WET|WEST|Atlantic/Canary;Cape Verde|CVT||Atlantic/Cape_Verde;',
  'South Georgia|GST||Atlantic/South_Georgia;Falkland Islands|FKT||Atlantic/Stanley;Australian Central|ACST|ACDT|America/Rio_Branco;',
  'Australian Central Western|ACWST||Australia/Eucla;Lord Howe|LHST|LHDT|Australia/Lord_Howe;Easter Island|EAST|EASST|Pacific/Easter;',
  'Irish|IST||Africa/Abidjan;Coordinated Universal|UTC||UTC;British||BST|Europe/London;Moscow|MSK||Europe/Moscow;Indian Ocean|IOT||Indian/Chagos;',
  'Christmas Island|CXT||Asia/Bangkok;Cocos Islands|CCT||Asia/Yangon;French Southern & Antarctic|TFT||Indian/Maldives;Seychelles|SCT||Asia/Dubai;',
  'Maldives|MVT||Indian/Maldives;Mauritius|MUT||Indian/Mauritius;Réunion|RET||Asia/Dubai;Marshall Islands|MHT||Pacific/Tarawa;',
  'Chatham|CHAST|CHADT|Pacific/Chatham;Samoa|WSST||Pacific/Apia;Chuuk|CHUT||Pacific/Port_Moresby;Vanuatu|VUT||Pacific/Efate;',
  'Phoenix Islands|PHOT||Pacific/Kanton;Tokelau|TKT||Pacific/Fakaofo;Fiji|FJT||Pacific/Fiji;Tuvalu|TVT||Pacific/Tarawa;Galapagos|GALT||Pacific/Galapagos;',
  'Gambier|GAMT||Pacific/Gambier;Solomon Islands|SBT||Pacific/Guadalcanal;Chamorro|ChST||Pacific/Guam;Line Islands|LINT||Pacific/Kiritimati;',
  'Kosrae|KOST||Pacific/Kosrae;Marquesas|MART||Pacific/Marquesas;American Samoa|SST||Pacific/Pago_Pago;Nauru|NRT||Pacific/Nauru;Niue|NUT||Pacific/Niue;',
  'Norfolk Island|NFT|NFST|Pacific/Norfolk;New Caledonia|NCT||Pacific/Noumea;Palau|PWT||Pacific/Palau;Pitcairn|PST||America/Los_Angeles;',
  'Pohnpei|PONT||Pacific/Guadalcanal;Papua New Guinea|PGT||Pacific/Port_Moresby;Cook Islands|CKT||Pacific/Rarotonga;Tahiti|TAHT||Pacific/Tahiti;',
  'Gilbert Islands|GILT||Pacific/Tarawa;Tonga|TOT||Pacific/Tongatapu;Wake Island|WAKT||Pacific/Tarawa;Wallis & Futuna|WFT||Pacific/Tarawa;',
].join('');

/** `PST`, or `Pacific Standard Time` when `full`. Zones that are only an offset print their id. */
export function zoneText(zone: Zone, utcSeconds: number, full: boolean): string {
  if (zone.fixedOffset !== undefined && !/^(UTC|GMT)$/.test(zone.id)) return zone.id;
  if (zone.id === 'GMT') return full ? 'Greenwich Mean Time' : 'GMT';
  const long = longName(zone, utcSeconds);
  if (full) return long;
  const row = tables().byBase.get(baseOf(long));
  const offset = offsetAt(zone, utcSeconds);
  if (row === undefined) return offset === 0 ? 'GMT' : `GMT${formatOffset(offset)}`;
  return isSummer(long) && row.summer !== '' ? row.summer : row.winter;
}

/** The longest name, abbreviation or id that `text` starts with, in any case: its zone and length. */
export function readZoneText(text: string): { readonly zone: Zone; readonly length: number } | undefined {
  const offset = /^(?:(?:UTC|GMT|UT)(?:[+-]\d{1,2}(?::?\d\d(?::?\d\d)?)?)?|[+-]\d\d(?::?\d\d(?::?\d\d)?)?|Z)(?![A-Za-z])/i.exec(text)?.[0];
  const fixed = offset === undefined ? undefined : findZone(offset.toUpperCase());
  if (offset !== undefined && fixed !== undefined) return { zone: fixed, length: offset.length };
  const words = /^[\p{L}/_+\-\d&.’ ]+/u.exec(text)?.[0] ?? '';
  for (let length = words.length; length > 0; length--) {
    const id = tables().byText.get(words.slice(0, length).toLowerCase());
    const zone = id === undefined ? findZone(capitalize(words.slice(0, length))) : findZone(id);
    if (zone !== undefined && zone.fixedOffset === undefined) return { zone, length };
  }
  return undefined;
}

interface NameRow { readonly winter: string; readonly summer: string; readonly id: string }
interface Tables { readonly byBase: ReadonlyMap<string, NameRow>; readonly byText: ReadonlyMap<string, string> }

let made: Tables | undefined;

function tables(): Tables {
  if (made !== undefined) return made;
  const byBase = new Map<string, NameRow>();
  const byText = new Map<string, string>();
  for (const text of nameRows.split(';').filter((one) => one !== '')) {
    const [base, winter, summer, id] = text.split('|') as [string, string, string, string];
    byBase.set(base, { winter, summer, id });
    for (const name of [winter, summer, ...['Standard Time', 'Daylight Time', 'Summer Time', 'Time'].map((end) => `${base} ${end}`)]) {
      if (name !== '' && !byText.has(name.toLowerCase())) byText.set(name.toLowerCase(), id);
    }
  }
  made = { byBase, byText };
  return made;
}

function longName(zone: Zone, utcSeconds: number): string {
  let format = longFormats.get(zone.id);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone.region, timeZoneName: 'long', year: 'numeric' });
    longFormats.set(zone.id, format);
  }
  const at = Math.min(Math.max(utcSeconds, -5_000_000_000), 4_000_000_000);
  return format.formatToParts(at * 1000).find((part) => part.type === 'timeZoneName')?.value ?? zone.id;
}

const longFormats = new Map<string, Intl.DateTimeFormat>();

const isSummer = (long: string): boolean => /Daylight|Summer/.test(long);
const baseOf = (long: string): string => long.replace(/(?: Standard| Daylight| Summer| Mean)? Time$/, '');

/** `america/new_york` as ids are spelled; only the plain ones, the rest must be written right. */
function capitalize(text: string): string {
  return text.includes('/') ? text.toLowerCase().replace(/(^|[/_-])([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase()) : text;
}
