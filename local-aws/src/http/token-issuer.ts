import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  errors,
  exportJWK,
  exportPKCS8,
  exportSPKI,
  generateKeyPair,
  importPKCS8,
  importSPKI,
  type JWK,
  type JWTPayload,
  jwtVerify,
  type KeyLike,
  SignJWT,
} from 'jose';

/** API Gateway's JWT authorizer takes RSA signatures only. */
const ALGORITHM = 'RS256';
const KEY_ID = 'local';
const CLOCK_TOLERANCE_SECONDS = 60;

export type TokenIssuer = {
  /** A bearer token with the claims of a Cognito access token. Lifetime in seconds. */
  mint(options: {
    readonly user: string;
    readonly groups: readonly string[];
    readonly issuer: string;
    readonly clientId: string;
    readonly lifetimeSeconds: number;
  }): Promise<string>;
  /** The claims of a token that this issuer signed, or undefined if it is not good for the issuer. */
  verify(token: string, issuer: string): Promise<JWTPayload | undefined>;
  /** The private key, for another that issues tokens in its name. */
  key(): Promise<JWK>;
};

/** What stands for the user pool: a key in the data directory, kept across restarts. */
export async function openTokenIssuer(dataDir: string): Promise<TokenIssuer> {
  const directory = path.join(dataDir, 'tokens');
  const keys = await openKeys(directory);
  return {
    mint: ({ user, groups, issuer, clientId, lifetimeSeconds }) =>
      new SignJWT({
        'cognito:groups': [...groups],
        client_id: clientId,
        scope: 'aws.cognito.signin.user.admin',
        token_use: 'access',
        username: user,
      })
        .setProtectedHeader({ alg: ALGORITHM, kid: KEY_ID })
        .setSubject(user)
        .setIssuer(issuer)
        .setIssuedAt()
        .setExpirationTime(`${lifetimeSeconds} s`)
        .sign(keys.privateKey),
    verify: async (token, issuer) => {
      try {
        const { payload } = await jwtVerify(token, keys.publicKey, {
          issuer,
          algorithms: [ALGORITHM],
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          requiredClaims: ['exp'],
        });
        return payload;
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
    key: async () => ({
      ...(await exportJWK(keys.privateKey)),
      kid: KEY_ID,
      alg: ALGORITHM,
      use: 'sig',
    }),
  };
}

async function openKeys(directory: string): Promise<{ privateKey: KeyLike; publicKey: KeyLike }> {
  const privateFile = path.join(directory, 'key.pem');
  const publicFile = path.join(directory, 'public.pem');
  if (!existsSync(privateFile)) {
    await mkdir(directory, { recursive: true });
    const pair = await generateKeyPair(ALGORITHM, { extractable: true });
    await writeFile(publicFile, await exportSPKI(pair.publicKey));
    await writeFile(`${privateFile}.partial`, await exportPKCS8(pair.privateKey), { mode: 0o600 });
    await rename(`${privateFile}.partial`, privateFile);
  }
  return {
    privateKey: await importPKCS8(await readFile(privateFile, 'utf8'), ALGORITHM, { extractable: true }),
    publicKey: await importSPKI(await readFile(publicFile, 'utf8'), ALGORITHM),
  };
}
