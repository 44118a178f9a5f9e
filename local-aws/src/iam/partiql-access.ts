import { type Access, UnknownCall } from './access';

const NAME = '(?:"([^"]+)"|([A-Za-z0-9_.-]+))';
const INDEX = String.raw`(?:\s*\.\s*${NAME})?`;

/** What each kind of statement needs, by how it begins. Subselects and joins are not part of PartiQL here. */
const KINDS: readonly { readonly action: string; readonly form: RegExp }[] = [
  {
    action: 'dynamodb:PartiQLInsert',
    form: new RegExp(String.raw`^\s*INSERT\s+INTO\s+${NAME}\s+VALUE\b`, 'i'),
  },
  { action: 'dynamodb:PartiQLUpdate', form: new RegExp(String.raw`^\s*UPDATE\s+${NAME}\s`, 'i') },
  { action: 'dynamodb:PartiQLDelete', form: new RegExp(String.raw`^\s*DELETE\s+FROM\s+${NAME}\s`, 'i') },
  {
    action: 'dynamodb:PartiQLSelect',
    form: new RegExp(
      String.raw`^\s*(?:EXISTS\s*\(\s*)?SELECT\s[^]*?\sFROM\s+${NAME}${INDEX}(?:\s|\)|$)`,
      'i',
    ),
  },
];

/** The permission that a PartiQL statement needs. Errors: UnknownCall if it is none that is known. */
export function partiqlAccess(statement: string, tableArn: (name: string) => string): Access {
  for (const { action, form } of KINDS) {
    const found = form.exec(statement);
    if (!found) continue;
    const [, quoted, plain, quotedIndex, plainIndex] = found;
    const table = tableArn(quoted ?? plain ?? '');
    const index = quotedIndex ?? plainIndex;
    return { action, resource: index === undefined ? table : `${table}/index/${index}` };
  }
  throw new UnknownCall(`Nobody can tell which permission the statement needs: ${statement.slice(0, 200)}`);
}
