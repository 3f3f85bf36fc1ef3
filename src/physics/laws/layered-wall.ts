/**
 * A wall of layers as slices in a row, each with one temperature at its middle: one-dimensional finite volumes.
 *
 *   Cᵢ = ρ cp A Δx,   Rᵢ = Δx/(2 k A),   between neighbours Gᵢ = 1/(Rᵢ + Rᵢ₊₁),   to the faces 1/R₁ and 1/R_N
 *
 * Source: Patankar, "Numerical Heat Transfer and Fluid Flow" (1980), section 4.2-3 (the harmonic mean, which is
 * exact for steady conduction through any layers). In time the error falls with the square of Δx. A plane wall:
 * edges, curvature and heat along the wall are left out. Heat runs down every difference of temperature, so that the
 * entropy generated is never negative.
 * Checked by test/physics/laws/layered-wall.test.ts.
 */
import type { WallLayer } from '../plant-definition.ts';

export interface WallSlices {
  /** Of each slice, from the gas outwards, J/K. */
  readonly heatCapacityJPerK: Float64Array;
  /** From slice i to slice i + 1, W/K; one fewer than there are slices. */
  readonly conductanceWPerK: Float64Array;
  /** From the face at the gas to the middle of the first slice, W/K. */
  readonly gasFaceWPerK: number;
  /** From the middle of the last slice to the face at the ambient, W/K. */
  readonly ambientFaceWPerK: number;
}

/** @param layers from the gas outwards, at least one, each of at least one slice */
export function wallSlices(layers: readonly WallLayer[], areaM2: number): WallSlices {
  const capacities: number[] = [];
  const halfResistances: number[] = [];
  for (const { thicknessM, conductivityWPerMK, densityKgPerM3, specificHeatJPerKgK, cells } of layers) {
    const sliceM = thicknessM / cells;
    for (let cell = 0; cell < cells; cell++) {
      capacities.push(densityKgPerM3 * specificHeatJPerKgK * areaM2 * sliceM);
      halfResistances.push(sliceM / (2 * conductivityWPerMK * areaM2));
    }
  }
  const conductances = halfResistances.slice(1).map((half, i) => 1 / ((halfResistances[i] as number) + half));
  return {
    heatCapacityJPerK: Float64Array.from(capacities),
    conductanceWPerK: Float64Array.from(conductances),
    gasFaceWPerK: 1 / (halfResistances[0] as number),
    ambientFaceWPerK: 1 / (halfResistances.at(-1) as number),
  };
}

/** Conductance of two in a row, W/K: a face and the gas before it. Either may be zero or infinite. */
export function inSeriesWPerK(one: number, other: number): number {
  return 1 / (1 / one + 1 / other);
}
