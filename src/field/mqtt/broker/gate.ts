/** The gate of a broker with users: names, passwords, and the rules that name them. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AccessRules } from '../../wiring.ts';
import { OWN_LOGIN } from '../own-login.ts';
import { hashPassword, isPassword } from './password.ts';
import { type Gate, type Rights, rightsOf } from './rights.ts';

/** In rules: whoever gives no name. */
export const ANONYMOUS = 'anonymous';
/** Names that no user can have. */
export const RESERVED_USERS: readonly string[] = [ANONYMOUS, OWN_LOGIN.user];

export function passwordGate({ users, rules }: AccessRules): Gate {
  const hashes = new Map(users.map(({ name, passwordHash }) => [name, passwordHash]));
  const checker = new PasswordChecker(hashes);
  const rightsFor = (name: string, user: string | null): Rights => {
    const own = rules.filter((rule) => rule.users.includes(name));
    const read = own.flatMap((rule) => rule.read);
    const write = own.flatMap((rule) => rule.write);
    return rightsOf(user, read, write);
  };
  const takesAnybody = rules.some((rule) => rule.users.includes(ANONYMOUS));
  return {
    async logIn(user, password) {
      if (user === null) return takesAnybody ? rightsFor(ANONYMOUS, null) : null;
      if (password === null) return null;
      // The site itself, with a password that changes with each start.
      if (user === OWN_LOGIN.user) return isOwn(password) ? rightsOf(user, EVERYTHING, EVERYTHING) : null;
      return (await checker.check(user, password)) ? rightsFor(user, user) : null;
    },
  };
}

/** A filter that begins with a wildcard leaves out the topics that begin with "$" [MQTT-4.7.2-1]. */
const EVERYTHING = ['#'];

function isOwn(password: Uint8Array): boolean {
  const own = Buffer.from(OWN_LOGIN.password);
  return password.length === own.length && timingSafeEqual(password, own);
}

/**
 * A check costs tens of milliseconds on purpose. So one is made at a time, which leaves the other processor threads
 * alone, and a password that was right is remembered, for a fleet that comes back all at once.
 */
class PasswordChecker {
  private readonly hashes: ReadonlyMap<string, string>;
  private readonly key = randomBytes(32);
  private readonly known = new Map<string, string>();
  private readonly nobody = hashPassword(randomBytes(16).toString('base64'));
  private last: Promise<unknown> = Promise.resolve();

  constructor(hashes: ReadonlyMap<string, string>) {
    this.hashes = hashes;
  }

  check(user: string, password: Uint8Array): Promise<boolean> {
    const digest = createHmac('sha256', this.key).update(password).digest('base64');
    if (this.known.get(user) === digest) return Promise.resolve(true);
    const checked = this.last.then(async () => {
      // Who guesses names learns nothing from the time that it takes.
      const isRight = await isPassword(password, this.hashes.get(user) ?? (await this.nobody));
      if (isRight) this.known.set(user, digest);
      return isRight;
    });
    this.last = checked;
    return checked;
  }
}
