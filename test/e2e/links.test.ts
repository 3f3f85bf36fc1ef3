/** Links of a running site as people see them: what they measure, what breaks them, and who is not believed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BusSnapshot } from '../../src/runtime/link-view.ts';
import { registersOf, serveDevice } from '../devices/served-device.ts';
import { shipped } from '../devices/shipped-profiles.ts';
import { buhera, eventually, RunningSite } from './buhera.ts';
import { SiteCopy } from './site-copy.ts';

const FILE = 'device-tree/demo.dts';

describe('a site on a pseudo-terminal that keeps the time of its line', () => {
  let site: RunningSite;

  beforeAll(async () => {
    const copy = new SiteCopy()
      .edit(FILE, '"buhera,modbus-tcp"', '"buhera,modbus-rtu"')
      .edit(
        FILE,
        'buhera,connect = "127.0.0.1:5020";',
        'current-speed = <19200>; buhera,line-timing = "baud";',
      );
    site = await RunningSite.start(copy.site);
    await eventually(() => site.isGood('ch1.pressure', 'ch2.pressure', 'ch1.temperature'), 'good values');
  });

  afterAll(async () => {
    await site.stop();
  });

  test('measures what its wiring says: a request takes no less than its frames do at that rate', async () => {
    await eventually(async () => {
      const [bus] = await site.api<readonly BusSnapshot[]>('links/buses');
      return bus !== undefined && bus.roundTrip.count >= 50;
    }, 'fifty round trips');
    const [bus] = await site.api<readonly BusSnapshot[]>('links/buses');
    if (bus?.budget === null || bus === undefined) throw new Error('no bus');
    // 8 bytes and 9, ten bits each, and 5 ms in the transmitter; timers may cut off a millisecond of each part.
    expect(bus.links[0]?.roundTrip.p50S).toBeGreaterThan((17 * 10) / 19_200 + 0.005 - 0.002);
    expect(bus.links.map(({ device, breaker }) => `${device} ${breaker}`)).toEqual(
      ['pt1', 'pt2', 'tm1', 'ao1', 'do1'].map((device) => `${device} closed`),
    );
    expect(bus.overall.requestsPerS).toBeLessThan(1 / bus.budget.meanExchangeS);
    expect(bus.sentBytes).toBeGreaterThanOrEqual(8 * 50);
  });

  test('shows it as a table, and beside what was computed', async () => {
    const table = await site.cli('links');
    expect(table.stdout).toMatch(
      /^ +breaker +busy +last 10 s +requests\/s +bytes\/s +p50 +p99 +p99\.9 +max/mu,
    );
    expect(table.stdout).toMatch(/^ {2}pt1 \(unit 1\) +closed +[\d.]+ % /mu);
    const budget = await site.cli('links', '--budget');
    expect(budget.stdout).toMatch(/^modbus0 at 19200 8N1: .* CANNOT SERVE ITS POLLS$/mu);
    expect(budget.stdout).toMatch(/^measured: [\d.]+ requests\/s, busy for [\d.]+ % of \d+ s$/mu);
    expect(budget.stdout).toMatch(/^device .* of the bus, measured$/mu);
    expect(JSON.parse((await site.cli('links', 'modbus0', '--format', 'json')).stdout)).toMatchObject([
      { bus: 'modbus0', budget: { line: '19200 8N1' } },
    ]);
    const unknown = await site.cli('links', 'modbus7');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('there are modbus0');
  });

  test('has the state of each breaker as a tag', async () => {
    expect((await site.cli('get', 'pt1.breaker')).stdout).toMatch(/^pt1\.breaker {2}closed {2}good/u);
  });
});

describe('a real device that is not the one that was wired', () => {
  test('gives no good value, says why, and is taken once it is the one', async () => {
    const profile = shipped('exemys-rme1-tc.toml');
    const map = registersOf(profile);
    map.set('holding', 200, [2]);
    const served = await serveDevice(profile, map, 9);
    const copy = new SiteCopy().edit(
      FILE,
      '\tmqtt0:',
      `	modbus1: real-bus {
		compatible = "buhera,modbus-tcp";
		#address-cells = <1>;
		#size-cells = <0>;
		buhera,connect = "127.0.0.1:${served.port}";
		tc1: thermocouples@9 {
			compatible = "${profile.id}";
			reg = <9>;
			buhera,mode = "real";
			temperature1 {
				buhera,senses = "ch1.temperature";
				buhera,tag = "tc1.signal";
			};
		};
	};

	mqtt0:`,
    );
    const checked = await buhera(['validate', copy.site]);
    expect(checked.stdout + checked.stderr).toContain('no problems found');
    const site = await RunningSite.start(copy.site);
    const isJudged = async () => (await site.tag('tc1.signal')).reason !== 'never read';
    await eventually(isJudged, 'the wrong device to be noticed');
    const wrong = await site.tag('tc1.signal');
    expect(wrong).toMatchObject({ quality: 'bad', value: null });
    expect(wrong.reason).toBe('is not a exemys,rme1-tc: Type of thermocouple 1 is 2, expected 3');
    expect(await site.tag('tc1.online')).toMatchObject({ quality: 'good', value: 0 });
    expect((await site.cli('links', 'modbus1')).stdout).toMatch(/tc1 \(unit 9\) +(?:open|half-open)/u);
    map.set('holding', 200, [3]);
    await eventually(() => site.isGood('tc1.signal', 'tc1.online'), 'the right device to be taken');
    const { stdout } = await site.stop();
    await served.close();
    expect(stdout).toMatch(/^bus +modbus0: \d+ requests, busy [\d.]+ %, round trip p50 .* p99\.9 .* max /mu);
  });
});
