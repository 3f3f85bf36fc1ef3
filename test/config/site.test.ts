import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findSite } from '../../src/config/find-site.ts';
import { loadSite } from '../../src/config/load-site.ts';
import type { Site } from '../../src/config/site.ts';
import { siteTags } from '../../src/config/tags.ts';
import { applyEdit, copyOfSite, type Edit, type SiteCopy } from './support/site-copy.ts';

function load(copy: SiteCopy): Site {
  const { value, diagnostics } = loadSite(copy.folder, { installRoot: copy.root });
  expect(diagnostics).toEqual([]);
  if (value === null) throw new Error('no site');
  return value;
}

function loadEdited(...edits: readonly Edit[]): Site {
  const copy = copyOfSite();
  for (const edit of edits) applyEdit(copy, edit);
  return load(copy);
}

describe('the demo site', () => {
  const site = load(copyOfSite());

  it('takes the limits of the ledger from its plant where it has none of its own', () => {
    const { ledgerLimits } = loadEdited(
      { file: 'etc/demo/site.toml', from: 'mass_limit = 1e-9\n', to: '' },
      {
        file: 'etc/demo/plant.toml',
        from: '[ambient]',
        to: '[ledger]\nmass_residual = 1e-7\nenergy_residual = 1e-6\n\n[ambient]',
      },
    );
    expect(ledgerLimits).toEqual({ massRelative: 1e-7, energyRelative: 1e-9 });
  });

  it('has its settings in SI', () => {
    expect(site).toMatchObject({
      id: 'demo',
      title: 'Demo bench',
      scan: { periodS: 0.01, overrun: 'warn' },
      http: { host: '127.0.0.1', port: 8080 },
      ledgerLimits: { massRelative: 1e-9, energyRelative: 1e-9 },
    });
    expect(site.cycles).toEqual([
      {
        id: 'breath',
        shape: { kind: 'trapezoid', riseS: 4, highS: 6, fallS: 4 },
        lowPa: 150_000,
        highPa: 300_000,
        periodS: 20,
        phaseS: 0,
        repeat: null,
        leadInS: null,
      },
    ]);
    expect(site.loops[1]).toMatchObject({
      setPoint: { kind: 'value', value: 200_000 },
      setPointRange: [100_000, 400_000],
      pid: { gain: 10, integralTimeS: 4, derivativeTimeS: 0 },
      outputs: [
        { tag: 'inlet2.position', from: 0, to: 1 },
        { tag: 'vent2.position', from: 0, to: -1 },
      ],
    });
    expect(site.interlocks.causes.find(({ id }) => id === 'ch1-temperature-high')).toMatchObject({
      condition: { kind: 'limit', direction: 'above', limit: 390, deadband: 5, onBad: 'ignore' },
      onDelayS: 2,
    });
    expect(site.interlocks.matrix.get('ch1-pressure-lost')).toEqual(['isolate-ch1', 'rack-off']);
    expect(site.interlocks.safeState.get('vent1.position')).toBe(1);
    expect(site.alarms).toHaveLength(4);
  });

  it('has its wiring with the motion of every valve', () => {
    const [modbus, mqtt] = site.wiring.buses;
    expect(modbus).toMatchObject({
      kind: 'modbus-tcp',
      id: 'modbus0',
      connect: { host: '127.0.0.1', port: 5020 },
      listen: { host: '127.0.0.1', port: 5020 },
      link: { timeoutS: 0.3, retries: 1, backoffFirstS: 0.5, backoffMaxS: 10 },
    });
    expect(mqtt).toMatchObject({ broker: { kind: 'embedded', listen: { port: 1883 } } });
    const [transmitter, , , analog, relays] = modbus?.devices ?? [];
    // 20 ms + 2 attempts of 300 ms + 100 ms outweighs three periods.
    expect(transmitter).toMatchObject({
      id: 'pt1',
      unit: 1,
      topic: null,
      periodS: 0.02,
      staleS: expect.closeTo(0.72),
    });
    expect(analog?.points[0]).toMatchObject({ direction: 'drive', signal: [0, 10], tag: 'inlet1.position' });
    expect(analog?.points[0]).toHaveProperty('actuator.strokeTimeS');
    expect(relays?.points[1]).toMatchObject({ signal: [0, 1], actuator: { strokeTimeS: 0, deadTimeS: 0 } });
    expect(mqtt?.devices[0]).toMatchObject({ unit: null, topic: 'room' });
  });

  it('starts its outputs as the plant has them', () => {
    expect(site.startOutputs.get('cross.position')).toBe(0);
    expect(site.startOutputs.get('rack1.enabled')).toBe(1);
    expect(site.startOutputs.size).toBe(6);
  });

  it('lists every file that it was made of, with its digest', () => {
    const paths = site.files.map(({ path }) => path);
    expect(paths).toEqual([...paths].sort());
    expect(paths).toContain('devices/keller-33x.toml');
    expect(paths).toContain('device-tree/demo.dts');
    expect(paths).toHaveLength(13);
    expect(site.files.every(({ sha256 }) => /^[0-9a-f]{64}$/u.test(sha256))).toBe(true);
  });

  it('has a tag for each point, device, loop and closure', () => {
    const tags = new Map(siteTags(site).map((tag) => [tag.id, tag]));
    expect(tags.get('ch1.pressure')).toMatchObject({ unit: 'Pa', kind: 'sensor', writable: false });
    expect(tags.get('inlet1.position')).toMatchObject({ unit: '1', kind: 'output', writable: false });
    expect(tags.get('cross.position')).toMatchObject({ kind: 'output', writable: true });
    expect(tags.get('pc1.sp')).toMatchObject({
      unit: 'Pa',
      dimension: 'pressure',
      kind: 'loop',
      writable: true,
    });
    expect(tags.get('pt1.online')).toMatchObject({ kind: 'status', unit: '1' });
    expect(tags.get('ledger.entropy_generated')).toMatchObject({ unit: 'J/K', dimension: null });
    expect(tags.size).toBe(13 + 6 + (6 + 10) + 5 + 5);
  });

  it('knows which outputs are two-valued: those behind a relay', () => {
    const twoValued = siteTags(site).filter((tag) => tag.twoValued);
    expect(twoValued.map(({ id }) => id)).toEqual(['cross.position', 'rack1.enabled']);
  });

  it('changes its digest with any byte', () => {
    const copy = copyOfSite();
    appendFileSync(join(copy.folder, 'plant.toml'), '# one more comment\n');
    const digest = (of: Site) => of.files.find(({ path }) => path.endsWith('plant.toml'))?.sha256;
    expect(digest(load(copy))).not.toBe(digest(site));
  });
});

describe('a site', () => {
  it('reaches an outside broker by changing one line', () => {
    const site = loadEdited({
      file: 'device-tree/demo.dts',
      from: 'buhera,broker = "embedded"',
      to: 'buhera,broker = "mqtt://127.0.0.1:1884"',
    });
    expect(site.wiring.buses[1]).toMatchObject({
      broker: { kind: 'external', url: 'mqtt://127.0.0.1:1884' },
    });
  });

  it('may leave both ports to the host', () => {
    const copy = copyOfSite();
    applyEdit(copy, { file: 'device-tree/demo.dts', from: '"127.0.0.1:5020"', to: '"127.0.0.1:0"' });
    applyEdit(copy, {
      file: 'device-tree/demo.dts',
      from: 'buhera,listen = "127.0.0.1:1883"',
      to: 'buhera,listen = "127.0.0.1:0"',
    });
    expect(load(copy).wiring.buses.map(({ id }) => id)).toEqual(['modbus0', 'mqtt0']);
  });

  it.each(['localhost', '[::1]', '127.0.1.1'])('may serve its API at %s, which is this machine', (host) => {
    const listen = `"${host}:8080"`;
    expect(loadEdited({ file: 'etc/demo/site.toml', from: '"127.0.0.1:8080"', to: listen }).http.port).toBe(
      8080,
    );
  });

  it('leaves a disabled device out', () => {
    const copy = copyOfSite();
    applyEdit(copy, {
      file: 'device-tree/demo.dts',
      from: 'buhera,topic = "room";',
      to: 'buhera,topic = "room"; status = "disabled";',
    });
    rmSync(join(copy.folder, 'alarms.toml'));
    expect(load(copy).wiring.buses[1]?.devices).toEqual([]);
  });

  it('needs no interlocks while it drives nothing, and asks for them when it does', () => {
    const copy = copyOfSite();
    rmSync(join(copy.folder, 'interlocks.toml'));
    const { diagnostics } = loadSite(copy.folder, { installRoot: copy.root });
    expect(diagnostics.map(({ id, file }) => `${id} ${file.split('/').at(-1)}`)).toEqual([
      'no-safe-state interlocks.toml',
    ]);
    rmSync(join(copy.folder, 'control.toml'));
    rmSync(join(copy.folder, 'alarms.toml'));
    const dts = readFileSync(join(copy.root, 'device-tree/demo.dts'), 'utf8');
    writeFileSync(
      join(copy.root, 'device-tree/demo.dts'),
      `${dts}\n/delete-node/ &ao1;\n/delete-node/ &do1;\n`,
    );
    expect(load(copy).interlocks.causes).toEqual([]);
  });

  it('takes a wiring from its own folder before the common one', () => {
    const copy = copyOfSite();
    writeFileSync(join(copy.folder, 'demo.dts'), readFileSync(join(copy.root, 'device-tree/demo.dts')));
    expect(load(copy).files.map(({ path }) => path)).toContain('etc/demo/demo.dts');
  });

  it('finds profiles in the installation when it has none of its own', () => {
    const copy = copyOfSite();
    const installed = copyOfSite();
    rmSync(join(copy.root, 'devices'), { recursive: true });
    const { value } = loadSite(copy.folder, { installRoot: installed.root });
    expect(value?.wiring.buses).toHaveLength(2);
  });

  it('trips on a bad sensor unless its file says otherwise', () => {
    const site = loadEdited({
      file: 'etc/demo/interlocks.toml',
      from: 'above = "390 K"\ndeadband = "5 K"\ndelay = "2 s"\non_bad = "ignore" ',
      to: 'above = "390 K"\ndeadband = "5 K"\ndelay = "2 s"\n#',
    });
    const cause = site.interlocks.causes.find(({ id }) => id === 'ch1-temperature-high');
    expect(cause?.condition).toMatchObject({ onBad: 'trip' });
  });

  it('with mistakes in several files has all of them reported', () => {
    const copy = copyOfSite();
    applyEdit(copy, { file: 'etc/demo/site.toml', from: 'title =', to: 'titel =' });
    applyEdit(copy, { file: 'etc/demo/plant.toml', from: '"40 W"', to: '"40 bar"' });
    applyEdit(copy, { file: 'etc/demo/alarms.toml', from: '"low"', to: '"lo"' });
    applyEdit(copy, { file: 'etc/demo/control.toml', from: 'shape = "trapezoid"\n', to: '' });
    const { diagnostics } = loadSite(copy.folder, { installRoot: copy.root });
    expect(diagnostics.map(({ id }) => id)).toEqual([
      'invalid-choice',
      'missing-key',
      'invalid-quantity',
      'unknown-key',
    ]);
  });
});

describe('a site by name', () => {
  it('is found under etc of the working directory, then of the installation', () => {
    const here = copyOfSite();
    const installed = copyOfSite();
    const search = { cwd: here.root, installRoot: installed.root };
    expect(findSite('demo', search)).toEqual({ folder: here.folder });
    expect(findSite('etc/demo', search)).toEqual({ folder: here.folder });
    expect(findSite(here.folder, { cwd: '/', installRoot: '/' })).toEqual({ folder: here.folder });
    rmSync(here.folder, { recursive: true });
    expect(findSite('demo', search)).toEqual({ folder: installed.folder });
  });

  it('that does not exist gets the list of those that do', () => {
    const { root } = copyOfSite();
    mkdirSync(join(root, 'etc', 'not-a-site'));
    const found = findSite('demmo', { cwd: root, installRoot: root });
    expect(found).toMatchObject({
      diagnostic: {
        id: 'site-not-found',
        expected: 'a folder with a site.toml, or one of demo',
        remedy: 'did you mean "demo"?',
      },
    });
    expect(findSite('not-a-site', { cwd: root, installRoot: root })).toMatchObject({
      diagnostic: { id: 'site-not-found', file: join(root, 'etc', 'not-a-site') },
    });
  });
});
