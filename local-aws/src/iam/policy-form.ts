/** A policy uses a form that is not evaluated here. What is not understood may not run: it would be allowed or
 *  refused otherwise than AWS does it. */
export class UnknownPolicyForm extends Error {
  override readonly name = 'UnknownPolicyForm';
  constructor(where: string, what: string) {
    super(
      `The policy of ${where} has ${what}, which the local run cannot evaluate. Write it otherwise, or teach it to local-aws/src/iam.`,
    );
  }
}

/** Values of a policy element that may stand alone or in a list. */
export function listOf(value: unknown, where: string, element: string): string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.map((one) => {
    if (typeof one !== 'string') throw new UnknownPolicyForm(where, `${element} ${JSON.stringify(one)}`);
    if (one.includes('${')) throw new UnknownPolicyForm(where, `a policy variable in ${element} "${one}"`);
    return one;
  });
}
