import { breaches, breachText } from '../physics/ledger/breaches.ts';
import { type Plant, pointReader } from '../physics/plant.ts';
import { SPECIES } from '../physics/species.ts';
import type { AlarmDefinition } from '../safety/definition.ts';
import type { Journal } from './journal.ts';
import type { ProcessImage } from './process-image.ts';

export interface LedgerReport {
  readonly massRelative: number;
  /** Of the species that closes worst. */
  readonly speciesRelative: number;
  readonly energyRelative: number;
  readonly entropyGeneratedJPerK: number;
  /** First breach of a limit, in words; null while the ledger closes. */
  readonly breach: string | null;
}

/** Stands while a residual is beyond its limit; every site with an emulated plant has it. */
export const LEDGER_ALARM: AlarmDefinition = {
  id: 'ledger-breach',
  message: 'The ledger of the emulated plant does not close',
  tag: 'ledger.breach',
  condition: { kind: 'limit', direction: 'above', limit: 0.5, deadband: 0 },
  priority: 'high',
  onDelayS: 0,
  offDelayS: 0,
};

/** Publishes the ledger's closure as tags, and remembers the first time that it did not close. */
export class LedgerWatch {
  readonly #plant: Plant;
  readonly #mass: () => number;
  readonly #species: readonly (() => number)[];
  readonly #energy: () => number;
  readonly #entropy: () => number;
  #breach: string | null = null;

  /** Watches a plant by the limits of its own definition. */
  constructor(plant: Plant) {
    this.#plant = plant;
    this.#mass = ledgerReader(plant, 'ledger.mass_residual_relative');
    this.#species = SPECIES.filter((name) => plant.integrator.state.network.species.includes(name)).map(
      (name) => ledgerReader(plant, `ledger.species_residual_relative.${name}`),
    );
    this.#energy = ledgerReader(plant, 'ledger.energy_residual_relative');
    this.#entropy = ledgerReader(plant, 'ledger.entropy_generated');
  }

  /** First breach of a limit, in words; null while the ledger closes. */
  get breach(): string | null {
    return this.#breach;
  }

  publish(image: ProcessImage, journal: Journal, nowS: number): void {
    const { massRelative, speciesRelative, energyRelative, entropyGeneratedJPerK } = this.#read();
    const { ledger, state } = this.#plant.integrator;
    const found = breaches(ledger, state, state.network.definition.ledger);
    image.writeValue('ledger.mass_residual_relative', massRelative, nowS);
    image.writeValue('ledger.species_residual_relative', speciesRelative, nowS);
    image.writeValue('ledger.energy_residual_relative', energyRelative, nowS);
    image.writeValue('ledger.entropy_generated', entropyGeneratedJPerK, nowS);
    image.writeValue('ledger.breach', found.length > 0 ? 1 : 0, nowS);
    if (this.#breach !== null || found.length === 0) return;
    this.#breach = `the ledger does not close since ${nowS} s: ${found.map(breachText).join('; ')}`;
    journal.add(nowS, 'ledger', this.#breach);
  }

  report(): LedgerReport {
    return { ...this.#read(), breach: this.#breach };
  }

  #read() {
    return {
      massRelative: this.#mass(),
      speciesRelative: Math.max(0, ...this.#species.map((read) => read())),
      energyRelative: this.#energy(),
      entropyGeneratedJPerK: this.#entropy(),
    };
  }
}

function ledgerReader(plant: Plant, point: string): () => number {
  const reader = pointReader(plant, point);
  if (reader === null) throw new Error(`invariant: the plant has no point ${point}`);
  return reader;
}
