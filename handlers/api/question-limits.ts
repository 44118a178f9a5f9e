import type { QuestionLimits } from '../../app/lib/question-limits';
import { FUNCTIONS } from '../../contract/functions';
import { workingMs } from '../../contract/retries';

/** Of each request. The time ends before that of the function, or the gateway would answer; the rows fit into the
 *  function's memory: as many of Analytics at once take 226 MB of its 512 (measured 2026-11-28). */
export const QUESTION_LIMITS: QuestionLimits = {
  timeMs: workingMs(FUNCTIONS.api),
  rows: 200_000,
};
