import { FILE_KINDS, type FileKind } from './columns';

export type Manifest = { readonly key: string; readonly content: unknown };

/** A QuickSight manifest for each kind of file. It imports everything under its prefix, so the manifests
 *  themselves lie elsewhere. QuickSight reads containsHeader as text. */
export const manifests = (bucket: string): Manifest[] => FILE_KINDS.map((kind) => manifest(bucket, kind));

const manifest = (bucket: string, kind: FileKind): Manifest => ({
  key: `manifests/${kind}.json`,
  content: {
    fileLocations: [{ URIPrefixes: [`s3://${bucket}/${kind}/`] }],
    globalUploadSettings: { format: 'CSV', delimiter: ',', textqualifier: '"', containsHeader: 'true' },
  },
});
