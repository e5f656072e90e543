import { analysisConditions } from './analysis.ts';
import { apiConditions } from './api.ts';
import { catalogConditions } from './catalog.ts';
import { checkpointConditions } from './checkpoint.ts';
import { collectionConditions } from './collection.ts';
import type { Condition } from './condition.ts';
import { connectorConditions } from './connector.ts';
import { dataConditions } from './data.ts';
import { datetimeConditions } from './datetime.ts';
import { definitionConditions } from './definition.ts';
import { formatConditions } from './format.ts';
import { parseConditions } from './parse.ts';
import { planConditions } from './plan.ts';
import { scriptConditions } from './script.ts';
import { streamingConditions } from './streaming.ts';
import { textConditions } from './text.ts';
import { typeConditions } from './type.ts';

export const conditions = {
  ...analysisConditions,
  ...apiConditions,
  ...catalogConditions,
  ...checkpointConditions,
  ...collectionConditions,
  ...connectorConditions,
  ...dataConditions,
  ...datetimeConditions,
  ...definitionConditions,
  ...formatConditions,
  ...parseConditions,
  ...planConditions,
  ...scriptConditions,
  ...streamingConditions,
  ...textConditions,
  ...typeConditions,
} as const satisfies Readonly<Record<string, Condition>>;

export type ConditionName = keyof typeof conditions;

type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type HintOf<N extends ConditionName> = (typeof conditions)[N] extends { hint: infer H extends string } ? H : '';

/** The parameters that the message and the hint of a condition mention. */
export type ParametersOf<N extends ConditionName> = Readonly<Record<Names<(typeof conditions)[N]['message']> | Names<HintOf<N>>, string>>;
