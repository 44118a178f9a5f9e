/** USD of us-east-1 on demand, without free tiers, for a million of each unless said otherwise: docs/cost.md. */
export const PRICES = {
  iotMessage: 1.0,
  iotRuleAndAction: 0.3,
  busEvent: 1.0,
  queueRequest: 0.4,
  invocation: 0.2,
  /** A million GB-seconds on arm64. */
  gigabyteSecond: 13.3334,
  writeUnit: 0.625,
  readUnit: 0.125,
  /** A GB. */
  logGigabyte: 0.5,
} as const;
