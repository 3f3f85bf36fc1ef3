import type { Breach } from '../../physics/ledger/breaches.ts';
import { breaches, breachText } from '../../physics/ledger/breaches.ts';
import type { Plant } from '../../physics/plant.ts';
import { plantTimeS } from '../../physics/plant.ts';

/** A residual that is beyond its limit at the end, and when it first was. */
export interface LastingBreach extends Breach {
  readonly firstS: number;
}

/** Notes when which residual was first beyond its limit. */
export class BreachWatch {
  readonly #plant: Plant;
  readonly #firstS = new Map<string, number>();

  constructor(plant: Plant) {
    this.#plant = plant;
  }

  /** To be called at the end of a step. */
  look(): readonly LastingBreach[] {
    const timeS = plantTimeS(this.#plant);
    const { ledger, state } = this.#plant.integrator;
    return breaches(ledger, state, state.network.definition.ledger).map((breach) => {
      const firstS = this.#firstS.get(breach.residual) ?? timeS;
      this.#firstS.set(breach.residual, firstS);
      return { ...breach, firstS };
    });
  }
}

/** One line for each residual. */
export function lastingBreachLines(found: readonly LastingBreach[]): readonly string[] {
  return found.map(
    (breach) => `${breachText(breach)}; first beyond it at ${Number(breach.firstS.toPrecision(12))} s`,
  );
}
