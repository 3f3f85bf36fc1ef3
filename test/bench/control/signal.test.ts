import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareStream, compileSignalPeer } from './signal-compare.ts';
import { STREAMS } from './signal-streams.ts';

/**
 * Numbers that the engine passes to functions which it has not inlined take 12 to 16 bytes each. Which those are is its
 * own choice, and another one each time; an object or array for each sample would come on top.
 */
const BOXES_BYTES = 4 * 16;
const WITH_PEER = ['goertzel', 'lock-in', 'phase lock', 'onset'];

describe('a streaming analysis', () => {
  let folder = '';
  let peer: string | null = null;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'buhera-signal-'));
    peer = compileSignalPeer(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(Object.keys(STREAMS))(
    '%s leaves nothing but boxes of numbers, and comes to what C comes to',
    (name) => {
      const { litterBytes, difference } = compareStream(peer, name, 100_000);
      expect(litterBytes).toBeLessThanOrEqual(BOXES_BYTES);
      expect(difference === null).toBe(peer === null || !WITH_PEER.includes(name));
      expect(difference ?? 0).toBeLessThan(1e-7);
    },
  );
});
