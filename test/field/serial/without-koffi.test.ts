import { expect, test, vi } from 'vitest';
import { openPty } from '../../../src/field/serial/pty.ts';

vi.mock('koffi', () => ({
  default: {
    load: () => {
      throw new Error('Cannot find the native Koffi module; did you bundle it correctly?\nmore lines');
    },
  },
}));

test('a system without the binary of koffi is told so, with what to do instead', async () => {
  const opened = await openPty(null);
  expect(opened).toEqual({
    ok: false,
    problem: {
      where: 'a pseudo-terminal',
      what: `koffi cannot call openpty on ${process.platform}-${process.arch} (Cannot find the native Koffi module; did you bundle it correctly?)`,
      option: '',
      remedy: expect.stringContaining('socat'),
    },
  });
});
