/**
 * Integers in cells. As in `dtc`, all arithmetic is on unsigned 64-bit numbers that wrap, with C's operators and
 * precedence, and the result must fit the cell, either as it is or sign-extended.
 */
import type { Scanner } from './scanner.ts';
import type { CellBits } from './tree.ts';

/** Deeper nesting is a mistake or an attack, not a register address. */
const MAX_DEPTH = 100;

const LITERAL = /(0[xX][0-9A-Fa-f]+|[0-9]+)(?:ULL|LL|UL|U|L)?(?![\w])/uy;
const CHARACTER = /'((?:\\[^\n]|[^\\'\n])[^'\n]*)'/uy;

/** Operators by rising precedence; a longer one stands before its beginning. */
const BINARY: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** A literal, a character or an expression in parentheses; null when none comes next. */
export function readInteger(scanner: Scanner, bits: CellBits): bigint | null {
  scanner.peek();
  const start = scanner.offset;
  const value = scanner.peek() === '(' ? parenthesised(scanner, 0) : literal(scanner);
  if (value === null) return null;
  const mask = (1n << BigInt(bits)) - 1n;
  if (value > mask && (value | mask) !== wrap(-1n)) {
    scanner.report(scanner.placeOf(start, scanner.lastEnd), {
      id: 'dt-expression',
      message: `${value} does not fit into a cell of ${bits} bits.`,
      expected: `an integer from 0 to ${mask}, or a negative one in parentheses`,
    });
  }
  return value & mask;
}

function wrap(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

function parenthesised(scanner: Scanner, depth: number): bigint {
  if (depth > MAX_DEPTH) scanner.unexpected('an expression that is not nested as deeply');
  scanner.expect('(', 'before an expression');
  const value = conditional(scanner, depth + 1);
  scanner.expect(')', 'after the expression');
  return value;
}

function conditional(scanner: Scanner, depth: number): bigint {
  const condition = binary(scanner, 0, depth);
  if (!scanner.take('?')) return condition;
  if (depth > MAX_DEPTH) scanner.unexpected('an expression that is not nested as deeply');
  const yes = conditional(scanner, depth + 1);
  scanner.expect(':', 'between the two cases');
  const no = conditional(scanner, depth + 1);
  return condition !== 0n ? yes : no;
}

function binary(scanner: Scanner, level: number, depth: number): bigint {
  const operators = BINARY[level];
  if (operators === undefined) return unary(scanner, depth);
  let left = binary(scanner, level + 1, depth);
  for (;;) {
    const operator = operators.find((candidate) => isNext(scanner, candidate));
    if (operator === undefined) return left;
    scanner.take(operator);
    scanner.peek();
    const start = scanner.offset;
    const right = binary(scanner, level + 1, depth);
    if (right === 0n && (operator === '/' || operator === '%')) {
      scanner.stop(scanner.placeOf(start, scanner.lastEnd), {
        id: 'dt-expression',
        message: 'This divides by zero.',
      });
    }
    left = wrap(apply(operator, left, right));
  }
}

function isNext(scanner: Scanner, operator: string): boolean {
  scanner.peek();
  const { text, offset } = scanner;
  if (!text.startsWith(operator, offset)) return false;
  // `|` is not the beginning of `||`, nor `<` that of `<<`.
  const next = text.charAt(offset + operator.length);
  return operator.length > 1 || !('|&<>'.includes(operator) && next === operator);
}

function apply(operator: string, left: bigint, right: bigint): bigint {
  const truth = (value: boolean) => (value ? 1n : 0n);
  switch (operator) {
    case '||':
      return truth(left !== 0n || right !== 0n);
    case '&&':
      return truth(left !== 0n && right !== 0n);
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '&':
      return left & right;
    case '==':
      return truth(left === right);
    case '!=':
      return truth(left !== right);
    case '<=':
      return truth(left <= right);
    case '>=':
      return truth(left >= right);
    case '<':
      return truth(left < right);
    case '>':
      return truth(left > right);
    case '<<':
      return right > 63n ? 0n : left << right;
    case '>>':
      return right > 63n ? 0n : left >> right;
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    default:
      throw new Error(`invariant: operator ${operator}`);
  }
}

function unary(scanner: Scanner, depth: number): bigint {
  if (depth > MAX_DEPTH) scanner.unexpected('an expression that is not nested as deeply');
  if (scanner.take('-')) return wrap(-unary(scanner, depth + 1));
  if (scanner.take('~')) return wrap(~unary(scanner, depth + 1));
  if (scanner.take('!')) return unary(scanner, depth + 1) === 0n ? 1n : 0n;
  if (scanner.peek() === '(') return parenthesised(scanner, depth);
  return literal(scanner) ?? scanner.unexpected('an integer');
}

function literal(scanner: Scanner): bigint | null {
  scanner.peek();
  const start = scanner.offset;
  const written = scanner.match(LITERAL)?.[1];
  if (written !== undefined) {
    const value = literalValue(written);
    if (value !== null) return value;
    scanner.stop(scanner.placeOf(start, scanner.lastEnd), {
      id: 'dt-expression',
      message: `${written} is not an integer of 64 bits.`,
      expected: 'a decimal, a hexadecimal with 0x, or an octal with 0 in front',
    });
  }
  const character = scanner.match(CHARACTER)?.[1];
  if (character === undefined) return null;
  const bytes = unescapeBytes(character);
  if (bytes.length === 1) return BigInt(bytes[0] ?? 0);
  scanner.stop(scanner.placeOf(start, scanner.lastEnd), {
    id: 'dt-expression',
    message: 'A character in quotes must be exactly one byte.',
  });
}

/** As C reads it: a leading zero means octal. */
function literalValue(written: string): bigint | null {
  const isOctal = /^0[0-9]/u.test(written);
  if (isOctal && /[89]/u.test(written)) return null;
  const value = BigInt(isOctal ? `0o${written.slice(1)}` : written);
  return value > wrap(-1n) ? null : value;
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** Bytes of a text with C's escapes: `\n`, `\x41`, `\101` and so on. */
export function unescapeBytes(text: string): readonly number[] {
  const bytes: number[] = [];
  for (const match of text.matchAll(/\\(?:x([0-9A-Fa-f]{1,2})|([0-7]{1,3})|(.))|[^\\]/gsu)) {
    const [whole, hex, octal, letter] = match;
    if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else if (octal !== undefined) bytes.push(Number.parseInt(octal, 8) & 0xff);
    else if (letter !== undefined)
      bytes.push(...(ESCAPES[letter] === undefined ? Buffer.from(letter) : [ESCAPES[letter]]));
    else bytes.push(...Buffer.from(whole));
  }
  return bytes;
}
