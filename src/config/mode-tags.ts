/** Tags of a site that talks to hardware: residuals of what can be in shadow, and whether real outputs are written. */
import { deviceLines, isTwofold } from '../field/shadow/device-lines.ts';
import { residualTag } from '../field/shadow/residual.ts';
import type { SensedPoint, Wiring } from '../field/wiring.ts';
import { siUnit } from '../units/quantity.ts';
import { differenceOf } from './difference.ts';
import type { TagInfo } from './tag-info.ts';

/** 1 while real outputs may be written. */
export const ARMED_TAG = 'site.armed';
/** 1 while a real output has not confirmed the safe state that it was left in. */
export const UNCONFIRMED_TAG = 'site.safe_state_unconfirmed';

/** Empty where every device is emulated and none has hardware. */
export function modeTags(wiring: Wiring): readonly TagInfo[] {
  return [...residualTags(wiring), ...(canWriteHardware(wiring) ? ARMING_TAGS : [])];
}

/** Whether any output of the site has hardware behind it, or can have. */
export function canWriteHardware(wiring: Wiring): boolean {
  return deviceLines(wiring).some(
    ({ device, hardware }) => hardware && device.points.some(({ direction }) => direction === 'drive'),
  );
}

const STATUS = { unit: '1', dimension: 'ratio', kind: 'arming', writable: false, twoValued: true } as const;
const ARMING_TAGS: readonly TagInfo[] = [
  { ...STATUS, id: ARMED_TAG, title: 'Armed: real outputs are written' },
  { ...STATUS, id: UNCONFIRMED_TAG, title: 'A real output did not confirm its safe state' },
];

function residualTags(wiring: Wiring): readonly TagInfo[] {
  return deviceLines(wiring)
    .filter(isTwofold)
    .flatMap(({ device }) =>
      device.points
        .filter((point): point is SensedPoint => point.direction === 'sense')
        .map((point) => tagOf(point, device.id)),
    );
}

function tagOf({ tag, point }: SensedPoint, device: string): TagInfo {
  const dimension = differenceOf(point.quantity);
  return {
    id: residualTag(tag),
    unit: siUnit(dimension),
    dimension,
    kind: 'residual',
    title: `${point.title} of ${device}: real less emulated`,
    writable: false,
    twoValued: false,
  };
}
