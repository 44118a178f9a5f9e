import { analyticsLines } from '../../../../adapters/dynamodb/generations/served-lines';
import { lineKeys } from '../../../../app/history/sum-keys';
import { analyticsKeys } from '../../../../contract/keys';

const contribution = (tagId: string, revision: number) => ({
  ...analyticsKeys.contribution('g1', tagId, revision),
  revision,
  added: { [`2026-03-02|borrowed|b${revision}`]: revision },
  reading: { upTo: revision },
});
const OF_T1 = [contribution('t1', 1), contribution('t1', 2), contribution('t1', 3)];

async function linesOf(rows: typeof OF_T1) {
  async function* given() {
    yield* rows;
  }
  const lines = [];
  for await (const line of analyticsLines(given(), 'g1')) lines.push(line);
  return lines;
}

describe('the lines of Analytics', () => {
  it('are one for the contributions of a tag that come together', async () => {
    const lines = await linesOf([...OF_T1, contribution('t2', 1)]);
    expect(lines.map(({ key }) => key)).toEqual([lineKeys.tag('t1'), lineKeys.tag('t2')]);
  });

  it('have of a tag what all its contributions add and what the newest has read, in whatever order', async () => {
    const [line] = await linesOf(OF_T1);
    const [newestFirst] = await linesOf([...OF_T1].reverse());
    expect(newestFirst).toEqual(line);
    const [newestOnly] = await linesOf(OF_T1.slice(2));
    expect(newestOnly?.value['h']).toBe(line?.value['h']);
    expect(newestOnly?.value['x']).not.toBe(line?.value['x']);
  });
});
