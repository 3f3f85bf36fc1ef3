import * as z from 'zod';
import { ANONYMOUS, RESERVED_USERS } from '../../field/mqtt/broker/gate.ts';
import { isPasswordHash } from '../../field/mqtt/broker/password.ts';
import { isTopicFilter } from '../../field/mqtt/broker/topics.ts';
import { addIssue } from './fields.ts';

function userName() {
  return z
    .string()
    .min(1)
    .superRefine((name, ctx) => {
      if (!RESERVED_USERS.includes(name)) return;
      addIssue(ctx, `"${name}" means ${name === ANONYMOUS ? 'those without a name' : 'the site itself'}.`, {
        id: 'invalid-name',
        expected: 'another name',
      });
    });
}

function passwordHash() {
  return z.string().superRefine((text, ctx) => {
    if (isPasswordHash(text)) return;
    addIssue(ctx, 'This is not the hash of a password.', {
      id: 'password-hash',
      expected: 'what "buhera mqtt-user <name>" prints, such as "scrypt$16384$8$1$…"',
    });
  });
}

function topicPattern() {
  return z.string().superRefine((text, ctx) => {
    if (isTopicFilter(text)) return;
    addIssue(ctx, `"${text}" is no pattern of topics.`, {
      id: 'topic-pattern',
      expected:
        'levels between "/"; "+" stands for one whole level, "#" for all that follow, at the end alone',
    });
  });
}

function uniqueNames(users: readonly { readonly name: string }[], ctx: z.RefinementCtx): void {
  for (const [index, { name }] of users.entries()) {
    if (users.findIndex((other) => other.name === name) === index) continue;
    const detail = { id: 'duplicate-id', remedy: 'give each user one name and one password' } as const;
    addIssue(ctx, `There is already a user "${name}".`, detail, [index, 'name'], 0);
  }
}

const user = z.strictObject({ name: userName(), password: passwordHash() });

const rule = z.strictObject({
  users: z.array(z.string()).min(1),
  read: z.array(topicPattern()).optional(),
  write: z.array(topicPattern()).optional(),
});

/** Shape of a file with the users of the embedded broker, and what they may. */
export const mqttAccessSchema = z.strictObject({
  user: z.array(user).superRefine(uniqueNames).optional(),
  rule: z.array(rule).min(1),
});
