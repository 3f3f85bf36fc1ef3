import { expect, test } from 'vitest';
import { SerialCable } from '../field/serial/socat.ts';
import { eventually, RunningSite } from './buhera.ts';
import { SiteCopy } from './site-copy.ts';

const FILE = 'device-tree/demo.dts';
const DEVICES = ['pt1', 'pt2', 'tm1', 'ao1', 'do1'];

/** The demo with its Modbus devices on a serial line. */
function onSerial(properties: string): SiteCopy {
  return new SiteCopy()
    .edit(FILE, '"buhera,modbus-tcp"', '"buhera,modbus-rtu"')
    .edit(FILE, 'buhera,connect = "127.0.0.1:5020";', `current-speed = <115200>; ${properties}`);
}

test('an adapter that is pulled out is noticed on every tag, and everything comes back without a restart', async () => {
  const cable = await SerialCable.plugged();
  const copy = onSerial(`buhera,connect = "${cable.near}"; buhera,listen = "${cable.far}";`);
  const site = await RunningSite.start(copy.site);
  expect(site.stdout).toContain(`modbus-rtu at ${cable.far} (115200 8N1)`);
  const online = async (value: number) =>
    (await site.tags(DEVICES.map((id) => `${id}.online`))).every((tag) => tag.value === value);
  await eventually(() => online(1), 'every device to answer');
  await eventually(() => site.isGood('ch1.pressure', 'ch1.temperature', 'inlet1.position'), 'good values');
  await cable.pull();
  await eventually(() => online(0), 'the loss to be noticed');
  for (const { quality, reason } of await site.tags(['ch1.pressure', 'ch1.temperature', 'inlet1.position'])) {
    expect(quality).toBe('bad');
    expect(reason).toMatch(/^(?:serial port gone|no such serial port)$/u);
  }
  await cable.plug();
  await eventually(() => online(1), 'every device to answer again');
  await eventually(
    () => site.isGood('ch1.pressure', 'ch1.temperature', 'inlet1.position'),
    'good values again',
  );
  const { code, stdout } = await site.stop();
  expect(code).toBe(0);
  expect(stdout).toContain('in their safe state, confirmed by every device');
});

test('a plant in one process is controlled over a serial cable from another', async () => {
  const cable = await SerialCable.plugged();
  const plant = onSerial(`buhera,listen = "${cable.far}";`);
  const controller = onSerial(`buhera,connect = "${cable.near}";`)
    // A busy machine must not look like a lost device.
    .edit(FILE, 'buhera,timeout-ms = <300>;', 'buhera,timeout-ms = <3000>;');
  const wiring = controller.read(FILE).toString('utf8');
  const [modbus = '', mqtt = ''] = wiring.split('mqtt0:');
  controller.write(FILE, `${modbus.replaceAll('mode = "emulated"', 'mode = "real"')}mqtt0:${mqtt}`);
  const plantSite = await RunningSite.start(plant.site, ['--controller', 'external']);
  const controlSite = await RunningSite.start(controller.site);
  expect(controlSite.stdout).toContain('1 EMULATED, 0 in SHADOW, 5 real');
  await eventually(
    () => controlSite.isGood('ch1.pressure', 'ch2.pressure', 'inlet1.position'),
    'values over the cable',
  );
  await eventually(async () => {
    if ((await controlSite.cli('arm', '--for', '1h', '--yes', 'demo')).code === 0) return true;
    // A busy machine may have lost a sensor at the start.
    await controlSite.cli('interlocks', 'reset');
    return false;
  }, 'the leave to write real outputs');
  // The set-point of the demo's first loop is beyond the pressure at the start.
  const before = await plantSite.value('ch1.pressure');
  await eventually(async () => (await plantSite.value('ch1.pressure')) > before + 2e4, 'the plant to follow');
  await eventually(async () => {
    const [there, here] = [await plantSite.value('ch1.pressure'), await controlSite.value('ch1.pressure')];
    return Math.abs(there - here) < 2e4;
  }, 'both ends to see one pressure');
  expect((await controlSite.stop()).stdout).toContain('in their safe state, confirmed by every device');
  await eventually(async () => (await plantSite.value('vent1.position')) === 1, 'the open vent at the plant');
  expect(await plantSite.stop()).toMatchObject({ code: 0 });
});

test('a serial port that is not there at the start is bad values and a reason, not the end', async () => {
  const copy = onSerial('buhera,connect = "/dev/ttyNONE7";');
  copy.edit(FILE, 'reg = <1>;\n\t\t\tbuhera,mode = "emulated"', 'reg = <1>;\n\t\t\tbuhera,mode = "real"');
  const site = await RunningSite.start(copy.site);
  await eventually(() => site.isGood('ch2.pressure', 'pt2.online'), 'the emulated neighbours');
  await eventually(
    async () => (await site.tag('ch1.pressure')).reason === 'no such serial port',
    'the reason',
  );
  await site.stop();
});

test('a port to serve on that is not there ends the start with place and remedy', async () => {
  const copy = onSerial('buhera,listen = "/dev/ttyNONE7";');
  await expect(RunningSite.start(copy.site)).rejects.toThrow(
    /cannot start at \/dev\/ttyNONE7: no such serial port\. Choose another place with buhera,listen of bus modbus0/u,
  );
});
