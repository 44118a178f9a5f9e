/** A program that answers as DynamoDB and keeps its data in a directory. */
export type EngineProgram = {
  readonly kind: 'dynoxide' | 'dynamodb-local';
  /** Stands in the command line of this engine on this data, and of no other. */
  readonly mark: string;
  prepare(): Promise<void>;
  command(port: number): { readonly command: string; readonly args: readonly string[] };
};
