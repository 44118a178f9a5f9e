import type { createDynamoDbClient } from '../adapters/dynamodb/requests/dynamodb-client';
import type { createS3Client } from '../adapters/s3/s3-client';
import type { TableName } from '../contract/tables';

export type DynamoDbClient = ReturnType<typeof createDynamoDbClient>;

/** The names of a library's tables, by what each holds. */
export type LibraryTables = Readonly<Record<TableName, string>>;

/** Some of a library's tables, and the client that reaches them. */
export type TablesOf<Names extends TableName> = {
  readonly client: DynamoDbClient;
  readonly tables: Pick<LibraryTables, Names>;
};

/** By which rules and in which IANA zone history is read until a rebuild changes that. */
export type FirstInterpretation = { readonly repeatWindowMs: number; readonly timeZone: string };

type S3Client = ReturnType<typeof createS3Client>;

/** A bucket, and the client that reaches it. */
export type Bucket = { readonly s3: S3Client; readonly name: string };
