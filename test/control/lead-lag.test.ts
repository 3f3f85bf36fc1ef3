import { describe, expect, it } from 'vitest';
import { leadLagOutput } from '../../src/control/lead-lag.ts';

/** Output at the end of a stretch, from rest at zero. */
function response(
  element: { leadS: number; lagS: number },
  input: (timeS: number) => number,
  endS: number,
  dtS: number,
): number {
  let output = 0;
  for (let k = 1; k <= Math.round(endS / dtS); k += 1)
    output = leadLagOutput(element, output, input((k - 1) * dtS), input(k * dtS), dtS);
  return output;
}

describe('lead-lag', () => {
  const element = { leadS: 3, lagS: 2 };

  it('answers a step with 1 + (lead/lag − 1) e^(−t/lag)', () => {
    const step = (timeS: number): number => (timeS > 0 ? 1 : 0);
    for (const endS of [0.5, 2, 6]) {
      const exact = 1 + 0.5 * Math.exp(-endS / 2);
      const [coarse, fine] = [1e-2, 1e-3].map((dtS) => Math.abs(response(element, step, endS, dtS) - exact));
      expect(fine).toBeLessThan(1e-3);
      // First order: ten times the samples, a tenth of the error.
      expect((coarse ?? 0) / (fine ?? 1)).toBeCloseTo(10, 0);
    }
  });

  it('follows a ramp lag less lead behind', () => {
    expect(response(element, (timeS) => timeS, 40, 0.01)).toBeCloseTo(40 - 2 + 3, 6);
  });

  it('the samples after a step are those of the backward difference', () => {
    let output = leadLagOutput(element, 0, 0, 1, 0.5);
    expect(output).toBeCloseTo(3.5 / 2.5, 12);
    output = leadLagOutput(element, output, 1, 1, 0.5);
    expect(output).toBeCloseTo((2 * 1.4 + 3.5 - 3) / 2.5, 12);
  });

  it('without lead and lag lets everything through, and stays bounded for any sample time', () => {
    expect(leadLagOutput({ leadS: 0, lagS: 0 }, 7, 3, 5, 0.1)).toBeCloseTo(5, 12);
    expect(response({ leadS: 0, lagS: 1e-3 }, () => 1, 100, 10)).toBeCloseTo(1, 4);
  });
});
