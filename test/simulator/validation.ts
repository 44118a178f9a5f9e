import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';

/** What DynamoDB answers to a request that breaks its rules. */
export const invalid = (message: string) =>
  new DynamoDBServiceException({
    name: 'ValidationException',
    message,
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
  });
