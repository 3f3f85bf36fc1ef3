/** A relay of a shipped profile, on MQTT, switches the heat load of a chamber. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, RunningSite } from './buhera.ts';
import { SiteCopy } from './site-copy.ts';

let site: RunningSite;

beforeAll(async () => {
  const copy = new SiteCopy()
    // A busy machine must not look like a lost device, which would switch the rack off.
    .edit('device-tree/demo.dts', 'buhera,timeout-ms = <300>;', 'buhera,timeout-ms = <3000>;')
    .edit('device-tree/demo.dts', '\t\t\trelay2 {\n\t\t\t\tbuhera,drives = "rack1.enabled";\n\t\t\t};\n', '')
    .edit(
      'device-tree/demo.dts',
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
  const interlocks = copy.read('etc/demo/interlocks.toml').toString('utf8');
  copy.write(
    'etc/demo/interlocks.toml',
    interlocks.replaceAll(/^((?:bad|lost) = true\ndelay = ).*$/gmu, '$1"1 h"'),
  );
  site = await RunningSite.start(copy.site, ['--speed', '4']);
});
afterAll(() => site.stop());

const warm = async () => (await site.value('ch1.temperature')) > 312;
const cool = async () => (await site.value('ch1.temperature')) < 308;

test('the relay obeys the site, and the rack warms its chamber', async () => {
  await eventually(cool, 'the thermometer to report');
  expect(await site.cli('set', 'rack1.enabled', '1')).toMatchObject({ code: 0, stderr: '' });
  await eventually(async () => (await site.value('rack1.enabled')) === 1, 'the relay to say ON');
  await eventually(warm, 'the chamber to warm up');
  expect((await site.cli('set', 'rack1.enabled', '0')).code).toBe(0);
  await eventually(async () => (await site.value('rack1.enabled')) === 0, 'the relay to say OFF');
  await eventually(cool, 'the chamber to cool down');
});

test('the site leaves the relay in its safe state, confirmed by the device', async () => {
  const { code, stdout } = await site.stop();
  expect(code).toBe(0);
  expect(stdout).toMatch(/^outputs +in their safe state, confirmed by every device$/mu);
});
