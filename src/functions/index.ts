import { basicAggregateFunctions } from './aggregates/aggregate-basic.ts';
import { bitmapAggregates } from './aggregates/aggregate-bitmap.ts';
import { moreAggregates } from './aggregates/aggregate-more.ts';
import { productFunction } from './aggregates/aggregate-product.ts';
import { vectorAggregates } from './aggregates/aggregate-vector.ts';
import { percentileFunctions } from './aggregates/aggregate-percentile.ts';
import { statisticsFunctions } from './aggregates/aggregate-statistics.ts';
import { arithmeticFunctions } from './math/arithmetic.ts';
import { arrayFunctions } from './collections/arrays.ts';
import { arrayEditFunctions } from './collections/arrays-edit.ts';
import { sequenceFunctions } from './collections/arrays-sequence.ts';
import { zipFunctions } from './collections/arrays-zip.ts';
import { lambdaFunctions } from './collections/lambdas.ts';
import { foldFunctions } from './collections/lambdas-fold.ts';
import { mapLambdaFunctions } from './collections/lambdas-maps.ts';
import { sortFunctions } from './collections/lambdas-sort.ts';
import { mapSplitFunctions } from './collections/maps-split.ts';
import { mapMoreFunctions } from './collections/maps-more.ts';
import { rowGeneratorFunctions } from './generators/generators-rows.ts';
import { tableFunctions } from './generators/table-functions.ts';
import { unnestFunctions } from './generators/unnest.ts';
import { jsonTableFunctions } from './documents/json-table.ts';
import { arraySearchFunctions } from './collections/arrays-search.ts';
import { arraySetFunctions } from './collections/arrays-sets.ts';
import { arrayShuffleFunctions } from './collections/arrays-shuffle.ts';
import { generatorFunctions } from './generators/generators.ts';
import { stringCheckFunctions } from './strings/strings-check.ts';
import { formatNumberFunctions } from './math/format-number.ts';
import { toNumberFunctions } from './math/to-number.ts';
import { csvFunctions } from './documents/csv.ts';
import { jsonFunctions } from './documents/json.ts';
import { jsonPathFunctions } from './documents/json-path.ts';
import { variantFunctions } from './documents/variant.ts';
import { variantEditFunctions } from './documents/variant-edit.ts';
import { variantRowFunctions } from './documents/variant-rows.ts';
import { prettyText } from './casts/cast-to-text.ts';
import { mapFunctions } from './collections/maps.ts';
import { structFunctions } from './collections/structs.ts';
import { bitwiseFunctions } from './math/bitwise.ts';
import { mathFunctions } from './math/math.ts';
import { roundFunctions } from './math/math-round.ts';
import { mathTextFunctions } from './math/math-text.ts';
import { replacedFunctions } from './replaced.ts';
import { comparisonFunctions } from './conditions/comparison.ts';
import { conditionalFunctions } from './conditions/conditional.ts';
import { datetimeFunctions } from './datetime/datetime.ts';
import { hashFunctions } from './hashes/hash.ts';
import { zeroFunctions } from './conditions/conditional-zero.ts';
import { sessionFunctions } from './session.ts';
import { randomFunctions } from './random/random.ts';
import { uuidFunctions } from './random/uuid.ts';
import { cryptoFunctions } from './hashes/crypto.ts';
import { vectorFunctions } from './collections/vectors.ts';
import { bitmapFunctions } from './math/bitmap-position.ts';
import type { FunctionDefinition } from './function.ts';
import { predicateFunctions } from './predicate.ts';
import { functionRegistry } from './registry.ts';
import { stringEncodeFunctions } from './strings/strings-encode.ts';
import { stringEditFunctions } from './strings/strings-edit.ts';
import { stringJoinFunctions } from './strings/strings-join.ts';
import { patternFunctions } from './strings/strings-pattern.ts';
import { stringFunctions } from './strings/strings.ts';
import { unavailableFunctions } from './unavailable.ts';
import { windowFunctions } from './windows/window-functions.ts';

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
  randomFunctions, uuidFunctions,
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
  moreAggregates, bitmapAggregates, vectorAggregates, [productFunction],
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
  unnestFunctions,
  jsonTableFunctions,
  tableFunctions,
  windowFunctions,
];

export const { findFunction, findTableFunction, functionNames } = functionRegistry(() => families.flat());
