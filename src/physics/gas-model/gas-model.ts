/** The gas model that a plant's `[fluid]` asks for. */
import type { FluidDefinition } from '../plant-definition.ts';
import type { GasModel } from './chamber-gas.ts';
import { idealCondensate } from './condensate.ts';
import { idealGasModel } from './ideal-gas-model.ts';
import { realCondensate } from './real-condensate.ts';
import { realGasModel } from './real-gas-model.ts';

/** A model has work space of its own: one per thread of computation, as many chambers as wanted. */
export function gasModel({ equationOfState, condensation }: FluidDefinition): GasModel {
  switch (equationOfState) {
    case 'ideal':
      return idealGasModel(condensation ? idealCondensate() : null);
    case 'gerg-2008':
      return realGasModel(condensation ? realCondensate() : null);
  }
}
