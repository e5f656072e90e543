/** The format of recorded streaming scenarios; test/spark/stream/README.md explains every member. */
export interface Scenario {
  readonly name: string;
  readonly group: string;
  readonly why: string;
  readonly conf?: Readonly<Record<string, string>>;
  readonly clock?: string;
  readonly sources: Readonly<Record<string, string>>;
  readonly tables?: Readonly<Record<string, { readonly schema: string; readonly rows: readonly JsonRow[] }>>;
  readonly setup?: readonly string[];
  readonly query: ScenarioQuery;
  readonly mode?: string;
  readonly trigger?: 'availableNow' | 'once' | { readonly processingTime: string };
  readonly ordered?: boolean;
  readonly steps: readonly ScenarioStep[];
  readonly expect: ScenarioAnswer;
}

export type JsonRow = readonly unknown[];

export interface ScenarioQuery {
  readonly sql?: string;
  readonly from?: string;
  readonly ops?: readonly (readonly [op: string, ...args: unknown[]])[];
  readonly views?: Readonly<Record<string, ScenarioQuery>>;
  readonly collect?: boolean;
}

export interface Restart {
  readonly dropLastCommit?: boolean;
  readonly dropLastOffset?: boolean;
  readonly conf?: Readonly<Record<string, string>>;
  readonly mode?: string;
  readonly query?: ScenarioQuery;
}

export interface ScenarioStep {
  readonly add?: Readonly<Record<string, readonly JsonRow[]>>;
  readonly advanceClock?: string;
  readonly restart?: true | Restart;
  readonly stop?: true;
  readonly start?: true | Restart;
  readonly noRun?: true;
  readonly sql?: readonly string[];
}

export interface ScenarioAnswer {
  readonly schema?: string;
  readonly steps?: readonly StepAnswer[];
  readonly error?: RecordedError;
}

export interface StepAnswer { readonly batches?: readonly BatchAnswer[]; readonly error?: RecordedError; readonly skipped?: true }

export type Phase = 'conf' | 'analysis' | 'start' | 'run';
export interface RecordedError { readonly phase?: Phase; readonly condition?: string; readonly sqlState?: string; readonly parameters?: Readonly<Record<string, string>> }

export interface BatchAnswer {
  readonly id: number;
  readonly timestamp?: string;
  readonly numInputRows: number;
  readonly eventTime?: Readonly<Record<string, string>>;
  readonly state?: readonly StateAnswer[];
  readonly observed?: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface StateAnswer {
  readonly operatorName: string;
  readonly numRowsTotal: number;
  readonly numRowsUpdated: number;
  readonly numRowsRemoved: number;
  readonly numRowsDroppedByWatermark: number;
  readonly numDroppedDuplicateRows?: number;
}

/** JSON whose integers beyond 2^53 come as text, so that none is rounded. */
export function parseLossless(text: string): unknown {
  return JSON.parse(text.replace(/"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g, (token) => (token.startsWith('"') ? token : `"${token}"`)));
}
