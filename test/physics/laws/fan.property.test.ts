import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fanShaftPowerW, fanVolumeFlowM3PerS } from '../../../src/physics/laws/fan.ts';

const fan = fc.record({
  shutOffPressurePa: fc.double({ min: 1, max: 1e6, noNaN: true }),
  freeVolumeFlowM3PerS: fc.double({ min: 1e-6, max: 100, noNaN: true }),
  efficiency: fc.double({ min: 0.01, max: 1, noNaN: true }),
});
const speed = fc.double({ min: 0, max: 1, noNaN: true });
const rise = fc.double({ min: -1e6, max: 1e6, noNaN: true });

test('the flow is never negative and never rises with the pressure to overcome', () => {
  fc.assert(
    fc.property(fan, speed, rise, rise, (curve, n, one, other) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)];
      const flow = fanVolumeFlowM3PerS(curve, more, n);
      expect(flow).toBeGreaterThanOrEqual(0);
      expect(fanVolumeFlowM3PerS(curve, less, n)).toBeGreaterThanOrEqual(flow);
    }),
  );
});

test('the gas never leaves with less entropy than it came with', () => {
  // A monatomic gas at 1 bar; the pressure downstream stays positive.
  const [upstreamPa, temperatureK, cpOverR] = [1e5, 300, 2.5];
  const within = fc.double({ min: -0.99 * upstreamPa, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fan, speed, within, (curve, n, pressureRisePa) => {
      const flow = fanVolumeFlowM3PerS(curve, pressureRisePa, n);
      if (flow === 0) return;
      const workOverRT = fanShaftPowerW(curve, pressureRisePa, flow) / (flow * upstreamPa);
      const entropyOverR =
        cpOverR * Math.log1p(workOverRT / cpOverR) - Math.log1p(pressureRisePa / upstreamPa);
      expect(temperatureK * entropyOverR).toBeGreaterThanOrEqual(-1e-12);
    }),
    { numRuns: 1000 },
  );
});
