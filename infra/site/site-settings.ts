import type { PrivateBucket } from '../private-bucket';
import { type Construct, S3Object } from '../resources';

/** What the dashboard must know of its stage, in `/config.json` beside its files. Nothing in it is secret. */
export type SiteSettings = {
  readonly stage: string;
  readonly apiUrl: string;
  readonly libraryTimeZone: string;
  readonly signIn: { readonly host: string; readonly clientId: string };
};

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
