/** A program that answers as DynamoDB and keeps its data in a directory, or in memory. */
export type EngineProgram = {
  readonly kind: 'dynoxide' | 'dynamodb-local';
  /** Stands in the command line of this engine on this data, and of no other. Undefined where data is in memory,
   *  which nothing left behind can hold. */
  readonly mark: string | undefined;
  prepare(): Promise<void>;
  command(port: number): { readonly command: string; readonly args: readonly string[] };
};
