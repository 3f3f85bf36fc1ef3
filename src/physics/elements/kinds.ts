/** Every kind of element, in the order in which places, points and hooks come: what is an orifice before other streams. */
import { ambient, boundaries } from './boundary.ts';
import { burstDiscs } from './burst-disc.ts';
import { chambers } from './chamber.ts';
import { computePools } from './compute-pool.ts';
import { coolers } from './cooler.ts';
import { fans } from './fan.ts';
import { heatConductors } from './heat-conductor.ts';
import { heatEngines } from './heat-engine.ts';
import { heatExchangers } from './heat-exchanger.ts';
import { heatLoads } from './heat-load.ts';
import { injectors } from './injector.ts';
import { machines } from './machine.ts';
import { restrictions, valves } from './orifices.ts';
import { pistons } from './piston.ts';
import type { ElementKind } from './placement.ts';
import { reliefValves } from './relief-valve.ts';
import { tubes } from './tube.ts';

export const ELEMENT_KINDS: readonly ElementKind[] = [
  chambers,
  valves,
  restrictions,
  reliefValves,
  burstDiscs,
  heatLoads,
  machines,
  fans,
  tubes,
  heatExchangers,
  heatConductors,
  coolers,
  heatEngines,
  pistons,
  injectors,
  computePools,
  boundaries,
  ambient,
];
