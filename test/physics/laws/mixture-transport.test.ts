import { describe, expect, test } from 'vitest';
import { heatCapacityJPerK, massKg, molesOf, specificGasConstantJPerKgK } from '../../../src/physics/gas.ts';
import { mixtureTransport, updateTransport } from '../../../src/physics/laws/mixture-transport.ts';
import { mixtureThermalConductivityWPerMK } from '../../../src/physics/properties/thermal-conductivity.ts';
import { mixtureViscosityPaS } from '../../../src/physics/properties/viscosity.ts';
import type { Composition } from '../../../src/physics/species.ts';
import { SPECIES } from '../../../src/physics/species.ts';
import { DRY_AIR, relative } from './common.ts';

const GASES: readonly Composition[] = [
  ...SPECIES.map((name) => ({ [name]: 1 })),
  DRY_AIR,
  { He: 0.6, Ar: 0.4 },
  { N2: 0.2, O2: 0.2, H2O: 0.1, He: 0.2, Ne: 0.2, Ar: 0.1 },
];
const TEMPERATURES = Array.from({ length: 400 }, (_, i) => 100.7 + 4.7 * i);
const transport = mixtureTransport(SPECIES);

function perKg(gas: Composition): Float64Array {
  const moles = molesOf(gas, 1);
  const mass = massKg(moles);
  return moles.map((amount) => amount / mass);
}

describe('transport of a mixture', () => {
  test('is that of the laws it was tabulated from', () => {
    const worst = { dry: 0, kink: 0 };
    for (const gas of GASES) {
      const amounts = perKg(gas);
      for (const t of TEMPERATURES) {
        updateTransport(transport, amounts, 0, t);
        const error = Math.max(
          relative(transport.viscosityPaS, mixtureViscosityPaS(amounts, t)),
          relative(transport.conductivityWPerMK, mixtureThermalConductivityWPerMK(amounts, t)),
        );
        const kinked = (gas.H2O ?? 0) > 0 && Math.abs(t - 253.15) < 15;
        if (kinked) worst.kink = Math.max(worst.kink, error);
        else worst.dry = Math.max(worst.dry, error);
      }
    }
    console.info(
      `tabulated transport: ${worst.dry.toExponential(1)}, water near 253 K ${worst.kink.toExponential(1)}`,
    );
    expect(worst.dry).toBeLessThan(1e-6);
    expect(worst.kink).toBeLessThan(3e-4);
  });

  test('has the heat capacity and the gas constant of the mixture', () => {
    for (const gas of GASES) {
      const amounts = perKg(gas);
      for (const t of [150, 300, 1200]) {
        updateTransport(transport, amounts, 0, t);
        expect(relative(transport.heatCapacityJPerKgK, heatCapacityJPerK(amounts, t))).toBeLessThan(1e-14);
        expect(relative(transport.gasConstantJPerKgK, specificGasConstantJPerKgK(amounts))).toBeLessThan(
          1e-14,
        );
      }
    }
  });

  test('takes the amounts from their offset, in the order of its own species', () => {
    const pair = mixtureTransport(['Ar', 'He']);
    const [argon, helium] = [
      perKg({ He: 0.6, Ar: 0.4 })[5] as number,
      perKg({ He: 0.6, Ar: 0.4 })[3] as number,
    ];
    updateTransport(pair, Float64Array.of(9, argon, helium), 1, 300);
    updateTransport(transport, perKg({ He: 0.6, Ar: 0.4 }), 0, 300);
    expect(relative(pair.viscosityPaS, transport.viscosityPaS)).toBeLessThan(1e-14);
    expect(relative(pair.conductivityWPerMK, transport.conductivityWPerMK)).toBeLessThan(1e-14);
  });

  test('is held outside of its range', () => {
    const air = perKg(DRY_AIR);
    const at = (t: number) => {
      updateTransport(transport, air, 0, t);
      return [transport.viscosityPaS, transport.conductivityWPerMK];
    };
    for (const end of [100, 2000]) {
      expect(relative(at(end)[0] as number, mixtureViscosityPaS(air, end))).toBeLessThan(1e-9);
    }
    expect(at(1e-3)).toEqual(at(100));
    expect(at(1e6)).toEqual(at(2000));
  });
});
