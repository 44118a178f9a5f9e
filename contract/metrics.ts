import type { FunctionContract } from './function-contract';
import { FUNCTION_NAMES, FUNCTIONS, type FunctionName } from './functions';

/** The namespace of what functions count beside AWS's own metrics, each in its dimension `service`. */
export const METRIC_NAMESPACE = 'Shelflog';

/** The metrics that a function counts. Of several functions: those that all of them count. */
export type MetricOf<F extends FunctionName> = (typeof FUNCTIONS)[F] extends { readonly counts: infer Counts }
  ? keyof Counts & string
  : never;

/** The metrics that a function counts for each reader, in the dimension `reader`. */
export type ReaderMetricOf<F extends FunctionName> = (typeof FUNCTIONS)[F] extends {
  readonly countsReaders: { readonly heard: infer Heard; readonly ailing: infer Ailing };
}
  ? (Heard | Ailing) & string
  : never;

const contracts = FUNCTION_NAMES.map((service): [FunctionName, FunctionContract] => [
  service,
  FUNCTIONS[service],
]);

/** Every metric that is not nought raises an alarm, which says this. */
export const COUNTED_METRICS = contracts.flatMap(([service, { counts = {} }]) =>
  Object.entries(counts).map(([name, says]) => ({ service, name, says })),
);

/** What is counted of each reader. */
export const READER_METRICS = contracts.flatMap(([service, { countsReaders }]) =>
  countsReaders === undefined ? [] : [{ service, ...countsReaders }],
);
