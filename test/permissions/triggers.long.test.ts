import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunningStack, startRunningStack, until } from './running-stack';

describe('given no function lets anyone in', () => {
  let stack: RunningStack;
  beforeAll(async () => {
    stack = await startRunningStack();
    stack.enforce({
      ...stack.model,
      functions: stack.model.functions.map(({ policy: _, ...fn }) => fn),
    });
  });
  afterAll(() => stack?.close());

  it('when the API is called, then it answers as API Gateway does, and the refusal is told', async () => {
    expect(await stack.api('GET', '/v1/stock')).toEqual({
      status: 500,
      body: { message: 'Internal Server Error' },
    });
    expect(stack.denials.map(({ role, action }) => [role, action])).toContainEqual([
      'apigateway.amazonaws.com',
      'lambda:InvokeFunction',
    ]);
  });

  it('when a reader publishes, then the message is kept by the error action, and can be sent again after the cure', async () => {
    const scan = { scanId: 'kept', tagId: 'tag-1', scannedAt: '2026-11-22T09:15:02Z' };
    await writeFile(join(stack.folder, 'scan.jsonl'), `${JSON.stringify(scan)}\n`);
    expect(await stack.cli('publish', 'scan.jsonl')).toMatchObject({ code: 0 });
    expect(stack.denials.map(({ role, action }) => [role, action])).toContainEqual([
      'iot.amazonaws.com',
      'lambda:InvokeFunction',
    ]);
    stack.enforce(stack.model);
    const timeline = async () => (await stack.cli('audit', 'timeline', '--tag', 'tag-1')).output;
    expect(await timeline()).toContain('Nothing was ever recorded of tag tag-1');
    expect(await stack.cli('redrive', 'all')).toMatchObject({ code: 0 });
    await until('the scan is recorded', async () => (await timeline()).includes('2026-11-22T09:15:02.000Z'));
  });
});
