/** All faults of a site: what the wires ask, and what people see and say of it. */
import type { ModbusFaults, MqttFaults, WireFaults } from '../field/wire-fault.ts';
import type { Wiring } from '../field/wiring.ts';
import { chanceText, effectText, endText, targetText } from './describe.ts';
import type { FaultDefinition, FaultSnapshot } from './fault.ts';
import type { WireKind } from './media.ts';
import { ModbusStrikes } from './modbus-strikes.ts';
import { MqttStrikes } from './mqtt-strikes.ts';
import { StandingFault } from './standing-fault.ts';

/** What faults are put on. */
export interface FaultSite {
  readonly wiring: Wiring;
  readonly wire: WireKind;
  /** For faults that have none of their own. */
  readonly seed: number;
}

/** Hears what happens, so that a journal and a recording can tell of it. */
export interface FaultListener {
  event(timeS: number, text: string): void;
  /** `message`: unit and PDU of the request, or topic, a zero byte and the payload. */
  strike(timeS: number, fault: FaultDefinition, message: Uint8Array): void;
}

/** Faults that are over are remembered for so long, the newest of them. */
const MAX_REMEMBERED = 200;
/** Faults that commands may let stand at a time; each costs every exchange on its bus a look. */
export const MAX_STANDING = 200;

const MUTE: FaultListener = { event: () => {}, strike: () => {} };
const utf8 = new TextEncoder();

export class FaultBoard implements WireFaults {
  readonly site: FaultSite;
  private faults: readonly StandingFault[] = [];
  private readonly fromTheStart: readonly FaultDefinition[];
  private readonly modbusBuses = new Map<string, ModbusStrikes>();
  private readonly mqttBuses = new Map<string, MqttStrikes>();
  private listener: FaultListener = MUTE;
  private nowS = 0;
  /** Something may have to begin or end. */
  private isStirring = false;

  /** @param timeline Faults from the start, each fit for the site (see `readFaults`). */
  constructor(site: FaultSite, timeline: readonly FaultDefinition[] = []) {
    this.site = site;
    this.fromTheStart = timeline;
    for (const bus of site.wiring.buses) {
      // Nothing is emulated there that could go wrong.
      if (bus.kind === 'sparkplug') continue;
      if (bus.kind === 'mqtt') {
        const strikes = new MqttStrikes(bus, (fault, topic, payload) =>
          this.struck(fault, utf8.encode(`${topic}\u0000`), payload),
        );
        this.mqttBuses.set(bus.id, strikes);
        continue;
      }
      const strikes = new ModbusStrikes(bus, (fault, unit, request) =>
        this.struck(fault, Uint8Array.of(unit), request),
      );
      this.modbusBuses.set(bus.id, strikes);
    }
    for (const definition of timeline) this.add(definition);
  }

  listen(listener: FaultListener): void {
    this.listener = listener;
  }

  /** Arms a fault that is fit for the site; it begins with the next scan at or after its time. */
  add(definition: FaultDefinition): void {
    const over = this.faults.filter(({ isOver }) => isOver);
    const forgotten = new Set(over.slice(0, Math.max(0, over.length - MAX_REMEMBERED)));
    this.faults = [...this.faults.filter((fault) => !forgotten.has(fault)), new StandingFault(definition)];
    this.isStirring = true;
  }

  /** Ends a fault, or with null all of them; the ids of those that were not over already, null for an unknown one. */
  clear(id: string | null): readonly string[] | null {
    const chosen = this.faults.filter(({ definition }) => id === null || definition.id === id);
    if (id !== null && chosen.length === 0) return null;
    const standing = chosen.filter(({ isOver }) => !isOver);
    for (const fault of standing) {
      fault.clear(this.nowS);
      this.tellEnd(fault);
    }
    this.spread();
    return standing.map(({ definition }) => definition.id);
  }

  list(): readonly FaultSnapshot[] {
    return this.faults.map((fault) => fault.snapshot());
  }

  advanceTo(nowS: number): void {
    this.nowS = nowS;
    if (!this.isStirring) return;
    let changed = false;
    for (const fault of this.faults) {
      const step = fault.advanceTo(nowS);
      if (step === null) continue;
      changed = true;
      if (step === 'begins') this.tellBegin(fault);
      else this.tellEnd(fault);
    }
    this.isStirring = this.faults.some(({ isOver }) => !isOver);
    if (changed) this.spread();
  }

  modbus(busId: string): ModbusFaults {
    const found = this.modbusBuses.get(busId);
    if (found === undefined) throw new Error(`invariant: no Modbus bus ${busId}`);
    return found;
  }

  mqtt(busId: string): MqttFaults {
    const found = this.mqttBuses.get(busId);
    if (found === undefined) throw new Error(`invariant: no MQTT bus ${busId}`);
    return found;
  }

  timeline(): readonly Readonly<Record<string, unknown>>[] | null {
    return this.fromTheStart.length === 0 ? null : this.fromTheStart.map((definition) => ({ ...definition }));
  }

  /** Tells each bus which faults are at work on it. */
  private spread(): void {
    const on = (busId: string) =>
      this.faults.filter(({ isActive, definition }) => isActive && definition.target.busId === busId);
    for (const [busId, strikes] of this.modbusBuses) strikes.setActive(on(busId));
    for (const [busId, strikes] of this.mqttBuses) strikes.setActive(on(busId));
  }

  private struck({ definition }: StandingFault, head: Uint8Array, tail: Uint8Array): void {
    const message = new Uint8Array(head.length + tail.length);
    message.set(head);
    message.set(tail, head.length);
    this.listener.strike(this.nowS, definition, message);
  }

  private tellBegin({ definition }: StandingFault): void {
    const chance = chanceText(definition);
    const text = `${effectText(definition.effect)} on ${targetText(definition)}`;
    this.listener.event(this.nowS, `${definition.id} begins: ${text}${chance === '' ? '' : ` (${chance})`}`);
  }

  private tellEnd(fault: StandingFault): void {
    this.listener.event(this.nowS, `${fault.definition.id} ends: ${endText(fault.snapshot())}`);
  }
}
