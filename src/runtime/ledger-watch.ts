import { type Plant, pointReader } from '../physics/plant.ts';
import type { Journal } from './journal.ts';
import type { ProcessImage } from './process-image.ts';

export interface LedgerLimits {
  readonly massRelative: number;
  readonly energyRelative: number;
}

export interface LedgerReport {
  readonly massRelative: number;
  readonly energyRelative: number;
  readonly entropyGeneratedJPerK: number;
  /** First breach of a limit, in words; null while the ledger closes. */
  readonly breach: string | null;
}

/** Publishes the ledger's closure as tags, and remembers the first time that it did not close. */
export class LedgerWatch {
  readonly #limits: LedgerLimits;
  readonly #mass: () => number;
  readonly #energy: () => number;
  readonly #entropy: () => number;
  #breach: string | null = null;

  constructor(plant: Plant, limits: LedgerLimits) {
    this.#limits = limits;
    this.#mass = ledgerReader(plant, 'ledger.mass_residual_relative');
    this.#energy = ledgerReader(plant, 'ledger.energy_residual_relative');
    this.#entropy = ledgerReader(plant, 'ledger.entropy_generated');
  }

  publish(image: ProcessImage, journal: Journal, nowS: number): void {
    const { massRelative, energyRelative, entropyGeneratedJPerK } = this.#read();
    image.writeValue('ledger.mass_residual_relative', massRelative, nowS);
    image.writeValue('ledger.energy_residual_relative', energyRelative, nowS);
    image.writeValue('ledger.entropy_generated', entropyGeneratedJPerK, nowS);
    if (this.#breach !== null) return;
    this.#breach =
      breachOf('mass', massRelative, this.#limits.massRelative) ??
      breachOf('energy', energyRelative, this.#limits.energyRelative);
    if (this.#breach !== null) journal.add(nowS, 'ledger', this.#breach);
  }

  report(): LedgerReport {
    return { ...this.#read(), breach: this.#breach };
  }

  #read() {
    return {
      massRelative: this.#mass(),
      energyRelative: this.#energy(),
      entropyGeneratedJPerK: this.#entropy(),
    };
  }
}

function breachOf(what: string, residual: number, limit: number): string | null {
  // A residual that is no number breaches every limit.
  return residual <= limit
    ? null
    : `the ${what} ledger does not close: residual ${residual} of the throughput, limit ${limit}`;
}

function ledgerReader(plant: Plant, point: string): () => number {
  const reader = pointReader(plant, point);
  if (reader === null) throw new Error(`invariant: the plant has no point ${point}`);
  return reader;
}
