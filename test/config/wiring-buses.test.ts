import { describe, expect, test } from 'vitest';
import { loadSite } from '../../src/config/load-site.ts';
import type { Bus } from '../../src/field/wiring.ts';
import { applyEdit, copyOfSite } from './support/site-copy.ts';

const FILE = 'device-tree/demo.dts';

/** The Modbus bus of the site when it is of another kind and its endpoint is replaced by other properties. */
function modbusBus(compatible: string, properties: string): Bus | undefined {
  const copy = copyOfSite();
  applyEdit(copy, { file: FILE, from: '"buhera,modbus-tcp"', to: `"${compatible}"` });
  applyEdit(copy, { file: FILE, from: 'buhera,connect = "127.0.0.1:5020";', to: properties });
  const { value, diagnostics } = loadSite(copy.folder, { installRoot: copy.root });
  // The polls of the demo are for Modbus TCP.
  expect(diagnostics.filter(({ id }) => id !== 'bus-overload')).toEqual([]);
  return value?.wiring.buses[0];
}

describe('Modbus buses of the device tree', () => {
  test('a serial bus without any property is emulated at the rate of most devices', () => {
    expect(modbusBus('buhera,modbus-rtu', '')).toMatchObject({
      kind: 'modbus-rtu',
      connect: null,
      listen: null,
      ptyLink: null,
      serial: { baudRate: 9600, parity: 'none', stopBits: 1, rtsDelay: null },
      // 3.5 characters of 11 bits.
      silenceS: expect.closeTo(38.5 / 9600, 9),
      turnaroundS: 0,
    });
  });

  test('a serial bus takes ports, line settings and pauses', () => {
    const bus = modbusBus(
      'buhera,modbus-rtu',
      `buhera,connect = "/dev/ttyUSB0";
       buhera,listen = "/dev/serial/by-id/usb-FTDI";
       current-speed = <38400>;
       buhera,parity = "even";
       buhera,stop-bits = <2>;
       rs485-rts-delay = <1 2>;
       buhera,inter-frame-us = <5000>;
       buhera,turnaround-ms = <20>;`,
    );
    expect(bus).toMatchObject({
      connect: '/dev/ttyUSB0',
      listen: '/dev/serial/by-id/usb-FTDI',
      serial: { baudRate: 38400, parity: 'even', stopBits: 2, rtsDelay: { beforeS: 0.001, afterS: 0.002 } },
      silenceS: 0.005,
      turnaroundS: 0.02,
    });
  });

  test('a bus says how lost devices are tried, and a device whether it must prove itself', () => {
    const plain = modbusBus('buhera,modbus-tcp', 'buhera,connect = "127.0.0.1:5020";');
    expect(plain?.link).not.toHaveProperty('probeShare');
    expect(plain?.devices[0]).not.toHaveProperty('verify');
    expect(plain).not.toHaveProperty('gateway');
    const copy = copyOfSite();
    applyEdit(copy, { file: FILE, from: 'reg = <1>;', to: 'reg = <1>; buhera,verify = "off";' });
    applyEdit(copy, {
      file: FILE,
      from: 'buhera,connect = "127.0.0.1:5020";',
      to: `buhera,connect = "127.0.0.1:5020"; buhera,probe-share-percent = <12>;
           buhera,absent-unit = "target-failed"; buhera,max-connections = <3>;`,
    });
    const { value, diagnostics } = loadSite(copy.folder, { installRoot: copy.root });
    expect(diagnostics).toEqual([]);
    expect(value?.wiring.buses[0]).toMatchObject({
      link: { probeShare: 0.12 },
      gateway: { absentUnit: 'target-failed', maxConnections: 3 },
      devices: [{ verify: false }, ...new Array(4).fill({})],
    });
  });

  test('serial frames over TCP take a limit of connections, and no answer for absent units', () => {
    const endpoint = 'buhera,connect = "127.0.0.1:5020"; buhera,max-connections = <2>;';
    expect(modbusBus('buhera,modbus-rtu-tcp', endpoint)).toMatchObject({ gateway: { maxConnections: 2 } });
    const copy = copyOfSite();
    applyEdit(copy, { file: FILE, from: '"buhera,modbus-tcp"', to: '"buhera,modbus-rtu-tcp"' });
    applyEdit(copy, {
      file: FILE,
      from: 'buhera,connect = "127.0.0.1:5020";',
      to: 'buhera,connect = "127.0.0.1:5020"; buhera,absent-unit = "silent";',
    });
    const { diagnostics } = loadSite(copy.folder, { installRoot: copy.root });
    expect(diagnostics.map(({ id }) => id)).toEqual(['unknown-property']);
  });

  test('emulated devices keep the time of their line where they are told to', () => {
    expect(modbusBus('buhera,modbus-rtu', '')).not.toHaveProperty('pacedByBaud');
    expect(modbusBus('buhera,modbus-rtu', 'buhera,line-timing = "baud";')).toMatchObject({
      pacedByBaud: true,
    });
  });

  test('"pty" stands for a pseudo-terminal, which may have a link', () => {
    const bus = modbusBus('buhera,modbus-rtu', 'buhera,listen = "pty"; buhera,pty-link = "/tmp/bus0";');
    expect(bus).toMatchObject({ listen: null, ptyLink: '/tmp/bus0' });
  });

  test('serial frames over TCP have one request under way, Modbus TCP as many as it is told', () => {
    const endpoint = 'buhera,connect = "127.0.0.1:5020";';
    expect(modbusBus('buhera,modbus-rtu-tcp', endpoint)).toMatchObject({
      kind: 'modbus-tcp',
      framing: 'rtu',
      maxInFlight: 1,
    });
    expect(modbusBus('buhera,modbus-tcp', endpoint)).toMatchObject({ framing: 'tcp', maxInFlight: 32 });
    expect(modbusBus('buhera,modbus-tcp', `${endpoint} buhera,in-flight = <4>;`)).toMatchObject({
      maxInFlight: 4,
    });
  });
});
