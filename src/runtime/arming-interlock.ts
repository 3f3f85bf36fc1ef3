/** What stands against arming a site: whoever writes real outputs must be able to take them to their safe state. */
import type { Site } from '../config/site.ts';
import { onlineTag } from '../field/driver/samples.ts';
import type { DeviceModes } from './device-modes.ts';
import type { ProcessImage } from './process-image.ts';
import type { RunPlan } from './run-plan.ts';

export interface ArmingFacts {
  readonly site: Site;
  readonly plan: Pick<RunPlan, 'controller'>;
  readonly modes: DeviceModes;
  readonly image: ProcessImage;
  /** Effects that are tripped. */
  readonly tripped: readonly string[];
}

/** Every reason against arming; empty: the site may be armed. */
export function armingRefusals({ site, plan, modes, image, tripped }: ArmingFacts): readonly string[] {
  if (plan.controller === 'external')
    return ['control is left to the controller outside, which writes the outputs itself'];
  if (modes.realOutputs.length === 0)
    return ['no device with outputs is in shadow or real: there is nothing to arm'];
  const lost = site.wiring.buses
    .flatMap((bus) => bus.devices)
    .filter(({ points }) => points.some(({ direction }) => direction === 'drive'))
    .filter(({ id }) => !isOnline(image, id))
    .map(({ id }) => `${id}, which has outputs, does not answer`);
  return [...tripped.map((effect) => `${effect} is tripped; reset it first`), ...lost];
}

/** Tags that interlocks watch and that come from the model alone, so that they guard no real plant. */
export function emulatedGuards({ site, modes }: Pick<ArmingFacts, 'site' | 'modes'>): readonly string[] {
  const watched = site.interlocks.causes.flatMap(({ condition }) =>
    condition.kind === 'device-lost' ? [] : [condition.tag],
  );
  return [...new Set(watched)].filter((id) => modes.sourceOf({ id, kind: 'sensor' }) === 'emulated');
}

function isOnline(image: ProcessImage, deviceId: string): boolean {
  const { value, quality } = image.read(onlineTag(deviceId));
  return quality === 'good' && value === 1;
}
