/** A device at hand against its profile; here the device is an emulated one, as it is or with something wrong. */
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Exchange, TcpExchange } from '../../src/cli/devices/live/exchange.ts';
import { decodeIdentification } from '../../src/cli/devices/live/identification.ts';
import { checkDevice } from '../../src/cli/devices/live/live-check.ts';
import { answerPdu } from '../../src/field/modbus/pdu.ts';
import type { RegisterMap } from '../../src/field/modbus/register-map.ts';
import { encodeTcpFrame } from '../../src/field/modbus/tcp-framer.ts';
import type { DeviceProfile } from '../../src/field/profile.ts';
import { registersOf, serveDevice } from './served-device.ts';
import { shipped } from './shipped-profiles.ts';

const KELLER = shipped('keller-33x.toml');
const FLOW = shipped('voegtlin-red-y-smart.toml');
const INPUTS = shipped('waveshare-modbus-rtu-analog-input-8ch.toml');

function exchangeWith(map: RegisterMap, asked: number[] = []): Exchange {
  return async (pdu) => {
    asked.push(pdu[0] ?? 0);
    return { ok: true, pdu: answerPdu(map, pdu) };
  };
}

async function failuresOf(profile: DeviceProfile, map: RegisterMap) {
  const results = await checkDevice(profile, exchangeWith(map));
  return results.filter(({ failure }) => failure !== null);
}

describe('a device that is what its profile says', () => {
  it('differs nowhere, and tells what it is', async () => {
    const results = await checkDevice(KELLER, exchangeWith(registersOf(KELLER)));
    expect(results.filter(({ failure }) => failure !== null)).toEqual([]);
    expect(results[0]).toEqual({ what: 'identification', found: 'keller, 33x', failure: null });
    expect(results.slice(1).map(({ what }) => what)).toEqual(KELLER.points.map(({ name }) => name));
    expect(results.find(({ what }) => what === 'pressure')?.found).toBe('500000 Pa');
  });

  it('is never written to', async () => {
    const asked: number[] = [];
    await checkDevice(KELLER, exchangeWith(registersOf(KELLER), asked));
    await checkDevice(FLOW, exchangeWith(registersOf(FLOW), asked));
    expect(new Set(asked)).toEqual(new Set([3, 43]));
  });

  it('may have nothing at an input', async () => {
    const map = registersOf(KELLER);
    map.set('holding', 2, [0x7fc0, 0]);
    const results = await checkDevice(KELLER, exchangeWith(map));
    expect(results.find(({ what }) => what === 'pressure')).toEqual({
      what: 'pressure',
      found: 'failed sensor',
      failure: null,
    });
  });
});

describe('a device that says something of its own readings', () => {
  const found = async (profile: DeviceProfile, map: RegisterMap, name: string) =>
    (await checkDevice(profile, exchangeWith(map))).find(({ what }) => what === name);

  it('has as many decimals as it says, and none where it says nothing that can be', async () => {
    const controller = shipped('autonics-tk4s.toml');
    const map = registersOf(controller);
    map.set('input', 1000, [2345]);
    map.set('input', 1001, [2]);
    expect(await found(controller, map, 'temperature')).toMatchObject({ found: '296.6 K', failure: null });
    map.set('input', 1001, [0]);
    expect((await found(controller, map, 'temperature'))?.failure).toContain('outside');
    map.set('input', 1001, [500]);
    expect(await found(controller, map, 'temperature')).toMatchObject({ found: '500 decimals' });
  });

  it('that is broken is still the device of the profile, and says what it has', async () => {
    const controller = shipped('eurotherm-3216.toml');
    const map = registersOf(controller);
    map.set('holding', 75, [0]);
    expect(await found(controller, map, 'temperature')).toMatchObject({ found: '858.15 K', failure: null });
    map.set('holding', 75, [1 << 5]);
    expect(await found(controller, map, 'temperature')).toEqual({
      what: 'temperature',
      found: 'Input sensor: broken',
      failure: null,
    });
  });
});

describe('a device that is another', () => {
  it('has not all the registers', async () => {
    const failed = await failuresOf(KELLER, registersOf({ ...INPUTS, expectations: [] }));
    expect(failed.map(({ what }) => what)).toEqual(KELLER.points.map(({ name }) => name));
    expect(failed[0]?.failure).toContain('illegal function');
    const short = registersOf({
      ...KELLER,
      points: KELLER.points.filter(({ name }) => name !== 'pressure2'),
    });
    expect(await failuresOf(KELLER, short)).toMatchObject([
      { what: 'pressure2', found: null, failure: 'holding 4: exception 2 illegal data address' },
    ]);
  });

  it('shows what the sensor cannot measure', async () => {
    const map = registersOf(KELLER);
    map.set('holding', 2, [0x4396, 0]);
    expect(await failuresOf(KELLER, map)).toEqual([
      { what: 'pressure', found: '30000000 Pa', failure: 'outside 0 … 1000000 Pa' },
    ]);
    map.set('holding', 2, [0x7f80, 0]);
    expect(await failuresOf(KELLER, map)).toMatchObject([{ what: 'pressure', found: 'Infinity Pa' }]);
  });

  it('is in a state that the profile does not know', async () => {
    const map = registersOf(FLOW);
    map.set('holding', 14, [5]);
    expect(await failuresOf(FLOW, map)).toEqual([
      { what: 'control_function', found: '5', failure: 'the profile knows no such value' },
    ]);
    map.set('holding', 14, [10]);
    expect(await failuresOf(FLOW, map)).toEqual([]);
  });

  it('is set up otherwise than the profile counts on', async () => {
    const map = registersOf(INPUTS);
    const expectations = INPUTS.expectations ?? [];
    expect(expectations.length).toBeGreaterThan(0);
    for (const { table, address, content } of expectations) {
      map.define(table, address, 1, false);
      map.set(table, address, [Number(content.equals)]);
    }
    expect((await failuresOf(INPUTS, map)).filter(({ what }) => what === expectations[0]?.title)).toEqual([]);
    const [first] = expectations;
    if (first === undefined) throw new Error('no expectation');
    map.set(first.table, first.address, [77]);
    const [failed] = await failuresOf(INPUTS, map);
    expect(failed).toMatchObject({ what: first.title, found: '77' });
    expect(failed?.failure).toContain(first.otherwise);
  });

  it('says that it is another', async () => {
    const profile = (vendorName: string): DeviceProfile => ({
      ...KELLER,
      modbus: {
        functions: null,
        maxRegisters: null,
        minGapS: 0,
        factory: null,
        identification: { vendorName, productCode: '33' },
      },
    });
    const map = registersOf(KELLER);
    expect(await failuresOf(profile('kel'), map)).toEqual([]);
    expect(await failuresOf(profile('acme'), map)).toMatchObject([
      { what: 'identification', found: 'keller, 33x' },
    ]);
    map.identification = null;
    expect(await failuresOf(profile('kel'), map)).toMatchObject([{ what: 'identification', found: null }]);
    expect(await failuresOf(KELLER, map)).toEqual([]);
  });
});

describe('an identification', () => {
  it('that is cut off, or none, is none', () => {
    const whole = [43, 14, 1, 1, 0, 0, 2, 0, 2, 0x41, 0x42, 1, 1, 0x43];
    expect(decodeIdentification(Uint8Array.from(whole))).toEqual({ vendorName: 'AB', productCode: 'C' });
    for (let length = 0; length < whole.length; length++) {
      const cut = decodeIdentification(Uint8Array.from(whole.slice(0, length)));
      expect(cut, `${length} bytes`).toBeNull();
    }
    expect(decodeIdentification(Uint8Array.of(0x80 | 43, 1))).toBeNull();
  });
});

describe('the connection', () => {
  const servers: Server[] = [];
  const masters: TcpExchange[] = [];
  afterEach(async () => {
    for (const master of masters.splice(0)) master.close();
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  });

  /** A device that answers each request with these bytes. */
  async function masterOf(answer: (request: Buffer) => readonly Uint8Array[], timeoutS = 5) {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (request) => {
        for (const bytes of answer(request)) socket.write(bytes);
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return masterAt(address.port, timeoutS);
  }

  function masterAt(port: number, timeoutS = 5): TcpExchange {
    const master = new TcpExchange({ endpoint: { host: '127.0.0.1', port }, unit: 7, timeoutS, gapS: 0 });
    masters.push(master);
    return master;
  }

  const REQUEST = Uint8Array.of(3, 0, 0, 0, 1);
  const REPLY = Uint8Array.of(3, 2, 0x12, 0x34);

  it('takes the answer to its own request, and no other', async () => {
    const master = await masterOf((request) => {
      const transaction = request.readUInt16BE(0);
      const late = encodeTcpFrame(transaction - 1, 7, Uint8Array.of(3, 2, 0, 0));
      const foreign = encodeTcpFrame(transaction, 8, Uint8Array.of(3, 2, 0, 1));
      return [late, foreign, encodeTcpFrame(transaction, 7, REPLY)];
    });
    for (let i = 0; i < 3; i++) expect(await master.exchange(REQUEST)).toEqual({ ok: true, pdu: REPLY });
  });

  it('gives up a device that says nothing', async () => {
    const master = await masterOf(() => [], 0.02);
    expect(await master.exchange(REQUEST)).toEqual({ ok: false, detail: 'no answer' });
  });

  it('ends with a device that does not speak Modbus', async () => {
    const master = await masterOf(() => [new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\n')]);
    const expected = { ok: false, detail: 'what the device sends is not Modbus TCP' };
    expect(await master.exchange(REQUEST)).toEqual(expected);
    expect(await master.exchange(REQUEST)).toEqual(expected);
  });

  it('says that nobody is there', async () => {
    const served = await serveDevice(KELLER, registersOf(KELLER), 7);
    await served.close();
    const answer = await masterAt(served.port).exchange(REQUEST);
    expect(answer).toMatchObject({ ok: false, detail: expect.stringContaining('ECONNREFUSED') });
  });

  it('reaches a device behind a gateway', async () => {
    const served = await serveDevice(KELLER, registersOf(KELLER), 7);
    const master = masterAt(served.port);
    const results = await checkDevice(KELLER, master.exchange);
    await served.close();
    expect(results.filter(({ failure }) => failure !== null)).toEqual([]);
    expect(results).toHaveLength(KELLER.points.length + 1);
  });
});
