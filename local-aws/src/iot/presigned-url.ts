import { credentialsOf } from '../lambda/access-keys';

export type Signing = {
  /** The gateway's address. */
  readonly endpoint: string;
  readonly region: string;
  /** In whose name. */
  readonly roleName: string;
  readonly expiresInSec: number;
  readonly nowMs: number;
};

/** As AWS IoT Jobs finds them in a job's document.
 *  Source: AWS IoT Core Developer Guide, "Presigned URLs" of jobs. */
const PLACEHOLDER =
  /\$\{aws:iot:s3-presigned-url:https:\/\/s3[.a-z0-9-]*\.amazonaws\.com\/([^/}]+)\/([^}]+)\}/g;

/** The document with each placeholder of an S3 object replaced by an address that is good for a while. */
export function withPresignedUrls(document: unknown, signing: Signing): unknown {
  const text = JSON.stringify(document).replace(PLACEHOLDER, (_, bucket: string, key: string) =>
    presignedUrl(`${bucket}/${key}`, signing),
  );
  return JSON.parse(text);
}

/** The gateway checks the name and the time, and no signature. */
function presignedUrl(path: string, { endpoint, region, roleName, expiresInSec, nowMs }: Signing): string {
  const at = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const { accessKeyId } = credentialsOf(roleName);
  const query = new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${accessKeyId}/${at.slice(0, 8)}/${region}/s3/aws4_request`,
    'X-Amz-Date': at,
    'X-Amz-Expires': String(expiresInSec),
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Signature': '0'.repeat(64),
  });
  return `${endpoint}/${path}?${query}`;
}
