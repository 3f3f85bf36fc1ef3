import type { TagInfo } from '../config/tag-info.ts';
import { type DeviceLines, deviceLines } from '../field/shadow/device-lines.ts';
import { residualTag } from '../field/shadow/residual.ts';
import { DEVICE_MODES, type DeviceMode, type Wiring } from '../field/wiring.ts';
import { type ModeFacts, modeRefusal } from './device-mode-rules.ts';
import { refused } from './operator.ts';
import type { CommandResult, ModeSnapshot } from './site-view.ts';

interface Entry {
  readonly lines: DeviceLines;
  mode: DeviceMode;
}

/** The mode of every device now. */
export class DeviceModes {
  readonly #entries: ReadonlyMap<string, Entry>;
  /** Tags of points, and of their residuals. */
  readonly #deviceOf = new Map<string, string>();

  constructor(wiring: Wiring) {
    this.#entries = new Map(
      deviceLines(wiring).map((lines) => [lines.device.id, { lines, mode: lines.device.mode }]),
    );
    for (const { device } of deviceLines(wiring)) {
      for (const { tag } of device.points)
        this.#deviceOf.set(tag, device.id).set(residualTag(tag), device.id);
    }
  }

  /** What is behind a tag: a device's mode, the model alone, or null for what control makes. */
  sourceOf({ id, kind }: Pick<TagInfo, 'id' | 'kind'>): DeviceMode | null {
    if (kind === 'ledger') return 'emulated';
    const stem = id.slice(0, id.lastIndexOf('.'));
    const device = this.#deviceOf.get(id) ?? (kind === 'status' ? stem : null);
    return device === null ? null : (this.#entries.get(device)?.mode ?? null);
  }

  modeOf(deviceId: string): DeviceMode {
    return this.#entry(deviceId).mode;
  }

  has(deviceId: string): boolean {
    return this.#entries.has(deviceId);
  }

  /** Devices that are not emulated alone and have outputs. */
  get realOutputs(): readonly { readonly device: string; readonly tags: readonly string[] }[] {
    return [...this.#entries.values()]
      .filter(({ mode }) => mode !== 'emulated')
      .map(({ lines: { device } }) => ({
        device: device.id,
        tags: device.points.filter(({ direction }) => direction === 'drive').map(({ tag }) => tag),
      }))
      .filter(({ tags }) => tags.length > 0);
  }

  count(mode: DeviceMode): number {
    return [...this.#entries.values()].filter((entry) => entry.mode === mode).length;
  }

  /** Changes the mode of a device that exists, or says why not. */
  change(deviceId: string, to: DeviceMode, facts: ModeFacts): CommandResult {
    const entry = this.#entry(deviceId);
    const from = entry.mode;
    if (from === to) return { ok: true, text: `${deviceId} is ${to} already` };
    const refusal = modeRefusal(entry.lines, { from, to }, facts);
    if (refusal !== null) return refused(`${deviceId} stays ${from}: ${refusal}`);
    entry.mode = to;
    return { ok: true, text: `${deviceId} is ${to} now, and was ${from}` };
  }

  snapshots(facts: ModeFacts): readonly ModeSnapshot[] {
    return [...this.#entries.values()].map(({ lines, mode }) => ({
      device: lines.device.id,
      bus: lines.bus.id,
      mode,
      wired: lines.device.mode,
      outputs: lines.device.points.filter(({ direction }) => direction === 'drive').map(({ tag }) => tag),
      others: DEVICE_MODES.filter((to) => to !== mode).map((to) => ({
        mode: to,
        refusal: modeRefusal(lines, { from: mode, to }, facts),
      })),
    }));
  }

  #entry(deviceId: string): Entry {
    const entry = this.#entries.get(deviceId);
    if (entry === undefined) throw new Error(`invariant: no device ${deviceId}`);
    return entry;
  }
}
