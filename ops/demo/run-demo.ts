import { join } from 'node:path';
import { z } from 'zod';
import { importPlace } from '../import/import-context';
import { apiOf, getFromApi } from '../lib/api-call';
import type { LocalStackFile } from '../lib/local-file';
import { localTarget } from '../lib/target';
import { importDemoBooks, readDemoBooks } from './demo-books';
import { DEMO_READERS } from './demo-scenario';
import { type DemoReaders, type DemoWatch, startDemoReaders } from './start-demo-readers';

/** Between two moments, on average. */
const PAUSE_MS = 700;

type CertificateFiles = { readonly ca: string; readonly cert: string; readonly key: string };

type DemoRun = DemoWatch & {
  readonly certificateOf: (readerId: string) => Promise<CertificateFiles>;
  readonly say: (line: string) => void;
  readonly pauseMs?: number;
  readonly signal: AbortSignal;
};

const pageSchema = z.object({
  items: z.array(z.object({ tagId: z.string() })),
  cursor: z.string().nullable(),
});
type Page = z.infer<typeof pageSchema>;

/** Brings the demo's books, once, and sets its readers to work. Errors: throws if a book cannot be stored or
 *  a certificate cannot be made. */
export async function runDemo(
  stack: LocalStackFile,
  { certificateOf, say, pauseMs = PAUSE_MS, signal, ...watch }: DemoRun,
): Promise<DemoReaders> {
  const demo = await readDemoBooks();
  const added = await importDemoBooks(demo, (await importPlace(localTarget(stack), 'served')).context);
  if (added > 0)
    say(`${demo.books.length} public-domain books with ${demo.tags.length} copies are on the shelves.`);
  const certificates: Record<string, CertificateFiles> = {};
  for (const readerId of Object.keys(DEMO_READERS)) certificates[readerId] = await certificateOf(readerId);
  const { host, port } = stack.mqtt;
  const onLoan = await tagsOnLoan(stack, signal);
  const folder = join(stack.dataDir, 'demo-readers');
  return startDemoReaders({ host, port, certificates, tags: demo.tags, onLoan, folder, pauseMs }, watch);
}

async function tagsOnLoan(stack: LocalStackFile, signal: AbortSignal): Promise<string[]> {
  const api = apiOf(localTarget(stack));
  const tags: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const from = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Page = await getFromApi(
      api,
      `/v1/inventory?status=on-loan&limit=200${from}`,
      pageSchema,
      signal,
    );
    tags.push(...page.items.map(({ tagId }) => tagId));
    cursor = page.cursor;
  }
  return tags;
}
