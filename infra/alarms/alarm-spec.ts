/** One figure of CloudWatch. */
export type Metric = {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Maximum' | 'Minimum';
  readonly periodSeconds: number;
};

export type AlarmSpec = {
  /** Its heading in docs/operations.md. */
  readonly name: string;
  /** What has happened, in the e-mail that people get. */
  readonly says: string;
  readonly metric: Metric | SumOf;
  readonly raisedWhen: { readonly above: number } | { readonly below: number };
  /** For so many periods on end. */
  readonly periods: number;
  /** What no data means: most things that are not counted have not happened. */
  readonly silence: 'fine' | 'raised';
};

/** `expression` over metrics named m0, m1 and so on. */
export type SumOf = { readonly expression: string; readonly metrics: readonly Metric[] };

export const FIVE_MINUTES = 300;

/** Raised by the first one. */
export function raisedByAny(name: string, says: string, metric: Metric): AlarmSpec {
  return { name, says, metric, raisedWhen: { above: 0 }, periods: 1, silence: 'fine' };
}

export function sum(
  namespace: string,
  name: string,
  dimensions: Readonly<Record<string, string>>,
  periodSeconds = FIVE_MINUTES,
): Metric {
  return { namespace, name, statistic: 'Sum', periodSeconds, dimensions };
}
