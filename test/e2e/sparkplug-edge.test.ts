import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Child, eventually, RunningSite, run, type Tag } from './buhera.ts';
import { freePort } from './free-port.ts';
import { command, edgeCopy, PeerHost, startMosquitto } from './sparkplug.ts';

const SCAN = 'period = "10 ms"';
const SETTINGS = 'period = "10 ms"';
const REBIRTH = 'metrics { name: "Node Control/Rebirth" boolean_value: true }';

/** A slow scan lets the process image stand still for long enough to be compared. */
function edgeSite(broker: string, more: string): string {
  // The period of the scan comes before any other.
  const copy = edgeCopy(broker, more);
  const text = copy.read('etc/demo/site.toml').toString('utf8');
  return copy.write('etc/demo/site.toml', text.replace(SCAN, 'period = "500 ms"')).site;
}

async function journal(site: RunningSite): Promise<string> {
  const entries = await site.api<readonly { readonly text: string }[]>('journal');
  return entries.map(({ text }) => text).join('\n');
}

describe('a site as an edge node on its own broker', () => {
  let site: RunningSite;
  let peer: PeerHost;
  let port: number;

  beforeAll(async () => {
    site = await RunningSite.start(edgeSite('embedded', SETTINGS));
    port = site.mqttPort ?? 0;
    peer = new PeerHost(port, 'Works');
    await peer.until('the edge node to speak', () => peer.messages.length > 0);
    await command(port, 'spBv1.0/Works/NCMD/demo', REBIRTH);
    await peer.until('births', () => peer.count('DBIRTH', 'do1') > 0 && peer.count('DBIRTH', 'room') > 0);
  });
  afterAll(async () => {
    await peer.stop();
    await site.stop();
  });

  test('lets an independent subscriber know every tag as the API does, from births and data', async () => {
    const differences = (tags: readonly (Tag & { readonly unit: string; readonly twoValued: boolean })[]) =>
      tags.flatMap(({ id, value, quality, unit }) => {
        const known = peer.known.get(id);
        const number = typeof known?.value === 'boolean' ? Number(known.value) : known?.value;
        const isSame = number === value && known?.quality === (quality === 'good' ? 192 : 0);
        return isSame && known.unit === unit ? [] : [`${id}: ${value} ${quality}, and ${number}`];
      });
    await peer.until('data', () => peer.count('DDATA', 'pt1') > 2 && peer.count('NDATA') > 2);
    let compared = 0;
    let found: readonly string[] = [];
    await peer
      .until('all tags to agree', async () => {
        const before = await site.api<Parameters<typeof differences>[0]>('tags');
        peer.listen();
        const after = await site.api<Parameters<typeof differences>[0]>('tags');
        // Only a moment without a scan in it can be compared.
        if (JSON.stringify(before) !== JSON.stringify(after)) return false;
        found = differences(after);
        compared = after.length;
        return found.length === 0;
      })
      .catch((error: Error) => expect.fail(`${error.message}: ${found.join('; ')}`));
    expect(compared).toBeGreaterThan(25);
    expect(await site.isGood('ch1.pressure', 'pc1.out', 'ao1.online')).toBe(true);
  });

  test('breaks none of the rules of numbers, names, aliases, times, QoS and retention', () => {
    peer.listen();
    expect(peer.violations).toEqual([]);
    expect(peer.messages.length).toBeGreaterThan(10);
  });

  test('says all births again when a host asks, with the same number of the session', async () => {
    const before = peer.count('NBIRTH');
    const bdSeq = peer.last('NBIRTH')?.metrics.find(({ name }) => name === 'bdSeq')?.value;
    await command(port, 'spBv1.0/Works/NCMD/demo', REBIRTH);
    await peer.until('another birth', () => peer.count('NBIRTH') > before);
    const again = peer.last('NBIRTH');
    expect(again?.seq).toBe(0);
    expect(again?.metrics.find(({ name }) => name === 'bdSeq')).toMatchObject({ value: bdSeq, datatype: 4 });
    expect(peer.violations).toEqual([]);
  });

  test('obeys a host as it obeys an operator: a set-point of the node, a switch of a device', async () => {
    await command(port, 'spBv1.0/Works/NCMD/demo', 'metrics { name: "pc2.sp" double_value: 250000 }');
    await peer.until('the set-point', () => peer.known.get('pc2.sp')?.value === 250_000);
    expect(await site.value('pc2.sp')).toBe(250_000);
    const alias = peer.last('DBIRTH', 'do1')?.metrics.find(({ name }) => name === 'rack1.enabled')?.alias;
    await command(port, 'spBv1.0/Works/DCMD/demo/do1', `metrics { alias: ${alias} boolean_value: false }`);
    await peer.until('the switch', () => peer.known.get('rack1.enabled')?.value === false);
    expect(await site.value('rack1.enabled')).toBe(0);
    expect(await journal(site)).toContain('rack1.enabled set to off');
  });

  test.each([
    [
      'a measurement',
      'DCMD/demo/pt1',
      'name: "ch1.pressure" double_value: 1',
      'ch1.pressure is a sensor tag',
    ],
    ['an output of a loop', 'DCMD/demo/ao1', 'name: "vent1.position" double_value: 1', 'is driven by a loop'],
    ['a set-point beyond its range', 'NCMD/demo', 'name: "pc2.sp" double_value: 9e9', 'outside its range'],
    ['nothing that is known', 'NCMD/demo', 'alias: 9999 double_value: 1', 'no such metric'],
  ])('refuses to write %s, and says so', async (_what, topic, metric, why) => {
    await command(port, `spBv1.0/Works/${topic}`, `metrics { ${metric} }`);
    await eventually(async () => {
      const told = await journal(site);
      return told.split('\n').some((line) => line.includes('refused') && line.includes(why));
    }, 'the refusal');
  });

  test('tells the death of a device that is lost, and its birth when it is back', async () => {
    const births = peer.count('DBIRTH', 'room');
    const say = (word: string) =>
      run('mosquitto_pub', ['-h', '127.0.0.1', '-p', String(port), '-t', 'tele/room/LWT', '-m', word]);
    await peer.until('the death', async () => {
      await say('Offline');
      return peer.count('DDEATH', 'room') > 0;
    });
    expect(peer.last('DDEATH', 'room')?.metrics).toEqual([]);
    await peer.until('the birth', async () => {
      await say('Online');
      return peer.count('DBIRTH', 'room') > births;
    });
    expect(peer.violations).toEqual([]);
  });
});

describe('a site as an edge node on a mosquitto', () => {
  let port: number;
  let broker: Child;

  beforeAll(async () => {
    port = await freePort();
    broker = await startMosquitto(port);
  });
  afterAll(() => broker.stop('SIGTERM'));

  const bdSeqOf = (peer: PeerHost, verb: string) =>
    peer.last(verb)?.metrics.find(({ name }) => name === 'bdSeq')?.value;

  test('killed, is told to be dead by the broker, with the number of its birth', async () => {
    const peer = new PeerHost(port, 'Works');
    const site = await RunningSite.start(edgeSite(`mqtt://127.0.0.1:${port}`, SETTINGS));
    await peer.until('the birth', () => peer.count('NBIRTH') > 0);
    expect(peer.count('NDEATH')).toBe(0);
    await site.stop('SIGKILL');
    await peer.until('the death', () => peer.count('NDEATH') > 0);
    expect(bdSeqOf(peer, 'NDEATH')).toBe(bdSeqOf(peer, 'NBIRTH'));
    expect(peer.last('NDEATH')).toMatchObject({ seq: null, metrics: [{ name: 'bdSeq', datatype: 4 }] });
    await peer.stop();
  });

  test('waits for its primary host, leaves with it, and comes back under the next number', async () => {
    const peer = new PeerHost(port, 'Works');
    const state = (online: boolean, timestamp: number) =>
      run('mosquitto_pub', [
        ...['-h', '127.0.0.1', '-p', String(port), '-q', '1', '-r', '-t', 'spBv1.0/STATE/scada'],
        ...['-m', JSON.stringify({ online, timestamp })],
      ]);
    const site = await RunningSite.start(
      edgeSite(`mqtt://127.0.0.1:${port}`, `${SETTINGS}\nprimary_host = "scada"`),
    );
    await eventually(
      async () => (await journal(site)).includes('waiting for the primary host'),
      'the edge node to wait',
    );
    peer.listen();
    expect(peer.messages, 'nothing is said before').toEqual([]);
    await state(true, 1000);
    await peer.until('the birth', () => peer.count('NBIRTH') === 1);
    expect(bdSeqOf(peer, 'NBIRTH')).toBe(0);
    await state(false, 999);
    await state(false, 1000);
    await peer.until('the death', () => peer.count('NDEATH') === 1);
    expect(bdSeqOf(peer, 'NDEATH')).toBe(0);
    await state(true, 2000);
    await peer.until('the second birth', () => peer.count('NBIRTH') === 2);
    expect(bdSeqOf(peer, 'NBIRTH')).toBe(1);
    expect((await site.stop()).code).toBe(0);
    await peer.until('the last death', () => peer.count('NDEATH') === 2);
    expect(bdSeqOf(peer, 'NDEATH'), 'of an end in good order').toBe(1);
    expect(peer.violations).toEqual([]);
    await peer.stop();
  });
});
