import { averageFunctions } from './aggregate-basic-average.ts';
import { collectFunctions } from './aggregate-basic-collect.ts';
import { countFunctions } from './aggregate-basic-count.ts';
import { extremeFunctions } from './aggregate-basic-extreme.ts';
import { momentFunctions } from './aggregate-basic-moments.ts';
import { sumFunctions } from './aggregate-basic-sum.ts';
import type { AggregateFunction } from '../function.ts';

/** The aggregates every query uses. */
export const basicAggregateFunctions: readonly AggregateFunction[] = [...countFunctions, ...sumFunctions, ...averageFunctions, ...extremeFunctions, ...collectFunctions, ...momentFunctions];
