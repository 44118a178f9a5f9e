import { parseStages, selectStage } from '../../infra/stage-config';

const good = {
  region: 'eu-central-1',
  allowedAccountIds: ['123456789012'],
  libraryTimeZone: 'Europe/Vienna',
  protectData: true,
  opsPrincipals: ['arn:aws:iam::123456789012:role/operators'],
  owner: 'library',
  costCenter: '42',
};

describe('the stages file', () => {
  it('when much is wrong in it, then all of it is said at once', () => {
    const bad = {
      prod: { ...good, region: 'europe', libraryTimeZone: 'Vienna', colour: 'red' },
      dev: {
        ...good,
        allowedAccountIds: ['1234'],
        logRetentionDays: 8,
        owner: '',
        opsPrincipals: ['operators'],
      },
    };
    const message = captured(() => parseStages(bad, 'stages.json'));
    expect(message.split('\n')).toEqual([
      'stages.json cannot be used:',
      expect.stringMatching(/^ {2}prod\.region: must be an AWS Region/),
      expect.stringMatching(/^ {2}prod\.libraryTimeZone: must be an IANA time zone/),
      expect.stringMatching(/^ {2}prod: .*colour/),
      expect.stringMatching(/^ {2}dev\.allowedAccountIds\.0: an account id has 12 digits/),
      expect.stringMatching(/^ {2}dev\.logRetentionDays: must be one of 1, 3, 5/),
      expect.stringMatching(/^ {2}dev\.opsPrincipals\.0: must be the ARN/),
      expect.stringMatching(/^ {2}dev\.owner:/),
    ]);
  });

  it('when a stage has a name that makes a bad resource name, then it is refused', () => {
    for (const name of ['Prod', '1st', 'a-', 'x'.repeat(17), 'under_score']) {
      expect(() => parseStages({ [name]: good }, 'f')).toThrow(/1-16 of a-z 0-9 -/);
    }
  });

  it('fills in what has a usual value', () => {
    expect(parseStages({ dev: good }, 'f').get('dev')).toMatchObject({
      stage: 'dev',
      repeatWindowSeconds: 10,
      logRetentionDays: 30,
    });
  });
});

describe('a stage', () => {
  const stages = parseStages({ dev: good }, 'f');

  it('takes overrides in place of its own settings', () => {
    expect(
      selectStage(stages, 'dev', { libraryTimeZone: 'Asia/Tokyo', repeatWindowSeconds: 0 }),
    ).toMatchObject({
      stage: 'dev',
      owner: 'library',
      libraryTimeZone: 'Asia/Tokyo',
      repeatWindowSeconds: 0,
    });
  });

  it('when an override is wrong, then it is refused as the file would be', () => {
    expect(() => selectStage(stages, 'dev', { libraryTimeZone: '+02:00' })).toThrow(
      /stage dev cannot be used:\n {2}libraryTimeZone: must be an IANA/,
    );
  });

  it('when there is none of that name, then those that there are are named', () => {
    expect(() => selectStage(stages, 'prod')).toThrow('There is no stage prod; there are dev.');
  });
});

function captured(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return String((error as Error).message);
  }
  throw new Error('nothing was thrown');
}
