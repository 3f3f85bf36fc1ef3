import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LoopDefinition, LoopMode } from '../../src/control/definition.ts';
import { setManualOutput, setMode } from '../../src/control/loop-commands.ts';
import { INNER, OUTER, Rig } from './loop-rig.ts';

const MODES: readonly LoopMode[] = ['manual', 'auto', 'cascade', 'remote'];
const PAIRS = MODES.flatMap((from) => MODES.filter((to) => to !== from).map((to) => [from, to] as const));

const pressure = fc.double({ min: 1.2e5, max: 3.8e5, noNaN: true });
const tuning = fc.record({
  gain: fc.double({ min: -60, max: 60, noNaN: true }),
  integralTimeS: fc.option(fc.double({ min: 0.5, max: 100, noNaN: true })),
  derivativeTimeS: fc.oneof(fc.constant(0), fc.double({ min: 0.05, max: 5, noNaN: true })),
  derivativeFilterN: fc.double({ min: 2, max: 20, noNaN: true }),
  setPointWeight: fc.double({ min: 0, max: 1, noNaN: true }),
  derivativeSetPointWeight: fc.constantFrom(0, 1),
  antiWindup: fc.constantFrom('back-calculation' as const, 'conditional' as const),
  // Without integral action, a time over which the bias returns; else a transfer has to bump.
  trackingTimeS: fc.double({ min: 1, max: 100, noNaN: true }),
});
const frame = fc.record({
  pvFilterS: fc.constantFrom(0, 0.5),
  deadBand: fc.constantFrom(
    null,
    { width: 2e3, kind: 'gap' as const },
    { width: 2e3, kind: 'continuous' as const },
  ),
  feedForward: fc.constantFrom(null, {
    tag: 'supply',
    range: [0, 10e5] as const,
    gain: 0.3,
    leadS: 2,
    lagS: 1,
  }),
  setPointTracksPv: fc.boolean(),
});

/** The integral alone moves an output that nothing else does: a sixteenth of a 12-bit output's resolution a scan. */
const RESOLUTION = 1 / 4096 / 16;

it.each(PAIRS)('from %s to %s nothing moves, whatever stands at the inputs', (from, to) => {
  fc.assert(
    fc.property(
      tuning,
      frame,
      fc.record({ pv: pressure, remoteSetPoint: pressure, feedForward: pressure }),
      fc.double({ min: -0.95, max: 0.95, noNaN: true }),
      (pid, shape, inputs, manual) => {
        const definition: LoopDefinition = { ...INNER, ...shape, pid, remote: 'plc.sp', startMode: 'auto' };
        const rig = new Rig(definition, OUTER).put(inputs).put({ pv: 300 }, 'tc1').step();
        // A standing output that is no limit, from which any mode may begin.
        setMode(rig.loop(), 'manual');
        setManualOutput(rig.loop(), manual);
        rig.step(1e-6, 3);
        setMode(rig.loop(), from);
        rig.step(1e-6, 3);
        const before = rig.output();
        setMode(rig.loop(), to);
        rig.step(1e-6);
        expect(Math.abs(rig.output() - before)).toBeLessThan(RESOLUTION);
        expect(rig.loop().mode).toBe(to);
      },
    ),
    { numRuns: 60 },
  );
});

it('looks at every pair', () => expect(PAIRS).toHaveLength(12));
