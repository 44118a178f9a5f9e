import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FailureNote } from './failure-note';

type Props<T> = {
  readonly query: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
};

/** What a question is answered, or that it is still asked, or why it is not. What was known stays in sight. */
export function Loaded<T>({ query, children }: Props<T>) {
  const { data, error } = query;
  return (
    <>
      {error && <FailureNote error={error} again={() => void query.refetch()} />}
      {data === undefined ? !error && <p className="quiet">Loading …</p> : children(data)}
    </>
  );
}
