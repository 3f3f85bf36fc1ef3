/**
 * What a sample costs in each streaming analysis, beside a C loop in the same run where there is one.
 *
 *   node --import ./test/bench/plant/register-typescript.mjs test/bench/control/signal.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareStream, compileSignalPeer } from './signal-compare.ts';
import { STREAMS } from './signal-streams.ts';

const SAMPLES = 1_000_000;

const folder = mkdtempSync(join(tmpdir(), 'buhera-bench-'));
try {
  const peer = compileSignalPeer(folder);
  console.log('analysis            ns/sample    C ns   bytes/sample   difference');
  for (const name of Object.keys(STREAMS)) {
    const { oursNs, peerNs, litterBytes, difference } = compareStream(peer, name, SAMPLES);
    console.log(
      [
        name.padEnd(18),
        oursNs.toFixed(1).padStart(10),
        (peerNs?.toFixed(1) ?? '–').padStart(7),
        litterBytes.toFixed(3).padStart(14),
        (difference?.toExponential(1) ?? '–').padStart(12),
      ].join(' '),
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
