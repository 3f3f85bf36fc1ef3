import type { Site } from '../config/site.ts';
import type { FieldRunner } from '../field/field-runner.ts';
import type { DeviceMode } from '../field/wiring.ts';
import type { Arming } from './arming.ts';
import { armingRefusals, emulatedGuards } from './arming-interlock.ts';
import { ChangeOver } from './device-mode-change-over.ts';
import type { ModeFacts } from './device-mode-rules.ts';
import type { DeviceModes } from './device-modes.ts';
import type { Guards } from './guards.ts';
import type { Journal } from './journal.ts';
import type { ModeCommand } from './operator.ts';
import type { ProcessImage } from './process-image.ts';
import type { RunPlan } from './run-plan.ts';
import type { ArmingSnapshot, CommandResult, ModeSnapshot } from './site-view.ts';

export interface ModeDeskParts {
  readonly site: Site;
  readonly plan: RunPlan;
  readonly image: ProcessImage;
  readonly field: FieldRunner;
  readonly journal: Journal;
  readonly modes: DeviceModes;
  readonly arming: Arming;
  readonly guards: Guards;
}

/** The part of the scan that obeys orders about modes and arming, and holds outputs while they take effect. */
export class ModeDesk {
  readonly #parts: ModeDeskParts;
  readonly #changeOver: ChangeOver;

  constructor(parts: ModeDeskParts) {
    this.#parts = parts;
    this.#changeOver = new ChangeOver(parts.site);
  }

  obey(command: ModeCommand, nowS: number): CommandResult {
    const { arming, image } = this.#parts;
    if (command.kind === 'arm') return arming.arm(command.order, this.#armingRefusals(), image, nowS);
    if (command.kind === 'disarm') return arming.disarm('by command', nowS);
    return this.#changeMode(command.device, command.to, nowS);
  }

  /** Output tag → position that it is held in during this scan; interlocks go before it. */
  held(nowS: number, wanted: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
    const { arming, field, image } = this.#parts;
    arming.step(nowS, { tripped: () => this.#tripped(), field, image });
    const changing = this.#changeOver.held(image, wanted);
    const asked = arming.held();
    return changing.size === 0 ? asked : new Map([...changing, ...asked]);
  }

  publish(nowS: number): void {
    this.#parts.arming.publish(this.#parts.image, nowS);
  }

  modeSnapshots(): readonly ModeSnapshot[] {
    return this.#parts.modes.snapshots(this.#modeFacts());
  }

  armingSnapshot(nowS: number): ArmingSnapshot {
    const { site, modes, arming } = this.#parts;
    const { untilS } = arming;
    return {
      site: site.id,
      state: arming.state,
      remainingS: untilS === null ? null : Math.max(0, untilS - nowS),
      longestS: site.arming.longestS,
      outputs: modes.realOutputs.flatMap(({ tags }) => tags),
      refusals: arming.state === 'armed' ? [] : this.#armingRefusals(),
      emulatedGuards: emulatedGuards({ site, modes }),
    };
  }

  #changeMode(device: string, to: DeviceMode, nowS: number): CommandResult {
    const { modes, image, journal } = this.#parts;
    const from = modes.modeOf(device);
    const result = modes.change(device, to, this.#modeFacts());
    if (!result.ok || from === to) return result;
    journal.add(nowS, 'mode', result.text);
    if ((from === 'emulated') !== (to === 'emulated')) this.#changeOver.begin(device, image);
    return result;
  }

  #modeFacts(): ModeFacts {
    const { site, arming, guards } = this.#parts;
    const { causes } = guards.interlockSnapshot();
    const active = new Set(causes.filter(({ active: stands }) => stands).map(({ id }) => id));
    const activeCauses = site.interlocks.causes.flatMap(({ id, condition }) =>
      active.has(id) && condition.kind !== 'device-lost' ? [[condition.tag, id] as const] : [],
    );
    return {
      armed: arming.mayWrite,
      held: guards.held,
      activeCauses: new Map(activeCauses),
      noHardware: this.#noHardware(),
    };
  }

  #noHardware(): string | null {
    const { plan } = this.#parts;
    if (plan.wire === 'memory') return 'the memory wire reaches no hardware; run with --wire real';
    if (plan.speed !== 1) return `hardware lives in real time, and the site runs at speed ${plan.speed}`;
    return null;
  }

  #armingRefusals(): readonly string[] {
    const { site, plan, modes, image } = this.#parts;
    return armingRefusals({ site, plan, modes, image, tripped: this.#tripped() });
  }

  #tripped(): readonly string[] {
    const { effects } = this.#parts.guards.interlockSnapshot();
    return effects.filter(({ tripped }) => tripped).map(({ id }) => id);
  }
}
