/** What happens in the local stack, as it happens: for a terminal view, never for control. */
export type StackActivity =
  | { readonly kind: 'client-connected' | 'client-gone'; readonly clientId: string }
  /** The PUBACK is on its way: everything that the message leads to is on disk. */
  | { readonly kind: 'message-accepted'; readonly clientId: string; readonly topic: string }
  | { readonly kind: 'message-refused'; readonly clientId: string; readonly reason: string }
  | { readonly kind: 'invoked'; readonly functionName: string; readonly tookMs: number }
  | {
      readonly kind: 'function-error';
      readonly functionName: string;
      readonly errorType: string;
      readonly errorMessage: string;
    }
  /** A batch of a stream or queue is done with; lag is the age of its oldest record. */
  | {
      readonly kind: 'batch-done';
      readonly functionName: string;
      readonly source: string;
      readonly recordCount: number;
      readonly lagMs: number;
    }
  /** Given up after all retries; `where` is the destination that keeps it, or `nowhere`. */
  | { readonly kind: 'parked'; readonly functionName: string; readonly where: string }
  /** The disk has refused a write: nothing is acknowledged until the stack is started again. */
  | { readonly kind: 'disk-refuses'; readonly message: string }
  /** Something of the local run itself failed and will be tried again. */
  | { readonly kind: 'trouble'; readonly part: string; readonly message: string };

export type Observe = (activity: StackActivity) => void;

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
