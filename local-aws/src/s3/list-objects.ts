import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { escapeXml } from '../gateway/answer';
import { AwsError } from '../gateway/aws-error';

/** How s3rver names the file that holds an object's content. */
const OBJECT_SUFFIX = '._S3rver_object';
const PAGE = 1000;

/** ListObjectsV2 of a bucket's directory. s3rver's own makes its page tokens by DES, which Node 20 no longer
 *  has, and pages in the order of directories, which is not that of keys.
 *  Errors: AwsError NoSuchBucket, or NotImplemented for a parameter that nothing here uses. */
export async function listObjects(root: string, bucket: string, query: URLSearchParams): Promise<string> {
  if (query.has('delimiter'))
    throw new AwsError('NotImplemented', 'The local S3 lists without delimiter.', 501);
  const prefix = query.get('prefix') ?? '';
  const token = query.get('continuation-token');
  const after =
    token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString();
  const limit = Math.min(PAGE, Number(query.get('max-keys') ?? PAGE));
  const keys = (await keysOf(join(root, bucket), bucket, prefix)).filter((key) => key > after).sort();
  const page = keys.slice(0, limit);
  const last = page.at(-1);
  const truncated = keys.length > page.length && last !== undefined;
  const contents = await Promise.all(page.map((key) => describeObject(join(root, bucket), key)));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    `<Name>${bucket}</Name><Prefix>${escapeXml(prefix)}</Prefix><MaxKeys>${limit}</MaxKeys>`,
    `<KeyCount>${page.length}</KeyCount><IsTruncated>${truncated}</IsTruncated>`,
    truncated
      ? `<NextContinuationToken>${Buffer.from(last).toString('base64url')}</NextContinuationToken>`
      : '',
    ...contents,
    '</ListBucketResult>',
  ].join('');
}

/** Only the directories that the prefix leads into are read. */
async function keysOf(bucketPath: string, bucket: string, prefix: string): Promise<string[]> {
  const start = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const keys: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await entriesOf(join(bucketPath, folder))) {
      const key = folder + entry.name;
      if (entry.isDirectory()) {
        const inside = `${key}/`;
        if (inside.startsWith(prefix) || prefix.startsWith(inside)) await walk(inside);
      } else if (key.startsWith(prefix) && key.endsWith(OBJECT_SUFFIX)) {
        keys.push(key.slice(0, -OBJECT_SUFFIX.length));
      }
    }
  };
  try {
    await stat(bucketPath);
  } catch {
    throw new AwsError('NoSuchBucket', `The specified bucket does not exist: ${bucket}.`, 404);
  }
  await walk(start);
  return keys.filter((key) => key.startsWith(prefix));
}

/** None if the directory is not there, or no longer: s3rver removes those that become empty. */
async function entriesOf(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

const isMissing = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

async function describeObject(bucketPath: string, key: string): Promise<string> {
  const path = join(bucketPath, key + OBJECT_SUFFIX);
  try {
    const [{ size, mtime }, md5] = await Promise.all([stat(path), readFile(`${path}.md5`, 'utf8')]);
    return `<Contents><Key>${escapeXml(key)}</Key><LastModified>${mtime.toISOString()}</LastModified><ETag>&quot;${md5}&quot;</ETag><Size>${size}</Size><StorageClass>STANDARD</StorageClass></Contents>`;
  } catch (error) {
    // Deleted since the directory was read.
    if (isMissing(error)) return '';
    throw error;
  }
}
