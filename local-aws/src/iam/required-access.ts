import type { AwsCall } from '../gateway/aws-call';
import type { AwsEnvironment } from '../model/aws-environment';
import type { Access } from './access';
import { dynamodbAccess } from './dynamodb-access';
import { eventsAccess } from './events-access';
import { iotAccess } from './iot-access';
import { lambdaAccess } from './lambda-access';
import { s3Access } from './s3-access';
import { sqsAccess } from './sqs-access';

/** Every permission that AWS would ask of the caller, each once unless its context differs.
 *  Errors: UnknownCall where nobody can tell; a SyntaxError for a body that is not JSON. */
export function requiredAccess(call: AwsCall, environment: AwsEnvironment): Access[] {
  const needed = accessOf(call, environment);
  const seen = new Map(
    needed.map((access) => [`${access.action} ${access.resource} ${JSON.stringify(access.context)}`, access]),
  );
  return [...seen.values()];
}

function accessOf(call: AwsCall, environment: AwsEnvironment): Access[] {
  switch (call.service) {
    case 'dynamodb':
      return dynamodbAccess(call, environment);
    case 's3':
      return s3Access(call);
    case 'sqs':
      return sqsAccess(call, environment);
    case 'events':
      return eventsAccess(call, environment);
    case 'lambda':
      return lambdaAccess(call, environment);
    case 'iot':
      return iotAccess(call, environment);
  }
}
