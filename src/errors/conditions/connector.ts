import type { Condition } from './index.ts';

/** Sources, sinks, formats and what they talk to. */
export const connectorConditions = {
  DATA_SOURCE_NOT_FOUND: { sqlState: '42K02', message: 'data source {provider} not found', hint: 'known ones: {known}' },
} as const satisfies Readonly<Record<string, Condition>>;
