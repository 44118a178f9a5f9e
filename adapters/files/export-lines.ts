import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { ExportedRecord, TableExport } from '../../app/restore/export-source';

/** The data files of an export: DynamoDB JSON, a record a line. */
const DATA_FILE = /(^|\/)data\/[^/]+\.json(\.gz)?$/;

export const isDataFile = (name: string) => DATA_FILE.test(name);

/** An export of a table in a folder, as it came from S3: every data file under it. */
export function exportFolder(folder: string): TableExport {
  return {
    async *records() {
      const names = await readdir(folder, { recursive: true });
      const files = names.map((name) => name.replaceAll('\\', '/')).filter((name) => isDataFile(`${name}`));
      if (files.length === 0)
        throw new Error(`${folder} holds no export of DynamoDB: it has no data/*.json.gz.`);
      for (const name of files.sort()) yield* exportedRecords(name, createReadStream(join(folder, name)));
    },
  };
}

const attributes = z.custom<Record<string, AttributeValue>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);
/** A full export has Item, an incremental one the images. */
const recordSchema = z.object({
  Item: attributes.optional(),
  NewImage: attributes.optional(),
  OldImage: attributes.optional(),
});

/** The records of one data file. Errors: throws, naming file and line, for what is no record. */
export async function* exportedRecords(name: string, bytes: Readable): AsyncGenerator<ExportedRecord> {
  let line = 0;
  for await (const record of textLines(name.endsWith('.gz') ? unzipped(bytes) : bytes)) {
    line += 1;
    if (record.trim() !== '') yield readRecord(record, `${name}, line ${line}`);
  }
}

/** The reader of the result is told of a fault on either side. */
const unzipped = (bytes: Readable): Readable => pipeline(bytes, createGunzip(), () => undefined);

async function* textLines(bytes: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest + decoder.decode();
}

function readRecord(text: string, where: string): ExportedRecord {
  try {
    const { Item, NewImage, OldImage } = recordSchema.parse(JSON.parse(text));
    const item = Item ?? NewImage;
    return { ...(item && { item: unmarshall(item) }), ...(OldImage && { oldItem: unmarshall(OldImage) }) };
  } catch (cause) {
    throw new Error(`${where} is no record of a table's export.`, { cause });
  }
}
