/**
 * The reference problems as plant files through the real command line: closed forms, tight-tolerance integrations and
 * published property data, whose numbers (reference/expected.json) were computed independently of this program.
 */
import { describe, expect, test } from 'vitest';
import network from '../physics/vectors/network-8.json' with { type: 'json' };
import { buhera } from './buhera.ts';
import expected from './reference/expected.json' with { type: 'json' };
import { CLOSED_FORM, expectClose, Table, tableOfFile } from './simulation.ts';

const R = 8.31446261815324;
const ARGON_KG_PER_MOL = 39.948e-3;
const NITROGEN_KG_PER_MOL = 28.014e-3;

/** Runs a plant of the reference; one row at the start and one each `every`. */
function table(name: string, until: string, every: string, ...options: string[]): Promise<Table> {
  return tableOfFile(`test/e2e/reference/${name}.toml`, '--until', until, '--every', every, ...options);
}

/** Options that move a pressure to each of the values, one a millisecond; the rows to read are one later each. */
function through(input: string, values: readonly number[]): string[] {
  return values.flatMap((value, i) => ['--at', `${i} ms ${input}=${value}`]);
}

describe('vessels', () => {
  test('empty through a choked nozzle', async () => {
    const { rows } = expected.blowdown_adiabatic_choked;
    const run = await table('blowdown', '8s', '500ms');
    expect(rows).toHaveLength(6);
    for (const { t_s, pressure_Pa, temperature_K, mass_kg } of rows) {
      expectClose(run.at(t_s, 'vessel.pressure_Pa'), pressure_Pa);
      expectClose(run.at(t_s, 'vessel.temperature_K'), temperature_K);
      expectClose(run.at(t_s, 'vessel.mass_kg'), mass_kg);
    }
  });

  test('fill from reservoirs', async () => {
    const run = await table('filling', '8s', '8s');
    const { final_T_K_const_gamma, final_T_K_NASA7 } = expected.fill_from_vacuum;
    expectClose(run.last('from_vacuum_Ar.temperature_K'), final_T_K_const_gamma.Ar);
    expectClose(run.last('from_vacuum_N2.temperature_K'), final_T_K_NASA7.N2);
    // The rows are for γ = 1.4, which no gas here has; their form with that of helium is exact.
    const form = (gamma: number, supplyK: number) =>
      (gamma * supplyK) / (1 + 0.1 * ((gamma * supplyK) / 300 - 1));
    const { T2, T2_Ts350 } = expected['fill_partial_const_gamma_1.4'];
    expectClose(form(1.4, 300), T2, 1e-12);
    expectClose(form(1.4, 350), T2_Ts350, 1e-12);
    expectClose(run.last('partly.temperature_K'), form(5 / 3, 300));
    expectClose(run.last('partly_warm.temperature_K'), form(5 / 3, 350));
    for (const id of ['from_vacuum_Ar', 'from_vacuum_N2', 'partly', 'partly_warm']) {
      expectClose(run.last(`${id}.pressure_Pa`), 1e6);
    }
  });

  test('joined until nothing differs share energy, and make the entropy of that', async () => {
    const { Tf_K, pf_Pa, S_generated_J_K } = expected.two_vessels;
    const run = await table('two-vessels', '60s', '10s');
    for (const id of ['first', 'second']) {
      expectClose(run.last(`${id}.pressure_Pa`), pf_Pa, 1e-6);
      expectClose(run.last(`${id}.temperature_K`), Tf_K, 1e-6);
    }
    expectClose(run.last('ledger.entropy_generated_J_K'), S_generated_J_K, 1e-6);
  });

  test('of two gases make the entropy of mixing', async () => {
    const { He_Ar_equal_volumes, air_79_21_J_per_mol_K } = expected.mixing_entropy;
    const run = await table('mixing', '2000s', '500s');
    expectClose(run.last('helium.mole_fraction.Ar'), 0.5, 1e-6);
    expectClose(run.last('helium.temperature_K'), 300, 1e-6);
    expectClose(run.last('ledger.entropy_generated_J_K'), He_Ar_equal_volumes.dS, 1e-6);
    const air = await table('mixing-air', '2000s', '500s');
    expectClose(air.last('oxygen.mole_fraction.N2'), 0.79, 1e-6);
    const totalMol = (1e5 * 0.1) / (R * 300);
    expectClose(air.last('ledger.entropy_generated_J_K') / totalMol, air_79_21_J_per_mol_K, 1e-5);
  });

  test('take heat', async () => {
    const run = await table('heated', '10s', '10s');
    expectClose(run.last('vessel.temperature_K'), expected.heated_rigid.final_T_K_NASA7, 1e-6);
    expectClose(run.last('ledger.entropy_generated_J_K'), expected.heated_rigid.dS_J_K_NASA7, 1e-6);
  });

  test('with a wall follow the two heat capacities', async () => {
    const { rows } = expected.wall_coupled_linear;
    const run = await table('wall', '2h', '10s');
    expect(rows).toHaveLength(9);
    for (const { t, Tg, Tw } of rows) {
      expectClose(run.at(t, 'vessel.temperature_K'), Tg);
      expectClose(run.at(t, 'vessel.wall_temperature_K'), Tw);
    }
  });

  test('of real gas hold the published mass', async () => {
    const run = await table('real-gas', '10ms', '10ms');
    const errors = { Nitrogen: 1e-4, Argon: 5e-4 };
    let compared = 0;
    for (const gas of ['Nitrogen', 'Argon'] as const) {
      for (const [i, { T, p, rho }] of expected.real_gas[gas].entries()) {
        const id = `${gas.toLowerCase()}${i}`;
        expectClose(run.at(0, `${id}.mass_kg`), rho, errors[gas]);
        expectClose(run.last(`${id}.pressure_Pa`), p, 1e-9);
        expectClose(run.last(`${id}.temperature_K`), T, 1e-9);
        compared++;
      }
    }
    expect(compared).toBe(12);
  });
});

describe('openings', () => {
  test('by ISO 6358', async () => {
    const rows = expected.iso6358;
    const run = await table(
      'iso6358',
      '4ms',
      '1ms',
      ...through(
        'down.pressure',
        rows.map(({ p2 }) => p2),
      ),
    );
    for (const [i, { qm }] of rows.entries()) expectClose(run.at(i * 1e-3, 'r.mass_flow_kg_s'), qm);
    expect(rows).toHaveLength(4);
  });

  test('by the nozzle, below and in choked flow', async () => {
    const rows = expected.orifice_subsonic_N2;
    const values = [...rows.map(({ p2 }) => p2), 1e5];
    const run = await table('orifice', '7ms', '1ms', ...through('down.pressure', values));
    expect(rows).toHaveLength(6);
    for (const [i, { mdot }] of rows.entries())
      expectClose(run.at(i * 1e-3, 'nitrogen.mass_flow_kg_s'), mdot);
    const { N2, He } = expected.choked_mass_flux_1MPa_kg_s_m2;
    expectClose(run.at(6e-3, 'nitrogen.mass_flow_kg_s'), 1e-6 * N2.G_NASA7);
    expectClose(run.at(6e-3, 'helium.mass_flow_kg_s'), 1e-6 * He.G_NASA7);
  });

  test('by IEC 60534', async () => {
    const rows = expected.iec60534_N2_Kv1;
    const run = await table(
      'kv',
      '3ms',
      '1ms',
      ...through(
        'down.pressure',
        rows.map(({ p2 }) => p2),
      ),
    );
    for (const [i, { W_kg_h }] of rows.entries())
      expectClose(run.at(i * 1e-3, 'r.mass_flow_kg_s'), W_kg_h / 3600);
    expect(rows).toHaveLength(3);
  });
});

describe('machines and heat', () => {
  test('compression of nitrogen', async () => {
    const { T2s_NASA7, w_s_J_per_mol, T2_NASA7, w_J_per_mol, sgen_J_per_molK } = expected.compressor.N2;
    const run = await table('compressor', '1s', '1s');
    const molPerS = run.last('lossy.mass_flow_kg_s') / NITROGEN_KG_PER_MOL;
    expectClose(run.last('lossless.discharge_temperature_K'), T2s_NASA7);
    expectClose(run.last('lossy.discharge_temperature_K'), T2_NASA7);
    expectClose(run.last('lossless.power_W') / molPerS, w_s_J_per_mol);
    expectClose(run.last('lossy.power_W') / molPerS, w_J_per_mol);
    // The lossless one adds nothing to it.
    expectClose(run.last('ledger.entropy_generated_J_K') / molPerS, sgen_J_per_molK);
  });

  test('effectiveness of exchangers', async () => {
    const run = await table('exchangers', '1s', '1s');
    expect(expected.eps_ntu).toHaveLength(3);
    for (const [i, { Cr, eps }] of expected.eps_ntu.entries()) {
      const [hot, cold] = [`hot${i + 1}`, `cold${i + 1}`];
      const rate = (stream: string) => (2.5 * R * run.last(`${stream}.mass_flow_kg_s`)) / ARGON_KG_PER_MOL;
      expectClose(rate(cold) / rate(hot), Cr);
      expectClose(run.last(`x${i + 1}.heat_W`) / (rate(cold) * 100), eps);
      expectClose(run.last(`x${i + 1}.effectiveness`), eps);
      expectClose(run.last(`x${i + 1}.second_outlet_temperature_K`), 300 + 100 * eps);
    }
  });

  test('coolers at Carnot', async () => {
    const run = await table('carnot', '1s', '1s');
    for (const [i, { COP }] of expected.carnot.entries()) {
      expectClose(run.at(0, `k${i + 1}.heat_W`) / run.at(0, `k${i + 1}.power_W`), COP, 1e-9);
    }
    expect(expected.carnot).toHaveLength(2);
    expect(Math.abs(run.last('ledger.entropy_generated_J_K'))).toBeLessThan(1e-5);
  });

  test('a cooler with exchangers', async () => {
    const { Qc, W, COP, Sgen } = expected.endoreversible_refrigerator;
    const run = await table('endoreversible', '1s', '1s');
    expectClose(run.last('k.heat_W'), Qc);
    expectClose(run.last('k.power_W'), W);
    expectClose(run.last('k.heat_W') / run.last('k.power_W'), COP);
    expectClose(run.last('ledger.entropy_generated_J_K'), Sgen);
  });

  test('conduction', async () => {
    const run = await table('conduction', '1s', '1s');
    expectClose(run.last('q.heat_W'), expected.heat_conduction_entropy.Q);
    expectClose(run.last('ledger.entropy_generated_J_K'), expected.heat_conduction_entropy.sgen);
  });

  test('the least heat of computing', async () => {
    const run = await table('landauer', '10ms', '10ms');
    const bitJ = run.at(0, 'pool.energy_per_operation_J') / run.at(0, 'pool.landauer_multiple');
    expectClose(bitJ, expected.landauer.J_per_bit, 1e-9);
  });
});

describe('oscillations', () => {
  /** By the upward zeros of a column around a value. */
  function frequencyHz(run: Table, name: string, around: number): number {
    const values = run.column(name).map((value) => value - around);
    const times = run.column('time_s');
    const zeros = values.flatMap((value, i) => {
      const before = values[i - 1] ?? 0;
      const beforeS = times[i - 1] ?? 0;
      return before < 0 && value >= 0
        ? [beforeS - (before / (value - before)) * ((times[i] ?? 0) - beforeS)]
        : [];
    });
    expect(zeros.length).toBeGreaterThan(3);
    return (zeros.length - 1) / ((zeros.at(-1) ?? 0) - (zeros[0] ?? 0));
  }

  test('of a vessel with a neck', async () => {
    const run = await table('helmholtz', '250ms', '0.1ms');
    expectClose(frequencyHz(run, 'vessel.pressure_Pa', 101325), expected.helmholtz.f_noend, 1e-3);
  });

  test('of a closed tube in 32 cells', async () => {
    const run = await table('tube', '40ms', '0.05ms');
    // (π/32)²/24 of it is the cells'.
    expectClose(frequencyHz(run, 'c0.pressure_Pa', 1e5), expected.tube_closed_closed.f_Hz[0] ?? 0, 1e-3);
  });

  test('of gas springs', async () => {
    const rows = expected.gas_spring_linear.table;
    const run = await table('gas-springs', '8s', '5ms');
    const times = run.column('time_s');
    expect(rows).toHaveLength(4);
    for (const [i, { W_norm, K_re, phase_deg }] of rows.entries()) {
      // Of the last whole cycle.
      const last = times.flatMap((timeS, row) => (timeS > 7 + 1e-9 ? [row] : []));
      expect(last).toHaveLength(200);
      const pressures = run.column(`s${i + 1}.pressure_Pa`);
      const share = (wave: (angle: number) => number) =>
        last.reduce((sum, row) => sum + (pressures[row] ?? 0) * wave(2 * Math.PI * (times[row] ?? 0)), 0) /
        100;
      const [inPhase, ahead] = [share(Math.sin), share(Math.cos)];
      const powers = run.column(`p${i + 1}.power_W`);
      const workJ = last.reduce((sum, row) => sum + (powers[row] ?? 0) / 200, 0);
      expectClose(workJ / (Math.PI * 100 * 1e-4), W_norm, 0.01);
      expectClose(inPhase / 1e3, K_re, 0.01);
      expectClose((Math.atan2(ahead, inPhase) * 180) / Math.PI, phase_deg, 0.01);
    }
  });
});

describe('the ring of eight chambers', () => {
  test('follows the integration of the reference for ten seconds', async () => {
    const args = ['test/e2e/reference/network-8.toml', '--until', '10s', '--every', '100ms'];
    const { code, stdout, stderr } = await buhera(['simulate', ...args]);
    // It says of its water that no real water stays vapour there.
    expect({ code, warned: stderr.includes('condensation') }).toEqual({ code: 0, warned: true });
    const run = new Table(stdout);
    let compared = 0;
    for (const { t, T, p, Tw } of network.rows) {
      for (let i = 0; i < 8; i++) {
        expectClose(run.at(t, `c${i}.temperature_K`), T[i] ?? 0, CLOSED_FORM / 1000);
        expectClose(run.at(t, `c${i}.pressure_Pa`), p[i] ?? 0, CLOSED_FORM / 1000);
        expectClose(run.at(t, `c${i}.wall_temperature_K`), Tw[i] ?? 0, CLOSED_FORM / 1000);
        compared++;
      }
    }
    expect(compared).toBe(48);
    expect(run.last('ledger.mass_residual_relative')).toBeLessThan(1e-12);
    expect(run.last('ledger.energy_residual_relative')).toBeLessThan(1e-12);
  });
});
