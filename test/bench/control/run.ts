/**
 * What a loop update costs, beside a C loop in the same run.
 *
 *   npm run bench:control -- [--count 1000]…
 *
 * An update is filter, PID with every limit, two actuators in split range, and the process for the next scan. Exit 1
 * when the loops of the two programs come to other outputs than rounding explains, or an update leaves garbage.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AGREE, compare, compilePeer, NO_LITTER_BYTES } from './compare.ts';

const SCANS_PER_S = 100;

const { values } = parseArgs({
  options: { count: { type: 'string', multiple: true, default: ['1', '1000', '10000'] } },
});
const counts = values.count.map(Number);
if (!counts.every((count) => Number.isInteger(count) && count > 0)) {
  console.error('--count is a whole number');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'buhera-bench-'));
try {
  process.exitCode = report() ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

function report(): boolean {
  const peer = compilePeer(folder);
  if (peer === null) console.log('no C compiler is here: times stand alone');
  const [load = Number.NaN] = loadavg();
  console.log(`${availableParallelism()} cores; others keep ${load.toFixed(1)} of them busy`);
  console.log(' loops   ns/update    C ns   ratio   core at 100 Hz   bytes/update   difference');
  return counts
    .map((count) => {
      const { oursNs, peerNs, litterBytes, difference } = compare(folder, peer, count);
      const share = 100 * oursNs * 1e-9 * count * SCANS_PER_S;
      console.log(
        [
          String(count).padStart(6),
          oursNs.toFixed(1).padStart(11),
          (peerNs?.toFixed(1) ?? '–').padStart(7),
          (peerNs === null ? '–' : (oursNs / peerNs).toFixed(1)).padStart(7),
          `${share.toFixed(3)} %`.padStart(16),
          litterBytes.toFixed(3).padStart(14),
          (difference?.toExponential(1) ?? '–').padStart(12),
        ].join(' '),
      );
      return (difference === null || difference < AGREE) && litterBytes < NO_LITTER_BYTES;
    })
    .every((sound) => sound);
}
