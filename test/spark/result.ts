/** What became of one recorded case. `secondary` = the counters that are compared but do not decide (nullability, statistics). */
export interface CaseResult {
  readonly id: string;
  readonly group: string;
  readonly outcome: 'pass' | 'fail' | 'skip';
  readonly detail?: string;
  readonly secondary?: boolean;
}
