/** The tags of a site: what its process image holds. */
import type { LoopDefinition } from '../control/definition.ts';
import { breakerTag } from '../field/driver/link-breaker.ts';
import type { PointProfile } from '../field/profile.ts';
import type { BoundPoint, Wiring } from '../field/wiring.ts';
import { type Dimension, siUnit } from '../units/quantity.ts';
import { tagsOfLoop } from './loop-tags.ts';
import { modeTags } from './mode-tags.ts';
import type { Site } from './site.ts';
import type { TagInfo } from './tag-info.ts';

/** Every tag of a site, in a fixed order: wiring, devices, residuals, arming, loops, ledger. */
export function siteTags({ wiring, loops }: Pick<Site, 'wiring' | 'loops'>): readonly TagInfo[] {
  return [...wiringTags(wiring, loops), ...modeTags(wiring), ...loopTags(wiring, loops), ...ledgerTags()];
}

/** Tags that come from the wiring alone. */
export function wiringTags(wiring: Wiring, loops: readonly LoopDefinition[] = []): readonly TagInfo[] {
  const driven = new Set(loops.flatMap(({ outputs }) => outputs.map(({ tag }) => tag)));
  const devices = wiring.buses.flatMap((bus) => bus.devices);
  return [
    ...devices.flatMap((device) => device.points.map((point) => pointTag(point, device.id, driven))),
    ...devices.map((device): TagInfo => {
      const title = `${device.profile.title} answers`;
      return tag(`${device.id}.online`, 'ratio', 'status', title, false);
    }),
    ...devices
      .filter(({ unit }) => unit !== null)
      .map(({ id }) =>
        tag(breakerTag(id), 'ratio', 'status', `Breaker of ${id}: 0 closed, 1 half-open, 2 open`, false),
      ),
  ];
}

/** What loops fill, in their order. */
export function loopTags(wiring: Wiring, loops: readonly LoopDefinition[]): readonly TagInfo[] {
  const dimensions = new Map(wiringTags(wiring).map(({ id, dimension }) => [id, dimension]));
  return loops.flatMap((loop) => tagsOfLoop(loop, dimensions));
}

export function ledgerTags(): readonly TagInfo[] {
  return [
    tag('ledger.mass_residual_relative', 'ratio', 'ledger', 'Mass closure', false),
    tag('ledger.species_residual_relative', 'ratio', 'ledger', 'Species closure, the worst', false),
    tag('ledger.energy_residual_relative', 'ratio', 'ledger', 'Energy closure', false),
    {
      id: 'ledger.entropy_generated',
      unit: 'J/K',
      dimension: null,
      kind: 'ledger',
      title: 'Entropy generated',
      writable: false,
      twoValued: false,
    },
    tag('ledger.breach', 'ratio', 'ledger', '1: a residual is beyond its limit', false),
  ];
}

function pointTag(point: BoundPoint, device: string, driven: ReadonlySet<string>): TagInfo {
  const title = `${point.point.title} of ${device}`;
  if (point.direction === 'sense') return tag(point.tag, point.point.quantity, 'sensor', title, false);
  const output = tag(point.tag, 'ratio', 'output', title, !driven.has(point.tag));
  return { ...output, twoValued: isSwitch(point.point) };
}

/**
 * Whether a point knows 0 and 1 and nothing between: a coil or a discrete input, a register or a payload whose only
 * values stand for them.
 */
export function isSwitch({ source }: PointProfile): boolean {
  if (source.protocol === 'analog') return false;
  if (source.protocol === 'modbus' && source.type === 'bool') return true;
  const raw = source.protocol === 'mqtt' ? Object.values(source.words ?? {}) : rawStates(source.meanings);
  const states = new Set(raw.map((number) => number * source.scale + source.offset));
  return states.size === 2 && states.has(0) && states.has(1);
}

function rawStates(meanings: Readonly<Record<string, string>> = {}): readonly number[] {
  return Object.keys(meanings).map(Number);
}

function tag(
  id: string,
  dimension: Dimension | null,
  kind: TagInfo['kind'],
  title: string,
  writable: boolean,
): TagInfo {
  return {
    id,
    unit: dimension === null ? '1' : siUnit(dimension),
    dimension,
    kind,
    title,
    writable,
    twoValued: false,
  };
}
