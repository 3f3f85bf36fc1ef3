/** One broken configuration for every diagnostic id that a site can give: the mark says where it must point. */
import { BROKER_CASES } from './cases/broker-cases.ts';
import { CONTROL_CASES } from './cases/control-cases.ts';
import type { Case } from './cases/edits.ts';
import { ELEMENT_CASES } from './cases/element-cases.ts';
import { LOOP_CASES } from './cases/loop-cases.ts';
import { MODE_CASES } from './cases/mode-cases.ts';
import { PLANT_CASES } from './cases/plant-cases.ts';
import { PROFILE_CASES } from './cases/profile-cases.ts';
import { SHAPE_CASES } from './cases/shape-cases.ts';
import { SPARKPLUG_CASES } from './cases/sparkplug-cases.ts';
import { WIRING_CASES } from './cases/wiring-cases.ts';

export const CASES: readonly Case[] = [
  ...SHAPE_CASES,
  ...PLANT_CASES,
  ...ELEMENT_CASES,
  ...WIRING_CASES,
  ...BROKER_CASES,
  ...SPARKPLUG_CASES,
  ...MODE_CASES,
  ...PROFILE_CASES,
  ...CONTROL_CASES,
  ...LOOP_CASES,
];
