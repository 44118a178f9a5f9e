import { memoryEventLog } from '../support/memory-ports';
import { describeEventLog } from './event-log';

describe('the event log of tests', () => {
  const log = memoryEventLog();
  describeEventLog(() => log);
});
