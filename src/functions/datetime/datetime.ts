import { datetimeArithmeticFunctions } from './datetime-arithmetic.ts';
import { datetimeConvertFunctions } from './datetime-convert.ts';
import { datetimeExtractFunctions } from './datetime-extract.ts';
import { datetimeFieldFunctions } from './datetime-fields.ts';
import { datetimeMakeFunctions } from './datetime-make.ts';
import { datetimeNowFunctions } from './datetime-now.ts';
import { datetimeTextFunctions } from './datetime-text.ts';
import { datetimeTruncateFunctions } from './datetime-truncate.ts';
import { datetimeUnitFunctions } from './datetime-units.ts';
import type { ScalarFunction } from '../function.ts';
import { intervalMakeFunctions } from './interval-make.ts';
import { intervalScaleFunctions } from './interval-scale.ts';
import { timeArithmeticFunctions } from './time-arithmetic.ts';
import { timeBucketFunctions } from './time-bucket.ts';
import { timeMakeFunctions } from './time-make.ts';
import { timeTextFunctions } from './time-text.ts';

/** Dates, timestamps, time zones, intervals. */
export const datetimeFunctions: readonly ScalarFunction[] = [
  ...datetimeNowFunctions, ...datetimeFieldFunctions, ...datetimeExtractFunctions, ...datetimeTruncateFunctions, ...datetimeArithmeticFunctions, ...datetimeUnitFunctions,
  ...datetimeTextFunctions, ...datetimeConvertFunctions, ...datetimeMakeFunctions, ...intervalMakeFunctions, ...intervalScaleFunctions, ...timeBucketFunctions,
  ...timeMakeFunctions, ...timeTextFunctions, ...timeArithmeticFunctions,
];
