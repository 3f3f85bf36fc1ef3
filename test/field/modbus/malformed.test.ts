import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { nextUniform, type RandomState, randomStream } from '../../../src/field/emulated/random.ts';
import { answerPdu } from '../../../src/field/modbus/pdu.ts';
import { encodeRtuFrame } from '../../../src/field/modbus/rtu-frame.ts';
import { RtuFramer } from '../../../src/field/modbus/rtu-framer.ts';
import { startModbusRtuTcpServer } from '../../../src/field/modbus/rtu-server.ts';
import { rtuTiming } from '../../../src/field/modbus/rtu-timing.ts';
import { encodeTcpFrame, TcpFramer } from '../../../src/field/modbus/tcp-framer.ts';
import { startModbusTcpServer } from '../../../src/field/modbus/tcp-server.ts';
import { until } from '../fixtures.ts';
import { HEAP_SLACK_BYTES, heapBytes } from '../heap.ts';
import { benchUnit } from './bench-unit.ts';

const SEED = 20261121;
const PATIENCE_MS = 600_000;
const LENGTHS = [4, 5, 5, 5, 7, 8, 12];
/** Reads an input register of the bench, and what comes back. */
const NEIGHBOUR_ASKS = Uint8Array.of(4, 0, 2, 0, 1);
const NEIGHBOUR_HEARS = Uint8Array.of(4, 2, 0x12, 0x67);
const CODES = [1, 2, 3, 4, 5, 6, 15, 16, 22, 23, 43];

/** Bytes that come near to requests: a known function and small numbers more often than chance has them. */
class Malformed {
  private state: RandomState;

  constructor(name: string) {
    this.state = randomStream(SEED, 'malformed', name);
  }

  below(limit: number): number {
    const { value, state } = nextUniform(this.state);
    this.state = state;
    return Math.min(Math.floor(value * limit), limit - 1);
  }

  pdu(): Uint8Array {
    const usual = LENGTHS[this.below(LENGTHS.length)] ?? 5;
    const pdu = new Uint8Array(this.below(4) === 0 ? 1 + this.below(253) : usual);
    for (let i = 0; i < pdu.length; i++) pdu[i] = this.below(8) === 0 ? this.below(256) : this.below(2);
    if (this.below(4) > 0) pdu[0] = CODES[this.below(CODES.length)] ?? 0;
    return pdu;
  }

  /** A frame with one thing wrong with it, or with none. */
  frame(): Uint8Array {
    const frame = encodeTcpFrame(this.below(65536), this.below(3), this.pdu());
    const harm = this.below(4);
    if (harm === 0) frame[this.below(7)] = this.below(256);
    return harm === 1 ? frame.subarray(0, this.below(frame.length)) : frame;
  }

  serialFrame(): Uint8Array {
    const frame = encodeRtuFrame(1 + this.below(3), this.pdu());
    const harm = this.below(4);
    if (harm === 0) frame[this.below(frame.length)] = this.below(256);
    return harm === 1 ? frame.subarray(0, this.below(frame.length)) : frame;
  }
}

test(
  'a million malformed requests are each answered well, and leave no memory behind',
  () => {
    const random = new Malformed('pdu');
    const { map } = benchUnit();
    const counts = { refused: 0, answered: 0 };
    let before = 0;
    for (let i = 0; i < 1_000_000; i++) {
      const request = random.pdu();
      const reply = answerPdu(map, request);
      const code = request[0] ?? 0;
      const refused = reply.length === 2 && reply[0] === (code | 0x80);
      if (!refused && (reply[0] !== code || reply.length > 253)) expect.fail(`seed ${SEED}, request ${i}`);
      counts[refused ? 'refused' : 'answered']++;
      if (i === 500_000) before = heapBytes();
    }
    expect(counts.answered).toBeGreaterThan(10_000);
    expect(counts.refused).toBeGreaterThan(100_000);
    expect(heapBytes() - before).toBeLessThan(HEAP_SLACK_BYTES);
  },
  PATIENCE_MS,
);

test(
  'a million malformed pieces on one TCP stream never make the framer wait for more than a frame',
  () => {
    const random = new Malformed('tcp');
    let framer = new TcpFramer();
    let frames = 0;
    let closed = 0;
    let before = 0;
    for (let i = 0; i < 1_000_000; i++) {
      if (i === 500_000) before = heapBytes();
      framer.push(random.frame());
      let found = framer.advance();
      while (found === 'frame') {
        frames++;
        found = framer.advance();
      }
      if (framer.bytes.length - framer.end > 600) expect.fail(`seed ${SEED}, piece ${i}`);
      if (found === 'incomplete') continue;
      closed++;
      framer = new TcpFramer();
    }
    expect(frames).toBeGreaterThan(100_000);
    expect(closed).toBeGreaterThan(10_000);
    expect(heapBytes() - before).toBeLessThan(HEAP_SLACK_BYTES);
  },
  PATIENCE_MS,
);

test(
  'a quarter of a million malformed pieces on a serial line leave it ready for the next request',
  () => {
    const random = new Malformed('rtu');
    const framer = new RtuFramer(rtuTiming(9600), { toleranceS: 0 });
    const good = encodeRtuFrame(200, Uint8Array.of(3, 0, 0, 0, 1));
    let heard = 0;
    let before = 0;
    for (let i = 0; i < 250_000; i++) {
      if (i === 125_000) before = heapBytes();
      const frame = encodeRtuFrame(1 + random.below(3), random.pdu());
      if (random.below(2) === 0) frame[random.below(frame.length)] = random.below(256);
      heard += framer.push(frame, i).length;
      const requests = framer.push(good, i + 0.5);
      if (requests.at(-1)?.unit !== 200) expect.fail(`seed ${SEED}, piece ${i}`);
    }
    expect(heard).toBeGreaterThan(10_000);
    expect(heapBytes() - before).toBeLessThan(HEAP_SLACK_BYTES);
  },
  PATIENCE_MS,
);

const OVER_TCP = {
  start: startModbusTcpServer,
  frame: (random: Malformed) => random.frame(),
  ask: encodeTcpFrame(1, 9, NEIGHBOUR_ASKS),
  answer: Buffer.from(encodeTcpFrame(1, 9, NEIGHBOUR_HEARS)).toString('hex'),
};
const RTU_OVER_TCP = {
  start: startModbusRtuTcpServer,
  frame: (random: Malformed) => random.serialFrame(),
  ask: encodeRtuFrame(9, NEIGHBOUR_ASKS),
  answer: Buffer.from(encodeRtuFrame(9, NEIGHBOUR_HEARS)).toString('hex'),
};

test.each([
  ['Modbus TCP', OVER_TCP],
  ['RTU over TCP', RTU_OVER_TCP],
])(
  'a hundred thousand of %s over real sockets disturb no neighbour',
  async (_, wire) => {
    const units = new Map([
      [1, benchUnit()],
      [2, benchUnit()],
      [9, benchUnit()],
    ]);
    const started = await wire.start({ host: '127.0.0.1', port: 0 }, units, {
      speed: 1,
      option: 'port',
    });
    if (!started.ok) throw new Error(started.problem.what);
    const { port } = started.value;
    const random = new Malformed('sockets');
    const neighbour = connect({ host: '127.0.0.1', port, noDelay: true });
    let answers = '';
    neighbour.on('data', (bytes) => {
      answers += bytes.toString('hex');
    });
    await once(neighbour, 'connect');
    for (let i = 0; i < 200; i++) {
      const bad = connect({ host: '127.0.0.1', port });
      bad.on('error', () => {});
      bad.on('data', () => {});
      await once(bad, 'connect');
      bad.end(Buffer.concat(Array.from({ length: 500 }, () => wire.frame(random))));
      answers = '';
      neighbour.write(wire.ask);
      await until(() => answers === wire.answer);
      // What it has not been answered by now it never will be: the end of its stream, or garbage, has closed it.
      if (!bad.destroyed) await once(bad, 'close');
    }
    expect(units.get(9)?.map.get('holding', 0)).toBe(0);
    neighbour.destroy();
    await started.value.close();
  },
  PATIENCE_MS,
);
