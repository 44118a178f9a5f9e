import type { SiteSettings } from '../../contract/site';
import type { PrivateBucket } from '../private-bucket';
import { type Construct, S3Object } from '../resources';

/** Puts what the page must know of its stage beside its files. */
export function putSiteSettings(
  scope: Construct,
  id: string,
  bucket: PrivateBucket,
  settings: SiteSettings,
): void {
  new S3Object(scope, id, {
    bucket: bucket.bucket.bucket,
    key: 'config.json',
    content: JSON.stringify(settings),
    contentType: 'application/json',
    cacheControl: 'no-cache',
  });
}
