/** A user of the embedded broker, as it stands in a file of users: the password itself is kept nowhere. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { RESERVED_USERS } from '../field/mqtt/broker/gate.ts';
import { hashPassword } from '../field/mqtt/broker/password.ts';
import { print } from './display.ts';
import { usageError } from './exit.ts';

/** Asks for the password without showing it, or takes the first line of standard input. */
export async function mqttUser(name: string): Promise<void> {
  if (RESERVED_USERS.includes(name)) throw usageError(`buhera: "${name}" cannot be the name of a user.`);
  const isTerminal = process.stdin.isTTY === true;
  if (isTerminal) process.stderr.write(`password of ${name}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: isTerminal });
  let password = '';
  for await (const line of lines) {
    password = line;
    break;
  }
  lines.close();
  if (isTerminal) process.stderr.write('\n');
  if (password === '') throw usageError('buhera: an empty password lets everybody in.');
  print(`[[user]]\nname = ${JSON.stringify(name)}\npassword = "${await hashPassword(password)}"`);
}
