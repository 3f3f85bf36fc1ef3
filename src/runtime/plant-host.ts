import type { EmulatedField } from '../field/emulated/emulated-field.ts';
import type { Plant, PlantFault } from '../physics/plant.ts';
import { inputWriter, pointReader, stepPlant } from '../physics/plant.ts';

/** The longest that the plant catches up in one go, s; what lies beyond is lost to the plant, and said. */
const CATCH_UP_S = 10;

/**
 * Keeps the plant and its emulated devices in step with site time: actuators → plant → sensors, in slices of one scan
 * period, so that a run gives the same bytes whether or not the host stalled in between.
 */
export class PlantHost {
  readonly plant: Plant;
  readonly #emulated: EmulatedField;
  readonly #sliceS: number;
  readonly #stepsPerSlice: number;
  readonly #readTruth: (point: string) => number;
  readonly #inputs = new Map<string, (value: number) => void>();
  #slice = 0;
  #lostSlices = 0;
  #fault: PlantFault | null = null;

  constructor(plant: Plant, emulated: EmulatedField, options: { sliceS: number; stepS: number }) {
    this.plant = plant;
    this.#emulated = emulated;
    this.#sliceS = options.sliceS;
    this.#stepsPerSlice = Math.round(options.sliceS / options.stepS);
    this.#readTruth = truthReader(plant);
    emulated.update(0, this.#readTruth);
  }

  /** Site time that the plant has reached, s. */
  get timeS(): number {
    return (this.#slice + this.#lostSlices) * this.#sliceS;
  }

  /** Site time that the plant had to leave out because the host could not keep up, s. */
  get lostS(): number {
    return this.#lostSlices * this.#sliceS;
  }

  /** Why the plant stopped; null while it runs. A plant that failed stays at its last good state. */
  get fault(): PlantFault | null {
    return this.#fault;
  }

  advanceTo(nowS: number): void {
    const due = Math.floor(nowS / this.#sliceS + 1e-6) - this.#slice - this.#lostSlices;
    const most = Math.round(CATCH_UP_S / this.#sliceS);
    if (due > most) this.#lostSlices += due - most;
    for (let slice = Math.min(due, most); slice > 0 && this.#fault === null; slice -= 1) this.#advanceSlice();
  }

  #advanceSlice(): void {
    this.#emulated.forEachDrive((point, position) => this.#input(point)(position));
    for (let step = 0; step < this.#stepsPerSlice; step += 1) {
      this.#fault = stepPlant(this.plant);
      if (this.#fault !== null) return;
    }
    this.#slice += 1;
    this.#emulated.update(this.timeS, this.#readTruth);
  }

  #input(point: string): (value: number) => void {
    let writer = this.#inputs.get(point);
    if (writer === undefined) {
      const found = inputWriter(this.plant, point);
      if (found === null) throw new Error(`invariant: the plant has no input ${point}`);
      writer = found;
      this.#inputs.set(point, writer);
    }
    return writer;
  }
}

function truthReader(plant: Plant): (point: string) => number {
  const readers = new Map<string, () => number>();
  return (point) => {
    let reader = readers.get(point);
    if (reader === undefined) {
      const found = pointReader(plant, point);
      if (found === null) throw new Error(`invariant: the plant has no point ${point}`);
      reader = found;
      readers.set(point, reader);
    }
    return reader();
  };
}
