/** The present, RFC 3339 in UTC with milliseconds. */
export type Clock = () => string;
