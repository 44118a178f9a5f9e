import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { type LedgerWriter, MissingFileError } from '../../app/ledger/ledger';
import { unzipLines, zipLines } from '../files/gzipped-lines';
import { dayOfDigest, digestName, fileName, LEDGER_FOLDERS } from '../files/ledger-names';

const EXISTS = 412;
/** Another writer of the same key was at it: to be tried again. */
const CONFLICT = 409;
const MAX_ATTEMPTS = 4;

/** The ledger in its bucket. Objects are created and never written again; the bucket's policy refuses it too. */
export function ledgerBucket(client: S3Client, bucket: string): LedgerWriter {
  const read = async (Key: string): Promise<Uint8Array | undefined> => {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
      return await Body?.transformToByteArray();
    } catch (fault) {
      if (fault instanceof NoSuchKey) return undefined;
      throw fault;
    }
  };
  const readBytes = async (name: string) => {
    const bytes = await read(name);
    if (bytes === undefined) throw new MissingFileError(`${name} is not in the ledger.`);
    return bytes;
  };
  const create = (Key: string, Body: Uint8Array | string, ContentType: string) =>
    createOnce(client, { Bucket: bucket, Key, Body, ContentType });

  return {
    async days() {
      const days: string[] = [];
      const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: LEDGER_FOLDERS.digests });
      for await (const { Contents = [] } of pages) {
        days.push(...Contents.flatMap(({ Key }) => dayOfDigest(Key ?? '') ?? []));
      }
      return days.sort();
    },

    async digest(day) {
      const bytes = await read(digestName(day));
      return bytes && new TextDecoder().decode(bytes);
    },

    readBytes,
    readFile: async (name) => unzipLines(name, await readBytes(name)),

    async writeFile(day, place, lines) {
      const { bytes, sha256 } = await zipLines(lines);
      const name = fileName(day, place, sha256);
      await create(name, bytes, 'application/gzip');
      return { name, count: lines.length, sha256 };
    },

    writeDigest: (day, text) => create(digestName(day), text, 'application/json'),
  };
}

type NewObject = {
  readonly Bucket: string;
  readonly Key: string;
  readonly Body: Uint8Array | string;
  readonly ContentType: string;
};

/** Source: S3 User Guide, "How to prevent object overwrites with conditional writes". */
async function createOnce(client: S3Client, object: NewObject): Promise<'stored' | 'already-there'> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      // A bucket under Object Lock asks for a checksum with each write.
      await client.send(new PutObjectCommand({ ...object, IfNoneMatch: '*', ChecksumAlgorithm: 'SHA256' }));
      return 'stored';
    } catch (fault) {
      const status = fault instanceof S3ServiceException ? fault.$metadata.httpStatusCode : undefined;
      if (status === EXISTS) return 'already-there';
      if (status !== CONFLICT || attempt === MAX_ATTEMPTS) throw fault;
    }
  }
}
