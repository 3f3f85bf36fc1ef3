/**
 * Pulling the plug: a server killed in the middle of a frame, an adapter that vanishes, a broker restarted under load.
 * Readings go bad with the reason, everything comes back without a restart, and a command that was given meanwhile is
 * neither lost nor obeyed twice.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { SerialCable } from '../field/serial/socat.ts';
import { Child, eventually, RunningSite } from './buhera.ts';
import { freePort } from './free-port.ts';
import { SiteCopy, temporaryFolder } from './site-copy.ts';

const WIRING = 'device-tree/demo.dts';
const CONNECT = 'buhera,connect = "127.0.0.1:5020";';
const SENSORS = ['ch1.pressure', 'ch2.pressure', 'ch1.temperature'];

/** The readings of a tag in a recording, one for each change. */
function changesOf(
  record: string,
  tag: string,
): readonly { readonly value: number; readonly quality: string }[] {
  return readFileSync(join(record, 'tags.csv'), 'utf8')
    .split('\n')
    .map((row) => row.split(','))
    .filter(([, id]) => id === tag)
    .map(([, , value, quality]) => ({ value: Number(value), quality: quality ?? '' }));
}

/** Good values one after the other, without repeats: where an output has stood. */
function positionsOf(record: string, tag: string): readonly number[] {
  const good = changesOf(record, tag).filter(({ quality }) => quality === 'good');
  return good.map(({ value }) => value).filter((value, at, all) => value !== all[at - 1]);
}

/** Interlocks would hold the outputs of a bench that has lost its sensors. */
function withoutInterlocks(copy: SiteCopy): SiteCopy {
  const safe = copy.read('etc/demo/interlocks.toml').toString('utf8').split('[[cause]]')[0] ?? '';
  return copy.write('etc/demo/interlocks.toml', safe);
}

async function reasonOf(site: RunningSite, tag: string): Promise<string> {
  const { quality, reason } = await site.tag(tag);
  return quality === 'bad' ? (reason ?? '') : '';
}

describe('a server', () => {
  const record = temporaryFolder();
  let plants = 0;
  const startPlant = (port: number): Promise<RunningSite> => {
    const folder = join(record, `plant${plants++}`);
    return RunningSite.start(plantCopy.site, [
      '--controller',
      'external',
      '--modbus-port',
      String(port),
      '--record',
      folder,
    ]);
  };
  const plantCopy = new SiteCopy();

  test('killed in the middle of a frame is noticed, and found again with what was commanded meanwhile', async () => {
    const port = await freePort();
    const copy = withoutInterlocks(new SiteCopy())
      .edit(
        WIRING,
        CONNECT,
        `buhera,connect = "127.0.0.1:${port}"; buhera,listen = "127.0.0.1:${await freePort()}";`,
      )
      .edit(
        WIRING,
        'buhera,timeout-ms = <300>;',
        'buhera,timeout-ms = <2000>; buhera,backoff-max-ms = <1000>;',
      );
    const first = await startPlant(port);
    const site = await RunningSite.start(copy.site, ['--record', join(record, 'control')]);
    await eventually(() => site.isGood(...SENSORS, 'cross.position'), 'values over the wire');
    expect(await site.value('cross.position')).toBe(0);
    expect(
      (await first.cli('faults', 'inject', 'slow-writer', '--bus', 'modbus0', '--pause', '60 ms')).code,
    ).toBe(0);
    // Somebody else asks as well, and shows that a frame has begun and not ended when the plug is pulled.
    const witness = connect(port, '127.0.0.1');
    let heard = Buffer.alloc(0);
    witness.on('data', (bytes) => {
      heard = Buffer.concat([heard, bytes]);
    });
    witness.on('error', () => {});
    const closed = once(witness, 'close');
    // Twelve registers make a frame of 33 bytes, which takes two seconds.
    witness.write(Buffer.from([0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 12]));
    await eventually(() => heard.length >= 6, 'a frame to begin');
    await first.stop('SIGKILL');
    await closed;
    expect(heard.length).toBeLessThan(33);
    expect(heard.readUInt16BE(4)).toBe(27);
    for (const tag of [...SENSORS, 'cross.position'])
      await eventually(
        async () => /^(connection (closed|refused)|timeout)$/u.test(await reasonOf(site, tag)),
        `${tag} to be bad`,
      );
    expect((await site.cli('set', 'cross.position', '1')).code).toBe(0);
    expect(await reasonOf(site, 'cross.position')).not.toBe('');
    const second = await startPlant(port);
    await eventually(() => site.isGood(...SENSORS), 'good values without a restart');
    await eventually(async () => (await site.value('cross.position')) === 1, 'the command to be confirmed');
    await eventually(async () => (await second.value('cross.position')) === 1, 'the plant to have obeyed');
    expect((await site.stop()).stdout).toContain('in their safe state, confirmed by every device');
    await eventually(async () => (await second.value('cross.position')) === 0, 'the safe state at the plant');
    expect((await second.stop()).code).toBe(0);
    expect(positionsOf(join(record, 'control'), 'cross.position')).toEqual([0, 1, 0]);
    // The plant may have been commanded before it first looked at its output.
    expect(['0,1,0', '1,0']).toContain(positionsOf(join(record, 'plant1'), 'cross.position').join());
  });
});

describe('an adapter', () => {
  test('that vanishes while a command is given delivers it when it is back, once', async () => {
    const record = join(temporaryFolder(), 'record');
    const cable = await SerialCable.plugged();
    const copy = withoutInterlocks(new SiteCopy())
      .edit(WIRING, '"buhera,modbus-tcp"', '"buhera,modbus-rtu"')
      .edit(
        WIRING,
        CONNECT,
        `current-speed = <115200>; buhera,connect = "${cable.near}"; buhera,listen = "${cable.far}"; buhera,backoff-max-ms = <1000>;`,
      );
    const site = await RunningSite.start(copy.site, ['--record', record]);
    await eventually(() => site.isGood(...SENSORS, 'cross.position'), 'good values');
    await cable.pull();
    for (const tag of [...SENSORS, 'cross.position'])
      await eventually(
        async () => /^(serial port gone|no such serial port)$/u.test(await reasonOf(site, tag)),
        `${tag} to be bad`,
      );
    expect((await site.cli('set', 'cross.position', '1')).code).toBe(0);
    expect(await reasonOf(site, 'cross.position')).not.toBe('');
    await cable.plug();
    await eventually(() => site.isGood(...SENSORS), 'good values without a restart');
    await eventually(async () => (await site.value('cross.position')) === 1, 'the command to be confirmed');
    expect((await site.stop()).stdout).toContain('in their safe state, confirmed by every device');
    expect(positionsOf(record, 'cross.position')).toEqual([0, 1, 0]);
  });
});

describe('a broker', () => {
  /** What keeps a broker busy: a publisher that never stops, and somebody who listens. */
  class Load {
    readonly port: number;
    #isOver = false;
    sent = 0;

    constructor(port: number) {
      this.port = port;
      void this.#publish();
    }

    end(): void {
      this.#isOver = true;
    }

    /** Lines to one publisher after the other: each ends with its broker. */
    async #publish(): Promise<void> {
      while (!this.#isOver) {
        const child = spawn('mosquitto_pub', ['-p', String(this.port), '-t', 'load', '-q', '1', '-l'], {
          stdio: ['pipe', 'ignore', 'ignore'],
        });
        child.stdin.on('error', () => {});
        const closed = once(child, 'close');
        let open = true;
        void closed.then(() => {
          open = false;
        });
        while (open && !this.#isOver) {
          for (let line = 0; line < 200; line++) child.stdin.write(`${this.sent++} ${'x'.repeat(100)}\n`);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        child.kill('SIGKILL');
        await closed;
      }
    }
  }

  const loads: Load[] = [];
  afterAll(() => {
    for (const load of loads) load.end();
  });

  async function startMosquitto(port: number): Promise<Child> {
    const config = join(temporaryFolder(), 'mosquitto.conf');
    writeFileSync(config, `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
    const child = new Child('mosquitto', ['-c', config]);
    await eventually(() => child.stderr.includes(' running') || child.ended, 'mosquitto to start');
    if (child.ended) throw new Error(`mosquitto did not start: ${child.stderr}`);
    return child;
  }

  test('restarted under load is found again, with the command that was given meanwhile', async () => {
    const record = join(temporaryFolder(), 'record');
    const port = await freePort();
    const broker = await startMosquitto(port);
    const copy = withoutInterlocks(new SiteCopy())
      .edit(
        WIRING,
        'buhera,broker = "embedded";       /* or "mqtt://127.0.0.1:1883" */',
        `buhera,broker = "mqtt://127.0.0.1:${port}"; buhera,timeout-ms = <10000>; buhera,backoff-max-ms = <1000>;`,
      )
      .edit(WIRING, '\t\t\trelay2 {\n\t\t\t\tbuhera,drives = "rack1.enabled";\n\t\t\t};\n', '')
      .edit(
        WIRING,
        '\t\troom: thermometer {',
        `\t\tplug: relay {
			compatible = "sonoff,pow-r2-tasmota";
			buhera,topic = "plug";
			relay {
				buhera,drives = "rack1.enabled";
			};
		};

		room: thermometer {`,
      );
    const site = await RunningSite.start(copy.site, ['--speed', '4', '--record', record]);
    await eventually(() => site.isGood('room.temperature', 'rack1.enabled'), 'good values');
    expect((await site.cli('set', 'rack1.enabled', '0')).code).toBe(0);
    await eventually(async () => (await site.value('rack1.enabled')) === 0, 'the relay to say OFF');
    const load = new Load(port);
    loads.push(load);
    await eventually(() => load.sent > 2000, 'the load to flow');
    await broker.stop('SIGKILL');
    for (const tag of ['room.temperature', 'rack1.enabled'])
      await eventually(async () => (await reasonOf(site, tag)) === 'broker away', `${tag} to be bad`);
    expect((await site.cli('set', 'rack1.enabled', '1')).code).toBe(0);
    expect(await reasonOf(site, 'rack1.enabled')).toBe('broker away');
    const again = await startMosquitto(port);
    const orders: string[] = [];
    const listener = spawn('mosquitto_sub', ['-p', String(port), '-t', 'cmnd/plug/#', '-F', '%t %p']);
    listener.stdout.on('data', (bytes: Buffer) => orders.push(...bytes.toString().trim().split('\n')));
    await eventually(async () => (await site.value('rack1.enabled')) === 1, 'the relay to say ON');
    await eventually(() => site.isGood('room.temperature'), 'good values without a restart');
    const sentWhenBack = load.sent;
    await eventually(() => load.sent > sentWhenBack + 2000, 'the load to flow on');
    listener.kill('SIGKILL');
    // The listener may have come too late for the first of them, and the relay is told the same thing only.
    expect(orders.filter((order) => !/ ON$/iu.test(order))).toEqual([]);
    load.end();
    expect((await site.stop()).stdout).toContain('in their safe state, confirmed by every device');
    await again.stop('SIGTERM');
    // The rack is on at the start, and the relay says so or not before it is told.
    expect(['1,0,1,0', '0,1,0,1,0']).toContain(positionsOf(record, 'rack1.enabled').join());
  });
});
