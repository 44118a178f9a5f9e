import { exportBucket } from '../../../adapters/s3/export-bucket';
import { type FakeS3, startFakeS3 } from '../../adapters/s3/fake-s3';
import { aLibrary } from './memory-stores';

const LOANS = 500_000;
/** What a row of such a loan takes in the file, at the least. */
const ROW_BYTES = 120;
const MB = 1024 * 1024;

describe('a day of half a million loans', () => {
  let s3: FakeS3;
  beforeAll(async () => {
    s3 = await startFakeS3({ partMs: 20 });
  });
  afterAll(() => s3.stop());

  it('is written while it is read: never more than a few parts are held', async () => {
    const library = aLibrary();
    let read = 0;
    let mostHeld = 0;
    async function* loans() {
      for (; read < LOANS; read += 1) {
        mostHeld = Math.max(mostHeld, read * ROW_BYTES - s3.seen.bytes);
        yield {
          tagId: `38610397${read}`,
          loanNo: 1,
          bookId: 'book-a',
          borrowedAt: '2026-03-02T09:15:02.114Z',
          borrowedReaderId: 'desk-1',
          returnedAt: '2026-03-02T11:15:02.114Z',
          returnedReaderId: 'desk-1',
          closedBy: 'returned' as const,
        };
      }
    }
    await library.exportDays(
      { from: '2026-03-02', to: '2026-03-02' },
      { reads: { ...library.ports.reads, loans }, bucket: exportBucket(s3.client, 'b') },
    );
    expect(read).toBe(LOANS);
    expect(s3.seen.bytes).toBeGreaterThan(LOANS * ROW_BYTES);
    expect(mostHeld).toBeLessThan(20 * MB);
  });
});
