import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { type FormatterRow, format } from 'fast-csv';
import type { CsvFile, ExportBucket } from '../../app/export/export-ports';

/** S3 takes no smaller part but the last; two on their way bound the memory to about 10 MB a file. */
const PART_BYTES = 5 * 1024 * 1024;
const PARTS_ON_THEIR_WAY = 2;

/** The bucket of the CSV files. A file streams: memory does not grow with it. On a fault on either side
 *  nothing becomes visible, and parts already sent are taken back. */
export function exportBucket(client: S3Client, name: string): ExportBucket {
  return {
    name,

    async writeCsv({ key, columns, rows }) {
      const body = new PassThrough();
      const source = watched(rows);
      const upload = new Upload({
        client,
        partSize: PART_BYTES,
        queueSize: PARTS_ON_THEIR_WAY,
        leavePartsOnError: false,
        params: {
          Bucket: name,
          Key: key,
          Body: body,
          ContentType: 'text/csv; charset=utf-8; header=present',
        },
      });
      // Whichever side fails ends the other, which would wait for ever.
      const sent = upload.done().catch((fault: unknown) => {
        body.destroy(asError(fault));
        throw fault;
      });
      const [written, uploaded] = await Promise.allSettled([
        pipeline(Readable.from(source.rows), csv(columns), body),
        sent,
      ]);
      const failed = [uploaded, written].find((end) => end.status === 'rejected');
      if (failed !== undefined) throw writeFault(key, name, source.fault() ?? failed.reason);
    },

    async writeJson(key, value) {
      await client.send(
        new PutObjectCommand({
          Bucket: name,
          Key: key,
          Body: `${JSON.stringify(value, undefined, 2)}\n`,
          ContentType: 'application/json',
        }),
      );
    },
  };
}

/** RFC 4180: header always, CRLF after every row, no byte order mark, which QuickSight refuses. */
const csv = (columns: CsvFile['columns']) =>
  format<FormatterRow, FormatterRow>({
    headers: [...columns],
    alwaysWriteHeaders: true,
    rowDelimiter: '\r\n',
    includeEndRowDelimiter: true,
    writeBOM: false,
  });

/** Keeps the fault of the rows: on the far end it arrives as an upload that was cut off. */
function watched(rows: CsvFile['rows']) {
  let fault: unknown;
  async function* keepingFault() {
    try {
      yield* rows;
    } catch (thrown) {
      fault = thrown;
      throw thrown;
    }
  }
  // A stream that is cut off throws that into the generator it reads, which would look like a fault of it.
  async function* passedOn() {
    for await (const row of keepingFault()) yield row;
  }
  return { rows: passedOn(), fault: () => fault };
}

const writeFault = (key: string, bucket: string, cause: unknown) =>
  new Error(`${key} could not be written to ${bucket}: ${asError(cause).message}`, { cause });

const asError = (fault: unknown) => (fault instanceof Error ? fault : new Error(String(fault)));
