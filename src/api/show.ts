import type { Field } from '../types/data-type.ts';
import type { Relation } from '../plan/relation.ts';

export interface ShowOptions {
  readonly count: number;
  /** Characters per cell, 0 = all. */
  readonly truncate: number;
  readonly vertical: boolean;
}

/** The relation with every column as text, named c0, c1 … */
export function textColumns(relation: Relation, fields: readonly Field[]): Relation {
  const names = fields.map((_, index) => `c${index}`);
  return {
    kind: 'Project', input: { kind: 'ToDf', input: relation, names },
    expressions: names.map((name) => ({ kind: 'Alias', names: [name], input: { kind: 'UnresolvedFunction', name: ['topretty'], operator: true, arguments: [{ kind: 'UnresolvedAttribute', name: [name] }] } })),
  };
}

/** Spark's layout of `show()`: at most `count` of the rows given, which may be one more to tell that there is more. */
export function showRows(fields: readonly Field[], rows: readonly (readonly (string | null)[])[], { count, truncate, vertical }: ShowOptions): string {
  const shown = rows.slice(0, count).map((row) => row.map((cell) => shorten(cell ?? 'NULL', truncate)));
  const header = fields.map((field) => shorten(field.name, truncate));
  const more = rows.length > count ? `only showing top ${count} row${count === 1 ? '' : 's'}\n` : '';
  return vertical ? verticalLayout(header, shown) + more : tableLayout(header, shown, truncate > 0) + more;
}

function tableLayout(header: readonly string[], rows: readonly (readonly string[])[], alignRight: boolean): string {
  const widths = header.map((name, column) => Math.max(3, widthOf(name), ...rows.map((row) => widthOf(row[column]!))));
  const rule = `+${widths.map((width) => '-'.repeat(width)).join('+')}+\n`;
  const line = (cells: readonly string[]): string => `|${cells.map((cell, column) => pad(cell, widths[column]!, alignRight)).join('|')}|\n`;
  return rule + line(header) + rule + rows.map(line).join('') + rule;
}

function verticalLayout(header: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '(0 rows)\n';
  const nameWidth = Math.max(3, ...header.map(widthOf));
  const cellWidth = Math.max(3, ...rows.flatMap((row) => row.map(widthOf)));
  return rows.map((row, index) => {
    const title = `-RECORD ${index}`.padEnd(nameWidth + cellWidth + 5, '-');
    return `${title}\n${row.map((cell, column) => ` ${pad(header[column]!, nameWidth, false)} | ${pad(cell, cellWidth, false)} \n`).join('')}`;
  }).join('');
}

/** Cuts to `limit` characters, the last three of them dots when there is room. */
function shorten(text: string, limit: number): string {
  const clean = text.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t').replaceAll('\f', '\\f').replaceAll('\b', '\\b').replaceAll('\u000b', '\\v').replaceAll('\u0007', '\\a');
  if (limit <= 0 || clean.length <= limit) return clean;
  return limit < 4 ? clean.slice(0, limit) : `${clean.slice(0, limit - 3)}...`;
}

function pad(text: string, width: number, left: boolean): string {
  const fill = ' '.repeat(Math.max(0, width - widthOf(text)));
  return left ? fill + text : text + fill;
}

/** East Asian wide characters take two cells. */
function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) width += wide.test(letter) ? 2 : 1;
  return width;
}

const wide = /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6]/;
