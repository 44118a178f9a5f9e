import { TOPIC_RULES } from '../../contract/topics';
import { parseTopicRuleSql } from '../../local-aws/src/mqtt/topic-rule-sql';

describe('the local broker', () => {
  it.each(Object.entries(TOPIC_RULES))('understands the rule %s of the stack', (_, { sql }) => {
    const message = {
      topic: 'shelflog/readers/desk-1/scans',
      clientId: 'desk-1',
      payload: Buffer.from([0x7b, 0xff, 0x00]),
      receivedAtMs: 1_700_000_000_000,
    };
    expect(parseTopicRuleSql(sql).select(message)).toEqual({
      payload: 'e/8A',
      topic: 'shelflog/readers/desk-1/scans',
      clientId: 'desk-1',
      receivedAt: 1_700_000_000_000,
    });
  });
});
