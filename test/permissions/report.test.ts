import { compare, isUnexplained, render } from './report';

const TABLE = 'arn:aws:dynamodb:eu-central-1:000000000000:table/shelflog-local-stock';
const LEDGER = 'arn:aws:s3:::shelflog-local-exports-000000000000';
const role = 'shelflog-local-export-snapshots';

describe('the report of permissions', () => {
  const rows = compare(
    [
      { role, action: 'dynamodb:Query', resource: TABLE },
      { role, action: 'dynamodb:Scan', resource: TABLE },
      { role, action: 's3:PutObject', resource: `${LEDGER}/*` },
      { role, action: 's3:AbortMultipartUpload', resource: `${LEDGER}/*` },
      { role, action: 'logs:PutLogEvents', resource: '*' },
      { role: 'some-service', action: 's3:PutObject', resource: '*' },
      ...['one', 'two'].map((place) => ({
        role: 'shelflog-local-api',
        action: 'sqs:GetQueueAttributes',
        resource: `arn:aws:sqs:eu-central-1:000000000000:shelflog-local-${place}-dead`,
      })),
    ],
    [
      { role, action: 'dynamodb:Query', resource: TABLE },
      { role, action: 's3:PutObject', resource: `${LEDGER}/stock/dt=2026-11-22/stock.csv` },
      { role: 'shelflog-local-api', action: 'dynamodb:Scan', resource: TABLE },
      {
        role: 'shelflog-local-api',
        action: 'sqs:GetQueueAttributes',
        resource: 'arn:aws:sqs:eu-central-1:000000000000:shelflog-local-two-dead',
      },
    ],
  );

  it('takes a grant for used if the same role used it on a resource that it covers', () => {
    expect(rows.filter(({ used }) => used).map(({ action }) => action)).toEqual([
      'dynamodb:Query',
      's3:PutObject',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueAttributes',
    ]);
  });

  it('finds a grant that nobody used or explained, and no other', () => {
    expect(rows.filter(isUnexplained)).toEqual([
      { role, action: 'dynamodb:Scan', resource: TABLE, used: false },
    ]);
  });

  it('shows granted beside used, and why not', () => {
    const text = render(rows);
    expect(text).toMatch(/^ {2}used +dynamodb:Query +table\/shelflog-local-stock$/m);
    expect(text).toMatch(/^ {2}UNUSED +dynamodb:Scan/m);
    expect(text).toMatch(/^ {2}unused +s3:AbortMultipartUpload .*\(It ends a large upload/m);
    expect(text).toContain('7 grants: 4 used, 2 unused for a reason, 1 unused without one.');
  });
});
