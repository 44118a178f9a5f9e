/** An answer that AWS would give with an error code; everything else thrown is a fault of the local stack. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  constructor(
    /** The name that SDKs see as the error's `name`. */
    readonly code: string,
    message: string,
    readonly status = 400,
    /** Code of the older query protocol, which SDKs of SQS prefer where it differs. */
    readonly queryCode?: string,
  ) {
    super(message);
  }
}
