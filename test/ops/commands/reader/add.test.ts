import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCertificateAuthority } from '../../../../local-aws/src/mqtt/certificate-authority';
import { command } from '../../../../ops/commands/reader/add';
import { WrongUse } from '../../../../ops/lib/failure';
import { runCommand } from '../../run-command';

describe('shelflog reader add', () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'shelflog-reader-'));
    await openCertificateAuthority(dataDir);
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  const adding = (readerId: string) =>
    runCommand(command, [readerId], {
      target: { local: { dataDir, mqtt: { host: '127.0.0.1', port: 8883 } } },
    });

  it.each(['', 'a b', 'lesesaal-ä', 'room.1', 'room,1', 'x'.repeat(129)])(
    'takes %j for wrong use',
    async (readerId) => {
      await expect(adding(readerId)).rejects.toThrow(WrongUse);
    },
  );

  it.each(['import', 'legacy', 'desk:anna', 'desk:'])(
    'makes no certificate for %s, which no reader may be',
    async (readerId) => {
      await expect(adding(readerId)).rejects.toThrow(
        new WrongUse(
          `"${readerId}" is reserved, as import, legacy and all that begins with desk: are; choose another id.`,
        ),
      );
    },
  );

  it('makes one for desk-1', async () => {
    await expect(adding('desk-1')).resolves.toMatchObject({ json: { readerId: 'desk-1' } });
  });
});
