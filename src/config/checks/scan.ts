/** Cross-check of the scan against the solver: the plant advances by whole steps between scans. */
import type { PlantDefinition } from '../../physics/plant-definition.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Read } from '../read.ts';
import type { Shaped } from '../schema/check-shape.ts';
import type { SiteData } from '../schema/site-schema.ts';
import { tomlDiagnostic } from '../toml-document.ts';

export function checkScan(
  main: Shaped<SiteData>,
  periodS: number,
  plant: Read<PlantDefinition>,
): readonly Diagnostic[] {
  const { stepS } = plant.definition.solver;
  const steps = periodS / stepS;
  if (Math.abs(steps - Math.round(steps)) <= 1e-9 * steps) return [];
  const finding = {
    id: 'step-against-scan' as const,
    message: `The scan takes ${periodS} s, which is not a whole number of solver steps of ${stepS} s.`,
    expected: 'a scan period that is a multiple of [solver] step in plant.toml',
    remedy: 'change one of the two',
  };
  // The scan is the younger decision where the file makes one; else the step is all there is to point at.
  return main.data.scan?.period === undefined
    ? [tomlDiagnostic(plant.document, ['solver', 'step'], finding)]
    : [tomlDiagnostic(main.document, ['scan', 'period'], finding)];
}
