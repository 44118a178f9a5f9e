import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FUNCTION_NAMES, FUNCTIONS } from '../../contract/functions';
import {
  CALLS_IN_FLIGHT,
  longestWaitMs,
  THROTTLE_RETRIES,
  waitBeforeRetryMs,
  workingMs,
} from '../../contract/retries';

/** Of a history that grows, one busy call may take this much of the time. */
const SHARE_OF_ONE_CALL = 0.1;

describe('the retries of a throttled call', () => {
  it('wait up to 1, 2, 4 and 8 seconds, as the SDK does', () => {
    expect([0, 1, 2, 3].map(waitBeforeRetryMs)).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect([1, 2, 3, 4, 5].map(longestWaitMs)).toEqual([0, 1_000, 3_000, 7_000, 15_000]);
  });

  it.each(FUNCTION_NAMES)('all fit into the time of %s, of as many calls as it makes in sequence', (name) => {
    const { calls } = FUNCTIONS[name];
    const ofOneCall = longestWaitMs(calls.attempts);
    if (calls.inSequence === 'grows') {
      expect(ofOneCall).toBeLessThanOrEqual(SHARE_OF_ONE_CALL * workingMs(FUNCTIONS[name]));
    } else {
      expect(ofOneCall * calls.inSequence).toBeLessThanOrEqual(workingMs(FUNCTIONS[name]));
    }
  });

  it.each(FUNCTION_NAMES.filter((name) => FUNCTIONS[name].calls.inSequence !== 'grows'))(
    'are enough for every call that %s has under way at once',
    (name) => {
      const retries = FUNCTIONS[name].calls.attempts - 1;
      expect(CALLS_IN_FLIGHT * retries).toBeLessThanOrEqual(THROTTLE_RETRIES);
    },
  );

  it('end before the gateway gives up on an answer, after 29 seconds', () => {
    expect(FUNCTIONS.api.timeoutSeconds).toBeLessThanOrEqual(29);
    expect(workingMs(FUNCTIONS.api)).toBe(25_000);
  });

  it.each(FUNCTION_NAMES)('are those of its record in %s, and end with its time', (name) => {
    const source = readFileSync(join(__dirname, '../..', FUNCTIONS[name].entry), 'utf8');
    for (const client of ['DynamoDb', 'S3', 'EventBridge']) {
      expect(source).not.toContain(`create${client}Client()`);
    }
    expect(source).toContain(`createDynamoDbClient(triesOf('${name}'))`);
    expect(source).toMatch(
      new RegExp(`inTime\\(\\s*'${name}'|httpHandler\\(|streamProjector\\(\\s*'${name}'`),
    );
  });
});
