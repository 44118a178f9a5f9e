import { TOPICS } from '../../contract/topics';
import { refusalOfPublish } from '../../stack/reader-permissions';
import { statementsOf } from './policies';
import { ref, resource, resources, STAGES, synthesizedStage } from './synthesized';

const { data, app } = synthesizedStage('prod');
const IOT = `arn:aws:iot:eu-central-1:${ref('data.aws_caller_identity.current.account_id')}`;
const OWN = '$${iot:Connection.Thing.ThingName}';
const statements = statementsOf(resource(data, 'aws_iot_policy', 'readers_policy')['policy']);

describe('the policy of readers', () => {
  it('lets each connect as itself, write to its own topics and take its own jobs, and nothing else', () => {
    expect(statements).toEqual([
      {
        Effect: 'Allow',
        Action: ['iot:Connect'],
        Resource: [`${IOT}:client/${OWN}`],
        Condition: { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } },
      },
      {
        Effect: 'Allow',
        Action: ['iot:Publish'],
        Resource: [
          `${IOT}:topic/shelflog/readers/${OWN}/scans`,
          `${IOT}:topic/shelflog/readers/${OWN}/status`,
          `${IOT}:topic/home/rfiddata`,
          `${IOT}:topic/$aws/rules/shelflog_prod_readerScans/shelflog/readers/${OWN}/scans`,
        ],
      },
      {
        Effect: 'Allow',
        Action: ['iot:RetainPublish'],
        Resource: [`${IOT}:topic/shelflog/readers/${OWN}/status`],
      },
      {
        Effect: 'Allow',
        Action: ['iot:Publish', 'iot:Receive'],
        Resource: [`${IOT}:topic/$aws/things/${OWN}/jobs/*`],
      },
      {
        Effect: 'Allow',
        Action: ['iot:Subscribe'],
        Resource: [`${IOT}:topicfilter/$aws/things/${OWN}/jobs/*`],
      },
    ]);
  });

  it('fits into what IoT takes', () => {
    expect(String(resource(data, 'aws_iot_policy', 'readers_policy')['policy']).length).toBeLessThan(2048);
  });

  it('allows what the local broker allows', () => {
    const topics = statements[1]!.Resource!.map((arn) =>
      arn.split(':topic/')[1]!.replace(OWN, 'desk-1').replace('_prod_', '_local_'),
    );
    for (const topic of topics) expect(refusalOfPublish('desk-1', topic, 1)).toBeUndefined();
    const others = Object.values(TOPICS).map((topic) => topic.replace('+', 'desk-2'));
    for (const topic of others.filter((one) => !topics.includes(one))) {
      expect(refusalOfPublish('desk-1', topic, 1)).toBe('not-authorized');
    }
  });
});

describe.each(STAGES.get('prod')!.readers)('reader $id', ({ id, csrPem }) => {
  it('has a certificate made from its request, so that no key is in the state', () => {
    expect(resource(data, 'aws_iot_certificate', `readers_${id}_certificate`)).toEqual({
      csr: csrPem,
      active: true,
    });
  });

  it('is a thing of its own name with that certificate, and the policy on it', () => {
    const certificate = ref(`aws_iot_certificate.readers_${id}_certificate.arn`);
    expect(resource(data, 'aws_iot_thing', `readers_${id}_thing`)).toEqual({ name: id });
    expect(resource(data, 'aws_iot_thing_principal_attachment', `readers_${id}_principal`)).toEqual({
      thing: ref(`aws_iot_thing.readers_${id}_thing.name`),
      principal: certificate,
    });
    expect(resource(data, 'aws_iot_policy_attachment', `readers_${id}_attachment`)).toEqual({
      policy: ref('aws_iot_policy.readers_policy.name'),
      target: certificate,
    });
    expect(resource(data, 'aws_iot_thing_group_membership', `readers_${id}_membership`)).toMatchObject({
      thing_group_name: ref('aws_iot_thing_group.readers_group.name'),
    });
  });
});

describe('certificates', () => {
  it('are never made without a request, in any stage', () => {
    for (const stage of STAGES.keys()) {
      const stacks = synthesizedStage(stage);
      for (const stack of [stacks.data, stacks.app]) {
        for (const certificate of Object.values(resources(stack, 'aws_iot_certificate'))) {
          expect(certificate['csr']).toContain('BEGIN CERTIFICATE REQUEST');
        }
        expect(stack.text).not.toContain('PRIVATE KEY');
      }
    }
  });
});

describe('what IoT Core logs', () => {
  it('is what it warns of, into a group whose entries end', () => {
    expect(resource(app, 'aws_iot_logging_options', 'iot-logging_options')).toMatchObject({
      default_log_level: 'WARN',
      role_arn: ref('aws_iam_role.iot-logging_role.arn'),
    });
    expect(resource(app, 'aws_cloudwatch_log_group', 'iot-logging_log')).toEqual({
      name: 'AWSIotLogsV2',
      retention_in_days: 365,
    });
  });
});
