import { z } from 'zod';

export type HttpAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Buffer;
};

const structured = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  cookies: z.array(z.string()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});

/** Reads a function's payload 2.0 answer: with a statusCode as it says, otherwise 200 with the JSON itself.
 *  Undefined if it has a statusCode but not the format's shape; API Gateway answers 500 then. */
export function functionResponse(payload: string): HttpAnswer | undefined {
  const value: unknown = JSON.parse(payload);
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) {
    const text = typeof value === 'string' ? value : payload;
    return plain(200, text);
  }
  const parsed = structured.safeParse(value);
  if (!parsed.success) return undefined;
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded } = parsed.data;
  const named = Object.entries(headers).map(([name, text]) => [name.toLowerCase(), String(text)]);
  return {
    status: statusCode,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...Object.fromEntries(named) },
    cookies,
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** What API Gateway itself answers. */
export function gatewayAnswer(status: number, message: string): HttpAnswer {
  const answer = plain(status, JSON.stringify({ message }));
  return status === 401
    ? { ...answer, headers: { ...answer.headers, 'www-authenticate': 'Bearer' } }
    : answer;
}

function plain(status: number, text: string): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, cookies: [], body: Buffer.from(text) };
}
