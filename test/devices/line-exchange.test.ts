/** The live check over a serial line, without any port. */
import { describe, expect, it } from 'vitest';
import { openLineExchange } from '../../src/cli/devices/live/line-exchange.ts';
import { checkDevice } from '../../src/cli/devices/live/live-check.ts';
import { answerPdu } from '../../src/field/modbus/pdu.ts';
import { encodeRtuFrame } from '../../src/field/modbus/rtu-frame.ts';
import { FakeLine } from '../field/serial/fake-line.ts';
import { registersOf } from './served-device.ts';
import { shipped } from './shipped-profiles.ts';

const KELLER = shipped('keller-33x.toml');
const REQUEST = Uint8Array.of(3, 0, 2, 0, 2);

async function opened(line: FakeLine, timeoutS = 5) {
  const result = await openLineExchange(line.open, { unit: 9, timeoutS, gapS: 0 });
  if (!result.ok) throw new Error(result.reason);
  return result;
}

describe('a device on a serial line', () => {
  it('is checked as one behind a gateway is, in whatever pieces its answers come', async () => {
    const line = new FakeLine();
    const map = registersOf(KELLER);
    line.onFrame = (frame) => {
      const reply = encodeRtuFrame(9, answerPdu(map, frame.slice(1, -2)));
      const middle = reply.length >> 1;
      line.hear(reply.slice(0, middle), reply.slice(middle));
    };
    const master = await opened(line);
    const results = await checkDevice(KELLER, master.exchange);
    await master.close();
    expect(line.closedByClient).toBe(1);
    expect(results.filter(({ failure }) => failure !== null)).toEqual([]);
    expect(results[0]).toMatchObject({ what: 'identification', found: 'keller, 33x' });
    expect(results).toHaveLength(KELLER.points.length + 1);
  });

  it('may say nothing, or what cannot be read', async () => {
    const line = new FakeLine();
    const { exchange } = await opened(line, 0.02);
    expect(await exchange(REQUEST)).toEqual({ ok: false, detail: 'no answer' });
    line.onFrame = () => line.hear([9, 3, 4, 0, 0, 0, 0, 1, 2]);
    expect(await exchange(REQUEST)).toEqual({ ok: false, detail: 'damaged answer' });
    line.onFrame = () => line.hear(encodeRtuFrame(8, Uint8Array.of(3, 4, 0, 0, 0, 0)));
    expect(await exchange(REQUEST)).toEqual({ ok: false, detail: 'answer of unit 8' });
  });

  it('is gone with its adapter', async () => {
    const line = new FakeLine();
    const { exchange } = await opened(line);
    line.onFrame = () => line.vanish('serial port gone');
    expect(await exchange(REQUEST)).toEqual({ ok: false, detail: 'serial port gone' });
    expect(await exchange(REQUEST)).toEqual({ ok: false, detail: 'serial port gone' });
    line.refusal = 'no such port';
    const again = await openLineExchange(line.open, { unit: 9, timeoutS: 1, gapS: 0 });
    expect(again).toEqual({ ok: false, reason: 'no such port' });
  });
});
