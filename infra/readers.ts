import { APP, NAMES } from '../contract/names';
import { basicIngestTopic, TOPICS } from '../contract/topics';
import { policyDocument } from './policy';
import type { Reader } from './reader-request';
import {
  Construct,
  IotCertificate,
  IotPolicy,
  IotPolicyAttachment,
  IotThing,
  IotThingGroup,
  IotThingGroupMembership,
  IotThingPrincipalAttachment,
} from './resources';
import type { StageConfig } from './stage-config';

/** Resolved by IoT for the thing that is connected; "$${" is Terraform's spelling of "${". */
const OWN_NAME = '$${iot:Connection.Thing.ThingName}';

/** The readers: for each a thing and the certificate of its request. They lie with the data: a certificate made
 *  again is another one, and would have to be carried to the device. */
export class Readers extends Construct {
  readonly certificateIds: Readonly<Record<string, string>>;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly config: StageConfig; readonly accountId: string },
  ) {
    super(scope, id);
    const { config } = props;
    const policy = new IotPolicy(this, 'policy', {
      name: `${APP}-${config.stage}-reader`,
      policy: readerPolicy(`arn:aws:iot:${config.region}:${props.accountId}`, config.stage),
    });
    const group = new IotThingGroup(this, 'group', { name: NAMES.thingGroup(config.stage) });
    this.certificateIds = Object.fromEntries(
      config.readers.map((reader) => [reader.id, this.reader(reader, policy, group).id]),
    );
  }

  private reader({ id, csrPem }: Reader, policy: IotPolicy, group: IotThingGroup): IotCertificate {
    const scope = new Construct(this, id);
    // Without a request IoT would make the key itself, and Terraform keep it in its state.
    const certificate = new IotCertificate(scope, 'certificate', { csr: csrPem, active: true });
    const thing = new IotThing(scope, 'thing', { name: id });
    new IotThingGroupMembership(scope, 'membership', {
      thingGroupName: group.name,
      thingName: thing.name,
    });
    new IotThingPrincipalAttachment(scope, 'principal', { thing: thing.name, principal: certificate.arn });
    new IotPolicyAttachment(scope, 'attachment', { policy: policy.name, target: certificate.arn });
    return certificate;
  }
}

/** A reader connects as the thing that its certificate is attached to, writes below its own name and takes its own
 *  jobs. The seed's
 *  topic is open to all: there the name is the client's, which is the thing's. */
function readerPolicy(iot: string, stage: string): string {
  const scansRule = NAMES.topicRule(stage, 'readerScans');
  const scans = TOPICS.readerScans.replace('+', () => OWN_NAME);
  const status = TOPICS.readerStatus.replace('+', () => OWN_NAME);
  const jobs = `$aws/things/${OWN_NAME}/jobs/*`;
  return policyDocument([
    {
      Effect: 'Allow',
      Action: ['iot:Connect'],
      Resource: [`${iot}:client/${OWN_NAME}`],
      Condition: { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } },
    },
    {
      Effect: 'Allow',
      Action: ['iot:Publish'],
      Resource: [scans, status, TOPICS.seedScans, basicIngestTopic(scansRule, scans)].map(
        (topic) => `${iot}:topic/${topic}`,
      ),
    },
    {
      Effect: 'Allow',
      Action: ['iot:RetainPublish'],
      Resource: [`${iot}:topic/${status}`],
    },
    // AWS IoT Jobs answers and tells of the thing's own jobs only.
    {
      Effect: 'Allow',
      Action: ['iot:Publish', 'iot:Receive'],
      Resource: [`${iot}:topic/${jobs}`],
    },
    {
      Effect: 'Allow',
      Action: ['iot:Subscribe'],
      Resource: [`${iot}:topicfilter/${jobs}`],
    },
  ]);
}
