/**
 * The field of a site in which devices have hardware as well as an emulator: two fields behind one face. The emulators
 * always run and take every command, so that the plant model follows what is asked of the plant; a device's mode says
 * whose readings go to the process image, and in shadow both are compared.
 */
import { breakerTag } from '../driver/link-breaker.ts';
import type { FieldSample } from '../driver/samples.ts';
import { onlineTag } from '../driver/samples.ts';
import type { FieldEndpoint, FieldRunner } from '../field-runner.ts';
import type { DeviceMode, Wiring } from '../wiring.ts';
import { deviceLines, isTwofold } from './device-lines.ts';
import { NO_RESIDUAL, residual, residualTag } from './residual.ts';

export interface ModalParts {
  readonly wiring: Wiring;
  /** Emulators, and real devices that are met on the same way. */
  readonly main: FieldRunner;
  /** The field of the hardware, once the main one serves at these places. Its drivers keep to the modes themselves. */
  readonly openHardware: (served: readonly FieldEndpoint[]) => FieldRunner;
  readonly modeOf: (deviceId: string) => DeviceMode;
}

/** A device with two lines. */
interface Twofold {
  readonly id: string;
  readonly sensed: readonly string[];
  /** The mode of which the last samples were told. */
  mode: DeviceMode | null;
  readonly real: Map<string, FieldSample>;
  readonly emulated: Map<string, FieldSample>;
}

export function createModalField(parts: ModalParts): FieldRunner {
  return new ModalField(parts);
}

class ModalField implements FieldRunner {
  readonly #parts: ModalParts;
  readonly #twofold: readonly Twofold[];
  readonly #byTag = new Map<string, Twofold>();
  readonly #sensed: ReadonlySet<string>;
  #hardware: FieldRunner | null = null;

  constructor(parts: ModalParts) {
    this.#parts = parts;
    const devices = deviceLines(parts.wiring).filter(isTwofold);
    this.#twofold = devices.map(({ device: { id, points } }) => {
      const sensed = points.filter(({ direction }) => direction === 'sense').map(({ tag }) => tag);
      const entry: Twofold = { id, sensed, mode: null, real: new Map(), emulated: new Map() };
      for (const tag of [onlineTag(id), breakerTag(id), ...points.map((point) => point.tag)])
        this.#byTag.set(tag, entry);
      return entry;
    });
    this.#sensed = new Set(this.#twofold.flatMap(({ sensed }) => sensed));
  }

  async start() {
    const { main, openHardware } = this.#parts;
    const problem = await main.start();
    if (problem !== null) return problem;
    const hardware = openHardware(main.endpoints());
    const beyond = await hardware.start();
    if (beyond !== null) {
      await main.stop();
      return beyond;
    }
    this.#hardware = hardware;
    return null;
  }

  exchange(nowS: number): void {
    this.#parts.main.exchange(nowS);
    this.#hardware?.exchange(nowS);
  }

  drain(): FieldSample[] {
    const samples: FieldSample[] = [];
    for (const entry of this.#twofold) this.#noticeMode(entry, samples);
    const compared = new Set<string>();
    for (const sample of this.#parts.main.drain()) this.#take(sample, 'emulated', samples, compared);
    for (const sample of this.#hardware?.drain() ?? []) this.#take(sample, 'real', samples, compared);
    for (const tag of compared) {
      const found = this.#compare(tag);
      if (found !== null) samples.push(found);
    }
    return samples;
  }

  write(tag: string, position: number, nowS: number): void {
    this.#parts.main.write(tag, position, nowS);
    this.#hardware?.write(tag, position, nowS);
  }

  hasPendingWrites(): boolean {
    return this.#parts.main.hasPendingWrites() || this.#hardware?.hasPendingWrites() === true;
  }

  async flush(nowS: number, timeoutS: number): Promise<boolean> {
    const flushed = await Promise.all([
      this.#parts.main.flush(nowS, timeoutS),
      this.#hardware?.flush(nowS, timeoutS) ?? true,
    ]);
    return flushed.every((confirmed) => confirmed);
  }

  /** Of each device the line that its readings come from. */
  links() {
    const { main, modeOf } = this.#parts;
    const isReal = new Map(this.#twofold.map(({ id }) => [id, modeOf(id) !== 'emulated']));
    return [
      ...main.links().filter(({ device }) => isReal.get(device) !== true),
      ...(this.#hardware?.links() ?? []).filter(({ device }) => isReal.get(device) !== false),
    ];
  }

  health() {
    const hardware = this.#hardware?.health() ?? [];
    // Two lines of one bus are measured apart.
    return [
      ...this.#parts.main.health(),
      ...hardware.map((health) => ({ ...health, bus: `${health.bus}.hardware` })),
    ];
  }

  endpoints(): FieldEndpoint[] {
    return this.#parts.main.endpoints();
  }

  async stop(): Promise<void> {
    await this.#hardware?.stop();
    await this.#parts.main.stop();
  }

  /** What the hardware said before a change of mode is no news after it. */
  #noticeMode(entry: Twofold, samples: FieldSample[]): void {
    const mode = this.#parts.modeOf(entry.id);
    if (mode === entry.mode) return;
    if (entry.mode === 'emulated') entry.real.clear();
    entry.mode = mode;
    if (mode === 'shadow') return;
    for (const tag of entry.sensed) samples.push({ tag: residualTag(tag), reading: NO_RESIDUAL, timeS: 0 });
  }

  #take(sample: FieldSample, side: 'emulated' | 'real', samples: FieldSample[], compared: Set<string>): void {
    const entry = this.#byTag.get(sample.tag);
    if (entry === undefined) {
      samples.push(sample);
      return;
    }
    if ((entry.mode === 'emulated') === (side === 'emulated')) samples.push(sample);
    if (!this.#sensed.has(sample.tag)) return;
    if (side === 'emulated') entry.emulated.set(sample.tag, sample);
    else if (entry.mode !== 'emulated') entry.real.set(sample.tag, sample);
    if (entry.mode === 'shadow') compared.add(sample.tag);
  }

  /** True as of the older of the two readings. */
  #compare(tag: string): FieldSample | null {
    const entry = this.#byTag.get(tag);
    const real = entry?.real.get(tag);
    const emulated = entry?.emulated.get(tag);
    if (real === undefined || emulated === undefined) return null;
    const timeS = Math.min(real.timeS, emulated.timeS);
    return { tag: residualTag(tag), reading: residual(real.reading, emulated.reading), timeS };
  }
}
