import { PassThrough } from 'node:stream';
import { createTerminalView } from '../../stack/terminal-view';

/** What is written where somebody watches, without the moves of the cursor that are our own. */
function aScreen(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 200 });
  const view = createTerminalView(stream as unknown as NodeJS.WriteStream);
  return { view, shown: () => String(stream.read() ?? '') };
}

describe('what the running stack shows', () => {
  it.each([
    ['drawn on a terminal', true],
    ['written as lines', false],
  ])('is one safe line a notice, %s', (_, isTTY) => {
    const { view, shown } = aScreen(isTTY);
    view.notice('a message of desk-1 was refused: topic a\nb\u001b[2Jc\u202e');
    const text = shown();
    expect(text).toContain('! a message of desk-1 was refused: topic a\\nb\\u001b[2Jc\\u202e\n');
    expect(text).not.toContain('\u001b[2J');
  });
});
