import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Child, eventually, RunningSite, run } from './buhera.ts';
import { freePort } from './free-port.ts';
import { SiteCopy } from './site-copy.ts';
import { edgeCopy, startMosquitto } from './sparkplug.ts';

const WIRING = (url: string) => `/dts-v1/;
/ {
	compatible = "buhera,site";
	model = "Control room";

	spb0: sparkplug {
		compatible = "buhera,sparkplug";
		buhera,broker = "${url}";
		buhera,host-id = "control-room";

		far1: transmitter {
			compatible = "buhera,sparkplug-device";
			buhera,group = "Works";
			buhera,edge-node = "demo";
			buhera,device = "pt1";
			pressure {
				buhera,senses = "ch1.pressure";
				buhera,quantity = "pressure";
			};
		};

		relays: relays {
			compatible = "buhera,sparkplug-device";
			buhera,group = "Works";
			buhera,edge-node = "demo";
			buhera,device = "do1";
			rack {
				buhera,drives = "rack1.enabled";
				buhera,values = "switch";
			};
		};

		node: edge-node {
			compatible = "buhera,sparkplug-device";
			buhera,group = "Works";
			buhera,edge-node = "demo";
			set-point {
				buhera,senses = "pc2.sp";
				buhera,quantity = "pressure";
				buhera,tag = "far.set-point";
			};
		};
	};
};
`;

const SITE = `title = "Control room"
wiring = "room.dts"
[scan]
period = "50 ms"
`;

/** A site without devices of its own: all that it knows comes from the other one. */
function hostSite(url: string): string {
  const copy = new SiteCopy();
  mkdirSync(join(copy.root, 'etc/room'));
  copy.write('etc/room/site.toml', SITE).write('device-tree/room.dts', WIRING(url));
  copy.write('etc/room/plant.toml', copy.read('etc/demo/plant.toml'));
  copy.write('etc/room/interlocks.toml', '[safe_state]\n"relays.rack" = 0\n');
  return join(copy.root, 'etc/room');
}

async function journal(site: RunningSite): Promise<string> {
  const entries = await site.api<readonly { readonly text: string }[]>('journal');
  return entries.map(({ text }) => text).join('\n');
}

/** Lets a running site make some scans. */
async function scansLater(site: RunningSite): Promise<void> {
  const timeS = async () => (await site.api<{ readonly timeS: number }>('site')).timeS;
  const from = await timeS();
  await eventually(async () => (await timeS()) > from + 0.5, 'some scans');
}

describe('two runs, one an edge node and the other its host', () => {
  let broker: Child;
  let port: number;
  let edge: RunningSite;
  let host: RunningSite;

  const startEdge = () =>
    RunningSite.start(
      edgeCopy(`mqtt://127.0.0.1:${port}`, 'primary_host = "control-room"\nperiod = "200 ms"').site,
    );

  beforeAll(async () => {
    port = await freePort();
    broker = await startMosquitto(port);
    [edge, host] = await Promise.all([startEdge(), RunningSite.start(hostSite(`mqtt://127.0.0.1:${port}`))]);
  });
  afterAll(async () => {
    await Promise.all([edge.stop('SIGKILL'), host.stop('SIGKILL')]);
    await broker.stop('SIGTERM');
  });

  test('the tags of one are tags of the other, with value and quality', async () => {
    await eventually(() => host.isGood('far1.pressure', 'far.set-point', 'far1.online'), 'the tags');
    const setPoint = await edge.value('pc2.sp');
    await eventually(async () => (await host.value('far.set-point')) === setPoint, 'the set-point');
    await edge.cli('set', 'pc2.sp', '2.5 bar');
    await eventually(async () => (await host.value('far.set-point')) === 250_000, 'the change');
    await eventually(async () => {
      const [far, near] = await Promise.all([host.value('far1.pressure'), edge.value('ch1.pressure')]);
      return Math.abs(far - near) < 1e3;
    }, 'the pressures to agree');
  });

  test('says for all to hear that it is there', async () => {
    const where = ['-h', '127.0.0.1', '-p', String(port), '-t', 'spBv1.0/STATE/control-room'];
    const { stdout } = await run('mosquitto_sub', [...where, '-C', '1', '-F', '%r %p']);
    const [retained, json = ''] = [stdout.slice(0, 1), stdout.slice(2)];
    expect(retained).toBe('1');
    expect(JSON.parse(json)).toEqual({ online: true, timestamp: expect.any(Number) });
  });

  test('an output of one is driven by the other while that one is armed, and not before', async () => {
    await eventually(async () => (await edge.value('rack1.enabled')) === 1, 'the rack to be on');
    expect((await host.cli('set', 'relays.rack', 'off')).code).toBe(0);
    await eventually(async () => (await host.value('relays.rack')) === 1, 'the read-back');
    await scansLater(host);
    expect(await host.value('relays.rack'), 'nothing is written unarmed').toBe(1);
    expect(await journal(edge)).not.toContain('rack1.enabled set to');
    const armed = await host.cli('arm', '--for', '10m', '--yes', 'room');
    expect(armed.code, armed.stderr).toBe(0);
    // At arming an output takes over where it stands.
    await scansLater(host);
    const set = await host.cli('set', 'relays.rack', 'off');
    expect(set.code, set.stderr).toBe(0);
    await eventually(async () => (await edge.value('rack1.enabled')) === 0, 'the command to arrive');
    await eventually(async () => (await host.value('relays.rack')) === 0, 'its confirmation');
  });

  test('killed, the edge node leaves bad tags; started again, it is taken in again', async () => {
    await edge.stop('SIGKILL');
    await eventually(async () => (await host.tag('far1.pressure')).quality === 'bad', 'the tag to be bad');
    expect((await host.tag('far1.pressure')).reason).toBe('edge node offline');
    expect(await host.value('far1.online')).toBe(0);
    edge = await startEdge();
    await eventually(() => host.isGood('far1.pressure', 'far.set-point'), 'the tags to be good again');
  });

  test('stopped, the host leaves, and the edge node with it', async () => {
    expect((await host.stop()).code).toBe(0);
    const { stdout } = await run('mosquitto_sub', [
      ...['-h', '127.0.0.1', '-p', String(port), '-t', 'spBv1.0/STATE/control-room', '-C', '1'],
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ online: false });
    await eventually(
      async () => (await journal(edge)).includes('primary host is offline'),
      'the edge node to leave',
    );
    await eventually(() => edge.isGood('ch1.pressure'), 'it to run on');
  });
});
