import { basicAggregateFunctions } from './aggregate-basic.ts';
import { moreAggregates } from './aggregate-more.ts';
import { percentileFunctions } from './aggregate-percentile.ts';
import { statisticsFunctions } from './aggregate-statistics.ts';
import { arithmeticFunctions } from './arithmetic.ts';
import { arrayFunctions } from './arrays.ts';
import { arrayEditFunctions } from './arrays-edit.ts';
import { sequenceFunctions } from './arrays-sequence.ts';
import { zipFunctions } from './arrays-zip.ts';
import { lambdaFunctions } from './lambdas.ts';
import { foldFunctions } from './lambdas-fold.ts';
import { mapLambdaFunctions } from './lambdas-maps.ts';
import { sortFunctions } from './lambdas-sort.ts';
import { mapSplitFunctions } from './maps-split.ts';
import { mapMoreFunctions } from './maps-more.ts';
import { rowGeneratorFunctions } from './generators-rows.ts';
import { tableFunctions } from './table-functions.ts';
import { arraySearchFunctions } from './arrays-search.ts';
import { arraySetFunctions } from './arrays-sets.ts';
import { arrayShuffleFunctions } from './arrays-shuffle.ts';
import { generatorFunctions } from './generators.ts';
import { stringCheckFunctions } from './strings-check.ts';
import { formatNumberFunctions } from './format-number.ts';
import { toNumberFunctions } from './to-number.ts';
import { csvFunctions } from './csv.ts';
import { jsonFunctions } from './json.ts';
import { jsonPathFunctions } from './json-path.ts';
import { variantFunctions } from './variant.ts';
import { variantEditFunctions } from './variant-edit.ts';
import { variantRowFunctions } from './variant-rows.ts';
import { prettyText } from './cast-to-text.ts';
import { mapFunctions } from './maps.ts';
import { structFunctions } from './structs.ts';
import { bitwiseFunctions } from './bitwise.ts';
import { mathFunctions } from './math.ts';
import { roundFunctions } from './math-round.ts';
import { mathTextFunctions } from './math-text.ts';
import { replacedFunctions } from './replaced.ts';
import { comparisonFunctions } from './comparison.ts';
import { conditionalFunctions } from './conditional.ts';
import { datetimeFunctions } from './datetime.ts';
import { hashFunctions } from './hash.ts';
import { zeroFunctions } from './conditional-zero.ts';
import { sessionFunctions } from './session.ts';
import { randomFunctions } from './random.ts';
import { cryptoFunctions } from './crypto.ts';
import { vectorFunctions } from './vectors.ts';
import { bitmapFunctions } from './bitmap-position.ts';
import type { FunctionDefinition } from './function.ts';
import { predicateFunctions } from './predicate.ts';
import { functionRegistry } from './registry.ts';
import { stringEncodeFunctions } from './strings-encode.ts';
import { stringEditFunctions } from './strings-edit.ts';
import { stringJoinFunctions } from './strings-join.ts';
import { patternFunctions } from './strings-pattern.ts';
import { stringFunctions } from './strings.ts';
import { unavailableFunctions } from './unavailable.ts';
import { windowFunctions } from './window-functions.ts';

/** All function rows. A new family is one line; a later family wins over an earlier one of the same name. */
const families: readonly (readonly FunctionDefinition[])[] = [
  unavailableFunctions,
  arithmeticFunctions,
  basicAggregateFunctions,
  bitwiseFunctions,
  mathFunctions,
  roundFunctions,
  mathTextFunctions,
  replacedFunctions,
  comparisonFunctions,
  conditionalFunctions,
  randomFunctions,
  sessionFunctions,
  zeroFunctions,
  hashFunctions,
  bitmapFunctions,
  vectorFunctions,
  cryptoFunctions,
  datetimeFunctions,
  predicateFunctions,
  stringFunctions,
  stringEditFunctions,
  stringEncodeFunctions,
  stringJoinFunctions,
  patternFunctions,
  statisticsFunctions,
  percentileFunctions,
  moreAggregates,
  arrayFunctions,
  arrayEditFunctions,
  arraySearchFunctions,
  arraySetFunctions,
  arrayShuffleFunctions,
  sequenceFunctions,
  zipFunctions,
  lambdaFunctions,
  foldFunctions,
  sortFunctions,
  mapLambdaFunctions,
  mapFunctions,
  mapMoreFunctions,
  mapSplitFunctions,
  jsonFunctions,
  csvFunctions,
  toNumberFunctions,
  formatNumberFunctions,
  stringCheckFunctions,
  jsonPathFunctions,
  variantFunctions,
  variantRowFunctions,
  variantEditFunctions,
  [prettyText],
  structFunctions,
  generatorFunctions,
  rowGeneratorFunctions,
  tableFunctions,
  windowFunctions,
];

export const { findFunction, findTableFunction, functionNames } = functionRegistry(() => families.flat());
