import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asFailure, mayHaveHappened } from './failure';

/** A command to the API, with its own idempotency key: what may have been done without our hearing of it is sent again
 *  under the same one, so that a second click doubles nothing; what was refused and is corrected is another command.
 *  All that is shown is asked anew once it is done. */
export function useCommand<Answer, Input = void>(
  send: (key: string, input: Input) => Promise<Answer>,
  onDone: (answer: Answer) => void,
) {
  const queries = useQueryClient();
  const [key, setKey] = useState(() => crypto.randomUUID());
  return useMutation({
    mutationFn: (input: Input) => send(key, input),
    onError: (error) => {
      if (!mayHaveHappened(asFailure(error))) setKey(crypto.randomUUID());
    },
    onSuccess: async (answer) => {
      onDone(answer);
      await queries.invalidateQueries();
    },
  });
}
