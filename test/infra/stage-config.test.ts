import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseStages as parse, selectStage } from '../../infra/stage-config';

const folder = mkdtempSync(join(tmpdir(), 'shelflog-stages-'));
const READERS = join(__dirname, '../../readers');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const parseStages = (content: unknown, file: string) => parse(content, file, folder);

const good = {
  region: 'eu-central-1',
  allowedAccountIds: ['123456789012'],
  libraryTimeZone: 'Europe/Vienna',
  alarmAddress: 'alarms@example.org',
  protectData: true,
  opsPrincipals: ['arn:aws:iam::123456789012:role/operators'],
  owner: 'library',
  costCenter: '42',
};

describe('the stages file', () => {
  it('when much is wrong in it, then all of it is said at once', () => {
    const bad = {
      prod: {
        ...good,
        region: 'europe',
        libraryTimeZone: 'Vienna',
        exportsFrom: '2026-02-30',
        colour: 'red',
        domain: { name: 'a b' },
      },
      dev: {
        ...good,
        alarmAddress: 'me',
        quickSight: { userArn: 'me' },
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
      '  prod.exportsFrom: must be a day such as 2026-11-22',
      expect.stringMatching(/^ {2}prod\.domain\.name: must be a host name/),
      expect.stringMatching(/^ {2}prod\.domain\.certificateArn: /),
      expect.stringMatching(/^ {2}prod: .*colour/),
      expect.stringMatching(/^ {2}dev\.allowedAccountIds\.0: an account id has 12 digits/),
      expect.stringMatching(/^ {2}dev\.alarmAddress: must be an e-mail address/),
      expect.stringMatching(/^ {2}dev\.logRetentionDays: must be one of 1, 3, 5/),
      expect.stringMatching(/^ {2}dev\.quickSight\.userArn: must be the ARN of a QuickSight user/),
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

describe('readers', () => {
  const dev = (...readers: string[]) => ({ dev: { ...good, readers } });

  it('come with the request for their certificate', () => {
    const csrPem = readFileSync(join(READERS, 'desk-1.csr.pem'), 'utf8');
    const stages = parse(dev('desk-1'), 'f', READERS);
    expect(stages.get('dev')!.readers).toEqual([{ id: 'desk-1', csrPem }]);
  });

  it('when any cannot be one, then each and why is said', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    writeFileSync(join(folder, 'keyed.csr.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(join(folder, 'torn.csr.pem'), '-----BEGIN');
    copyFileSync(join(READERS, 'desk-1.csr.pem'), join(folder, 'desk-2.csr.pem'));
    const message = captured(() =>
      parseStages(dev('absent', 'keyed', 'torn', 'desk-2', 'desk:3', 'import', 'torn'), 'f'),
    );
    expect(message.split('\n').slice(1)).toEqual([
      expect.stringMatching(/readers\.0: absent needs a certificate request in readers\/absent\.csr\.pem/),
      expect.stringMatching(/readers\.1: readers\/keyed\.csr\.pem holds a private key/),
      expect.stringMatching(/readers\.2: readers\/torn\.csr\.pem is no PEM certificate request/),
      expect.stringMatching(/readers\.3: readers\/desk-2\.csr\.pem asks for the name "desk-1", not "desk-2"/),
      expect.stringMatching(/readers\.4: a reader is named by .*"desk:3" is not/),
      expect.stringMatching(/readers\.5: a reader is named by .*"import" is not/),
      expect.stringMatching(/readers\.6: readers\/torn\.csr\.pem is no PEM/),
      expect.stringMatching(/readers\.6: torn is named twice/),
    ]);
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
