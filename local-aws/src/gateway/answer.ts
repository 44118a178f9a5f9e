import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { AwsError } from './aws-error';

/** Answers in the JSON protocols of AWS. */
export function answerJson(response: ServerResponse, output: unknown, status = 200): void {
  const body = JSON.stringify(output);
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(body);
}

/** Answers an error in the shape that the service's SDK understands. */
export function answerError(response: ServerResponse, service: string | undefined, error: AwsError): void {
  if (service === 's3') {
    answerS3Error(response, error);
    return;
  }
  response.setHeader('x-amzn-errortype', error.code);
  if (error.queryCode !== undefined) response.setHeader('x-amzn-query-error', `${error.queryCode};Sender`);
  answerJson(response, { __type: error.code, message: error.message }, error.status);
}

function answerS3Error(response: ServerResponse, { code, message, status }: AwsError): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`;
  response.writeHead(status, {
    'content-type': 'application/xml',
    'content-length': Buffer.byteLength(body),
    'x-amz-request-id': randomUUID(),
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escapeXml = (text: string) =>
  text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
