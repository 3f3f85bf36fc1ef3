/** A site in shadow of hardware that another process plays: a bench under outside control, behind a tap. */
import { eventually, RunningSite } from './buhera.ts';
import { mbpoll, readNumber } from './mbpoll.ts';
import { ModbusTap } from './modbus-tap.ts';
import { SiteCopy } from './site-copy.ts';

/** Unit id of the analogue output module, and its channels in the order of the demo's wiring. */
const AO_UNIT = 4;
export const AO = { inlet1: 0, vent1: 1, inlet2: 2, vent2: 3 } as const;

const GATEWAY = 'buhera,connect = "127.0.0.1:5020";';
const MODBUS_DEVICES = [1, 2, 3, 4, 5];
/** A cause for what is lost: a busy machine loses things for some seconds, and that is no trip of these tests. */
const LOSS = /((?:bad|lost) = true\n)delay = "\d s"/gu;

export class ShadowBench {
  readonly hardware: RunningSite;
  readonly tap: ModbusTap;
  readonly site: RunningSite;

  private constructor(hardware: RunningSite, tap: ModbusTap, site: RunningSite) {
    this.hardware = hardware;
    this.tap = tap;
    this.site = site;
  }

  /** @param edit changes to the site that is in shadow; @param mode of its Modbus devices at the start */
  static async start(
    edit: (copy: SiteCopy) => SiteCopy = (copy) => copy,
    mode: 'shadow' | 'emulated' = 'shadow',
    args: readonly string[] = [],
  ): Promise<ShadowBench> {
    // The plant stands at another pressure than its model.
    const plant = new SiteCopy().edit(
      'etc/demo/plant.toml',
      'id = "ch1"\nvolume = "1 L"\npressure = "1.5 bar"',
      'id = "ch1"\nvolume = "1 L"\npressure = "2.5 bar"',
    );
    const hardware = await RunningSite.start(plant.site, ['--controller', 'external']);
    const tap = await ModbusTap.start(hardware.modbusPort);
    const copy = new SiteCopy().edit(
      'device-tree/demo.dts',
      GATEWAY,
      // A busy machine must not look like a lost device.
      `${GATEWAY}\n\t\tbuhera,hardware = "127.0.0.1:${tap.port}";`,
    );
    copy.edit('device-tree/demo.dts', 'buhera,timeout-ms = <300>;', 'buhera,timeout-ms = <2000>;');
    const causes = copy.read('etc/demo/interlocks.toml').toString('utf8');
    copy.write('etc/demo/interlocks.toml', causes.replaceAll(LOSS, '$1delay = "60 s"'));
    for (const unit of MODBUS_DEVICES) {
      copy.edit(
        'device-tree/demo.dts',
        `reg = <${unit}>;\n\t\t\tbuhera,mode = "emulated";`,
        `reg = <${unit}>;\n\t\t\tbuhera,mode = "${mode}";`,
      );
    }
    const site = await RunningSite.start(edit(copy).site, args);
    return new ShadowBench(hardware, tap, site);
  }

  /** What a channel of the real output module holds, mV. */
  held(channel: keyof typeof AO): Promise<number> {
    return readNumber({ port: this.hardware.modbusPort, unit: AO_UNIT, address: AO[channel] }, '4');
  }

  /** Somebody turns an output of the hardware by hand. */
  async turn(channel: keyof typeof AO, millivolts: number): Promise<void> {
    const place = { port: this.hardware.modbusPort, unit: AO_UNIT, address: AO[channel] };
    const { code, stderr } = await mbpoll(place, '4', millivolts);
    if (code !== 0) throw new Error(`mbpoll: ${stderr}`);
  }

  /** What a channel of the emulated output module holds, mV. */
  emulated(channel: keyof typeof AO): Promise<number> {
    return readNumber({ port: this.site.modbusPort, unit: AO_UNIT, address: AO[channel] }, '4');
  }

  /** Waits until so many more requests have gone by to the hardware. */
  async requestsMore(count: number): Promise<void> {
    const before = this.tap.requests.length;
    await eventually(() => this.tap.requests.length >= before + count, `${count} requests`);
  }

  async journal(): Promise<readonly string[]> {
    const entries = await this.site.api<readonly { kind: string; text: string }[]>('journal?after=0');
    return entries.map(({ kind, text }) => `${kind}: ${text}`);
  }

  async alarmState(id: string): Promise<string> {
    const alarms = await this.site.api<readonly { id: string; state: string }[]>('alarms');
    return alarms.find((alarm) => alarm.id === id)?.state ?? 'unknown';
  }

  async stop(): Promise<void> {
    await this.site.stop();
    await this.hardware.stop();
  }
}
