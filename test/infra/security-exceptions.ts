/** What a check asks and we do not do, with the reason; `only` narrows it to some resources or stages. */
export type Exception = {
  readonly check: string;
  readonly type: string;
  readonly only?: RegExp;
  readonly because: string;
};

const KEYS =
  'encrypted with a key of AWS: no other account reads here, and a key of our own would be one more thing that can be lost (docs/adr/0010)';

/** `only` is matched against `<stage> <resource id>`. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    check: '115',
    type: 'aws_lambda_function',
    only: / (?:ingest-scans|append-events|project-\w+|api)_function$/,
    because:
      'reserving takes from the account for ever; projectors are bound by shards, append-events by its mapping, the API by its throttling, ingest-scans must take what comes',
  },
  {
    check: '116',
    type: 'aws_lambda_function',
    only: / (?:append-events|project-\w+|api|commands)_function$/,
    because: 'not called asynchronously: the queue or mapping before it keeps what fails, the API answers',
  },
  {
    check: '117',
    type: 'aws_lambda_function',
    because: 'calls AWS only, over its public endpoints; a VPC would add cost and nothing to reach',
  },
  { check: '173', type: 'aws_lambda_function', because: 'the variables are names, none of them secret' },
  {
    check: '272',
    type: 'aws_lambda_function',
    because: 'code comes from one pipeline only, and the plan shows its hash',
  },
  {
    check: '286',
    type: 'aws_iam_role_policy',
    only: / ops_permissions$/,
    because: 'hands on one role by its name, which reads bundles and nothing else, to AWS IoT Jobs',
  },
  { check: '119', type: 'aws_dynamodb_table', because: KEYS },
  { check: 'CKV2 16', type: 'aws_dynamodb_table', because: 'on demand: it scales by itself' },
  {
    check: '18',
    type: 'aws_s3_bucket',
    because: "who reads and writes is in the account's CloudTrail, which outlives this stage",
  },
  {
    check: '143',
    type: 'aws_s3_bucket',
    only: / (?:exports|quarantine|backups|site_files)_bucket$/,
    because: 'only the ledger is evidence; the others are written again, cleared or aged',
  },
  {
    check: '144',
    type: 'aws_s3_bucket',
    because:
      'one Region is the stage; who must outlive it replicates backups and ledger (docs/operations.md)',
  },
  { check: '145', type: 'aws_s3_bucket', because: KEYS },
  {
    check: 'CKV2 62',
    type: 'aws_s3_bucket',
    only: / (?:exports|ledger|backups|site_files)_bucket$/,
    because: 'nobody waits for what is put there',
  },
  {
    check: '309',
    type: 'aws_apigatewayv2_route',
    only: / http_openapi$/,
    because: 'the description of the API is public, and holds nothing of the library',
  },
  { check: 'CKV2 51', type: 'aws_apigatewayv2_stage', because: 'people bring a token, not a certificate' },
  {
    check: '68, CKV2 47',
    type: 'aws_cloudfront_distribution',
    because: 'static files and no code behind them; the API has its own throttling',
  },
  {
    check: '86',
    type: 'aws_cloudfront_distribution',
    because: 'who fetched a public script says nothing; calls of the API are logged',
  },
  {
    check: '174',
    type: 'aws_cloudfront_distribution',
    only: /^(?:local|dev) /,
    because: "without a domain it has CloudFront's certificate, whose protocols cannot be chosen",
  },
  {
    check: 'CKV2 42',
    type: 'aws_cloudfront_distribution',
    only: /^(?:local|dev) /,
    because: "without a domain it has CloudFront's certificate",
  },
  {
    check: '310',
    type: 'aws_cloudfront_distribution',
    because: 'one bucket holds the files; without it there is nothing to fail over to',
  },
  {
    check: '374',
    type: 'aws_cloudfront_distribution',
    because: 'librarians travel; what is shown asks for a token',
  },
  { check: 'CKV2 73', type: 'aws_sqs_queue', because: KEYS },
  { check: '158', type: 'aws_cloudwatch_log_group', because: KEYS },
  {
    check: '338',
    type: 'aws_cloudwatch_log_group',
    only: /^(?:local|dev) /,
    because: 'logs of a stage for trying out are soon of no use',
  },
  {
    check: '26',
    type: 'aws_sns_topic',
    because:
      'alarms cannot publish to a topic under AWS\'s own key (CloudWatch guide, "Notifying users"); they carry names and figures only',
  },
  { check: '297', type: 'aws_scheduler_schedule', because: KEYS },
  { check: '337', type: 'aws_ssm_parameter', because: 'an address and an id, which every browser learns' },
];
