import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acceptMessage, isOverdue, orderAfter } from '../../../src/field/sparkplug/message-order.ts';

/** Numbers after `first`, in order. */
function numbersAfter(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => (first + 1 + index) % 256);
}

/** Messages that may be late by some places, and their true order. */
const shuffled = fc
  .record({
    first: fc.nat(255),
    lateness: fc.array(fc.nat(20), { minLength: 1, maxLength: 400 }),
  })
  .map(({ first, lateness }) => {
    const sent = numbersAfter(first, lateness.length).map((seq, index) => ({ seq, index }));
    const arrival = (index: number): number => index + (lateness[index] ?? 0);
    const arrived = [...sent].sort((a, b) => arrival(a.index) - arrival(b.index) || a.index - b.index);
    return { first, sent, arrived };
  });

test('messages that all come are all released, in the order in which they were sent', () => {
  fc.assert(
    fc.property(shuffled, ({ first, sent, arrived }) => {
      let order = orderAfter<{ seq: number; index: number }>(first);
      const released: number[] = [];
      for (const message of arrived) {
        const step = acceptMessage(order, message.seq, message, 0);
        order = step.order;
        released.push(...step.released.map(({ index }) => index));
      }
      expect(released).toEqual(sent.map(({ index }) => index));
      expect(order.missingSinceS).toBeNull();
    }),
  );
});

test('behind a message that never comes nothing is released, and it is overdue in time', () => {
  fc.assert(
    fc.property(shuffled, fc.nat(), ({ first, arrived }, which) => {
      // Within one round of the numbers: beyond it nobody can tell a late message from a new one.
      const few = arrived.filter(({ index }) => index < 250);
      const missing = which % few.length;
      let order = orderAfter<{ seq: number; index: number }>(first);
      const released: number[] = [];
      for (const message of few) {
        if (message.index === missing) continue;
        const step = acceptMessage(order, message.seq, message, 10);
        order = step.order;
        released.push(...step.released.map(({ index }) => index));
      }
      expect(released.every((index) => index < missing)).toBe(true);
      expect(isOverdue(order, 12, 2)).toBe(false);
      expect(isOverdue(order, 12.001, 2)).toBe(few.some(({ index }) => index > missing));
    }),
  );
});
