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

/** Spark's layout of `show()`: at most `count` of the rows given, which may be one more to tell that there is more. Cells are cut, names of columns are not. */
export function showRows(fields: readonly Field[], rows: readonly (readonly (string | null)[])[], { count, truncate, vertical }: ShowOptions): string {
  const shown = rows.slice(0, count).map((row) => row.map((cell) => shorten(escapeControls(cell ?? 'NULL'), truncate)));
  const header = fields.map((field) => escapeControls(field.name));
  const more = rows.length > count ? `only showing top ${count} row${count === 1 ? '' : 's'}` : '';
  if (!vertical) return tableLayout(header, shown, truncate > 0) + more;
  return verticalLayout(header, shown) + (shown.length === 0 ? '(0 rows)' : more);
}

function tableLayout(header: readonly string[], rows: readonly (readonly string[])[], alignRight: boolean): string {
  const widths = header.map((name, column) => rows.reduce((width, row) => Math.max(width, widthOf(row[column]!)), Math.max(3, widthOf(name))));
  const rule = `+${widths.map((width) => '-'.repeat(width)).join('+')}+\n`;
  const line = (cells: readonly string[]): string => `|${cells.map((cell, column) => pad(cell, widths[column]!, alignRight)).join('|')}|\n`;
  return rule + line(header) + rule + rows.map(line).join('') + rule;
}

function verticalLayout(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const nameWidth = header.reduce((width, name) => Math.max(width, widthOf(name)), 3);
  const cellWidth = rows.reduce((width, row) => row.reduce((most, cell) => Math.max(most, widthOf(cell)), width), 3);
  return rows.map((row, index) => {
    const title = `-RECORD ${index}`.padEnd(nameWidth + cellWidth + 5, '-');
    return `${title}\n${row.map((cell, column) => ` ${pad(header[column]!, nameWidth, false)} | ${pad(cell, cellWidth, false)} `).join('\n')}\n`;
  }).join('');
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\f': '\\f', '\b': '\\b', '\u000b': '\\v', '\u0007': '\\a' };

/** What would break the layout is spelled. */
function escapeControls(text: string): string {
  return text.replace(/[\n\r\t\f\b\u000b\u0007]/g, (letter) => escapes[letter]!);
}

/** Cuts to `limit` UTF-16 units (0 = not), the last three of them dots when there is room. */
function shorten(text: string, limit: number): string {
  if (limit <= 0 || text.length <= limit) return text;
  return limit < 4 ? text.slice(0, limit) : `${text.slice(0, limit - 3)}...`;
}

function pad(text: string, width: number, left: boolean): string {
  const fill = ' '.repeat(Math.max(0, width - widthOf(text)));
  return left ? fill + text : text + fill;
}

/** Cells of a terminal as Spark 4.3.0 counts them: two for each full-width character of the basic plane, one for every other UTF-16 unit, combining marks too. */
function widthOf(text: string): number {
  return text.length + (text.match(fullWidth)?.length ?? 0);
}

const fullWidth = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g;
