/** Names on the EventBridge bus. One bus event carries the good scans of one MQTT message. */
export const BUS = {
  source: 'shelflog.ingest',
  scansReceived: 'ScansReceived',
  /** PutEvents refuses an entry over 256 KB (1 MB since 2026 in some Regions); the envelope needs room. */
  maxDetailBytes: 200 * 1024,
} as const;
