import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { initialActuator, stepActuator } from '../../src/field/emulated/actuator-model.ts';

const VALVE = { strokeTimeS: 0.5, deadTimeS: 0.1 };

describe('actuator model', () => {
  test('nothing moves before the dead time, then it moves at its stroke', () => {
    let state = stepActuator(VALVE, initialActuator(0), 1, 0);
    state = stepActuator(VALVE, state, 1, 0.1);
    expect(state.position).toBe(0);
    state = stepActuator(VALVE, state, 1, 0.35);
    expect(state.position).toBeCloseTo(0.5, 12);
    state = stepActuator(VALVE, state, 1, 5);
    expect(state.position).toBe(1);
    expect(state.delayed).toEqual([]);
  });

  test('the path does not depend on how often it is looked at', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            dtS: fc.double({ min: 0.01, max: 0.4, noNaN: true }),
            to: fc.double({ min: 0, max: 1, noNaN: true }),
          }),
        ),
        (commands) => {
          let coarse = initialActuator(0.5);
          let fine = initialActuator(0.5);
          let nowS = 0;
          for (const { dtS, to } of commands) {
            coarse = stepActuator(VALVE, coarse, to, nowS);
            fine = stepActuator(VALVE, fine, to, nowS);
            for (let i = 1; i <= 7; i++) fine = stepActuator(VALVE, fine, to, nowS + (dtS * i) / 7);
            nowS += dtS;
            coarse = stepActuator(VALVE, coarse, to, nowS);
            expect(coarse.position).toBeCloseTo(fine.position, 9);
          }
        },
      ),
    );
  });

  test('a stroke of zero is at once, after the dead time', () => {
    const relay = { strokeTimeS: 0, deadTimeS: 0.02 };
    let state = stepActuator(relay, initialActuator(0), 1, 0);
    state = stepActuator(relay, state, 1, 0.01);
    expect(state.position).toBe(0);
    expect(stepActuator(relay, state, 1, 0.02).position).toBe(1);
    expect(stepActuator({ strokeTimeS: 0, deadTimeS: 0 }, initialActuator(0), 1, 0).position).toBe(1);
  });

  test('a command taken back within the dead time still moves the valve there and back', () => {
    let state = stepActuator(VALVE, initialActuator(0), 1, 0);
    state = stepActuator(VALVE, state, 0, 0.05);
    state = stepActuator(VALVE, state, 0, 0.15);
    expect(state.position).toBeCloseTo(0.1, 12);
    expect(stepActuator(VALVE, state, 0, 0.3).position).toBe(0);
  });
});
