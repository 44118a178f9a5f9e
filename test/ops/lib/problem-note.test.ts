import type { LocalStackFile } from '../../../ops/lib/local-file';
import { problemNote } from '../../../ops/lib/problem-note';

const FILE = { pid: 1, dataDir: '/data' } as unknown as LocalStackFile;

describe('the note of a problem', () => {
  it('is written once, as soon as the disk takes it', async () => {
    let isFull = true;
    const written: (string | undefined)[] = [];
    const note = problemNote('/folder', FILE, async (_, { problem }) => {
      if (isFull) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      written.push(problem);
    });
    await note.write();
    note.report('The disk is full.');
    await note.write();
    expect([note.current(), written]).toEqual(['The disk is full.', []]);
    isFull = false;
    await note.write();
    await note.write();
    expect(written).toEqual(['The disk is full.']);
    note.report('It is full again.');
    await note.write();
    expect(written).toEqual(['The disk is full.', 'It is full again.']);
  });
});
