import { createTerminal, toText } from '../../../ops/lib/terminal';

describe('what a command says', () => {
  it('is as many lines as the command meant, whatever is in them', () => {
    expect(toText(['row 1 refused: a\nb', 'row 2\r\u001b[1A'])).toBe(
      'row 1 refused: a\\nb\nrow 2\\r\\u001b[1A\n',
    );
  });

  it('is nothing where there is no line', () => {
    expect(toText([])).toBe('');
  });

  it('ends its lines as CSV does where that is asked for', () => {
    expect(toText(['a,b', '1,"x\r\ny"'], '\r\n')).toBe('a,b\r\n1,"x\\r\\ny"\r\n');
  });

  it('is as safe on the way there', () => {
    const said: string[] = [];
    const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said.push(String(text));
      return true;
    });
    createTerminal(false).note('a message of desk\u001b[2J was refused', 'and\u202e another');
    write.mockRestore();
    expect(said.join('')).toBe('a message of desk\\u001b[2J was refused\nand\\u202e another\n');
  });
});
