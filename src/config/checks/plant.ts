/** Cross-checks inside a plant, each once what it builds on holds. */
import type { PlantDefinition } from '../../physics/plant-definition.ts';
import { type Diagnostic, hasErrors } from '../diagnostic.ts';
import type { Read } from '../read.ts';
import { checkGasAtStart } from './gas-start.ts';
import { checkBounds } from './plant-bounds.ts';
import { checkCompressorLoops } from './plant-loops.ts';
import { checkRange } from './plant-range.ts';
import { checkReferences } from './plant-references.ts';
import { checkStep } from './step.ts';

export function checkPlant(plant: Read<PlantDefinition>): readonly Diagnostic[] {
  const errors = [...checkReferences(plant), ...checkBounds(plant), ...checkRange(plant)];
  return hasErrors(errors)
    ? errors
    : [...errors, ...checkGasAtStart(plant), ...checkCompressorLoops(plant), ...checkStep(plant)];
}
