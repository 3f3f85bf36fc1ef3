import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outputOfSetPoint, setPointOfOutput } from '../../src/control/cascade.ts';
import { cascadeOrder } from '../../src/control/cascade-order.ts';
import { setManualOutput, setMode } from '../../src/control/loop-commands.ts';
import { INNER, OUTER, PRESSURE, Rig } from './loop-rig.ts';

function cascade(...definitions: readonly (typeof OUTER)[]): Rig {
  const rig = new Rig(...(definitions.length === 0 ? [INNER, OUTER] : definitions));
  return rig.put({ pv: 2e5 }).put({ pv: 318 }, 'tc1');
}

describe('order', () => {
  it('sets whoever gives a set-point before whoever takes it', () => {
    const loops = [
      { id: 'c', cascade: 'b' },
      { id: 'x', cascade: null },
      { id: 'b', cascade: 'a' },
      { id: 'a', cascade: null },
    ];
    expect(cascadeOrder(loops)).toEqual({ kind: 'order', ids: ['a', 'b', 'c', 'x'] });
  });

  it.each([
    ['itself', [{ id: 'a', cascade: 'a' }], ['a']],
    [
      'three loops',
      [
        { id: 'z', cascade: null },
        { id: 'a', cascade: 'c' },
        { id: 'b', cascade: 'a' },
        { id: 'c', cascade: 'b' },
      ],
      ['b', 'c', 'a'],
    ],
  ])('finds a ring of %s', (_what, loops, ids) => {
    const order = cascadeOrder(loops);
    expect(order.kind).toBe('ring');
    expect([...order.ids].sort()).toEqual([...ids].sort());
  });

  it('is a permutation of the loops that keeps every chain', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 30 }), (picks) => {
        // Each loop may take its set-point from an earlier one, whatever the order in the file.
        const loops = picks.map((pick, index) => ({
          id: `l${index}`,
          cascade: index === 0 || pick % 3 === 0 ? null : `l${pick % index}`,
        }));
        const order = cascadeOrder([...loops].reverse());
        expect(order.kind).toBe('order');
        expect([...order.ids].sort()).toEqual(loops.map(({ id }) => id).sort());
        for (const { id, cascade: outer } of loops)
          if (outer !== null) expect(order.ids.indexOf(outer)).toBeLessThan(order.ids.indexOf(id));
      }),
    );
  });
});

describe('a cascade', () => {
  it('spreads the output range of the outer loop over the set-point range of the inner one', () => {
    expect(setPointOfOutput(OUTER, INNER, 0)).toBe(1e5);
    expect(setPointOfOutput(OUTER, INNER, 0.5)).toBe(2.5e5);
    expect(setPointOfOutput(OUTER, INNER, 1)).toBe(4e5);
    expect(outputOfSetPoint(OUTER, INNER, 1.75e5)).toBeCloseTo(0.25, 12);
  });

  it('begins where the inner process stands', () => {
    const rig = cascade().step();
    expect(rig.setPoint()).toBe(2e5);
    expect(rig.output('tc1')).toBeCloseTo(1 / 3, 12);
    expect(rig.step().setPoint()).toBeCloseTo(2e5, 0);
  });

  it('passes the outer output on in the same scan', () => {
    const rig = cascade().step(0.01, 10).put({ pv: 310 }, 'tc1').step();
    expect(rig.setPoint()).toBe(setPointOfOutput(OUTER, INNER, rig.output('tc1')));
    expect(rig.setPoint()).toBeGreaterThan(2.1e5);
  });

  it.each(['auto', 'manual'] as const)(
    'while the inner loop is in %s, the outer one follows its set-point',
    (mode) => {
      const rig = cascade().step(0.01, 10);
      setMode(rig.loop(), mode);
      rig.put({ pv: 280 }, 'tc1').step(1, 300);
      expect(rig.output('tc1')).toBeCloseTo(outputOfSetPoint(OUTER, INNER, rig.setPoint()), 12);
      const before = [rig.setPoint(), rig.output()] as const;
      setMode(rig.loop(), 'cascade');
      rig.step(0.01);
      expect(Math.abs(rig.setPoint() - before[0]) / 3e5).toBeLessThan(1e-12);
      expect(Math.abs(rig.output() - before[1])).toBeLessThan(1e-9);
    },
  );

  it('an outer loop in manual is followed too, and its output tracks while the inner loop is away', () => {
    const rig = cascade().step(0.01, 10);
    setMode(rig.loop('tc1'), 'manual');
    setManualOutput(rig.loop('tc1'), 0.5);
    expect(rig.step().setPoint()).toBe(2.5e5);
    setMode(rig.loop(), 'auto');
    rig.loop().localSetPoint = 1.6e5;
    rig.step(0.01, 2);
    expect(rig.output('tc1')).toBeCloseTo(0.2, 12);
    setMode(rig.loop(), 'cascade');
    expect(rig.step().setPoint()).toBeCloseTo(1.6e5, 6);
  });

  it.each([
    ['its PV is bad', { pv: Number.NaN }],
    ['its output tracks', { trackedOutput: 0.5 }],
    ['an interlock holds its actuators', { openLow: -1, openHigh: -1 }],
  ])(
    'while the inner loop cannot follow because %s, the outer one stands still and does not wind up',
    (_why, input) => {
      const rig = cascade().step(0.01, 10).put(input).step();
      const stood = rig.output('tc1');
      rig.put({ pv: 275 }, 'tc1').step(1, 300);
      expect(rig.output('tc1')).toBeCloseTo(stood, 9);
      rig.put({ pv: 2e5, trackedOutput: Number.NaN, openLow: -1, openHigh: 1 }).step();
      expect(Math.abs(rig.output('tc1') - stood)).toBeLessThan(1e-9);
    },
  );

  it('while the inner output is at a limit, the outer integral grows no further into it, and comes back at once', () => {
    const weak = { ...INNER, pid: { ...INNER.pid, gain: 5 } };
    const rig = cascade(weak, OUTER).step(0.01, 10);
    // Both processes stay low: the inner valve opens fully, the outer loop wants ever more.
    rig.put({ pv: 1e5 }).put({ pv: 310 }, 'tc1').step(0.1, 3000);
    expect(rig.output()).toBe(1);
    const stood = rig.output('tc1');
    // Five minutes of an error of 10 K would carry it to its end otherwise.
    expect(stood).toBeLessThan(0.7);
    rig.put({ pv: 310.5 }, 'tc1').step(0.1);
    expect(rig.output('tc1')).toBeLessThan(stood);
  });

  it('an inner loop of reversed action at its upper end keeps the outer one from falling', () => {
    const reversed = { ...INNER, pid: { ...INNER.pid, gain: -5 } };
    const rig = cascade(reversed, OUTER).step(0.01, 10);
    rig.put({ pv: 4e5 }).put({ pv: 330 }, 'tc1').step(0.1, 3000);
    expect(rig.output()).toBe(1);
    expect(rig.output('tc1')).toBeGreaterThan(0.05);
  });

  it('falls through three loops', () => {
    const top = { ...OUTER, id: 'top', pv: 'x', setPointRange: OUTER.setPointRange };
    const middle = { ...OUTER, cascade: 'top', startMode: 'cascade' as const };
    const rig = new Rig(INNER, middle, top).put({ pv: 2e5 }).put({ pv: 318 }, 'tc1').put({ pv: 300 }, 'top');
    rig.step(0.01, 20);
    expect(rig.setPoint('tc1')).toBe(setPointOfOutput(top, middle, rig.output('top')));
    expect(rig.setPoint()).toBe(setPointOfOutput(middle, INNER, rig.output('tc1')));
    // The innermost leaves: everything above follows.
    setMode(rig.loop(), 'auto');
    rig.step(0.01, 3);
    expect(rig.output('top')).toBeCloseTo(outputOfSetPoint(top, middle, rig.setPoint('tc1')), 12);
    expect(PRESSURE.cascade).toBeNull();
  });
});
