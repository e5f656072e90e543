import { fail } from '../errors/stream-error.ts';
import type { SinkDefinition } from './sink.ts';

/** Of the writer, not of a sink. */
const writerOptions: readonly string[] = ['checkpointlocation', 'path', 'queryname'];

/** Options held to the table of the sink: no name that is not there, values as they must be. `given` has names in lower case. */
export function checkSinkOptions({ name: format, options: rows }: SinkDefinition, given: Readonly<Record<string, string>>): void {
  if (rows.some((one) => one.name.endsWith('*'))) return; // Kafka's: the sink itself knows which properties there are
  for (const [option, value] of Object.entries(given)) {
    const row = rows.find((one) => one.name.toLowerCase() === option);
    if (row === undefined && writerOptions.includes(option)) continue;
    if (row === undefined) fail('TIDEMARK_UNKNOWN_OPTION', { option, format, known: rows.map((one) => one.name).join(', ') || 'none' });
    const expected = row.check?.(value);
    if (expected !== undefined) fail('TIDEMARK_INVALID_OPTION', { option: row.name, value, expected });
  }
}
