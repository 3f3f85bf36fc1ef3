/** The gas model that a plant's `[fluid]` asks for. */
import { invariant } from '../invariant.ts';
import type { FluidDefinition } from '../plant-definition.ts';
import type { GasModel } from './chamber-gas.ts';
import { idealCondensate } from './condensate.ts';
import { idealGasModel } from './ideal-gas-model.ts';

export function gasModel(fluid: FluidDefinition): GasModel {
  invariant(fluid.equationOfState === 'ideal', 'an ideal gas');
  return idealGasModel(fluid.condensation ? idealCondensate() : null);
}
