/** How a plant is divided into the parts of assembly/parts.ts. */
import type { MemorySize } from '../layout.ts';
import { chamberSlots, ROW, vectorLength } from '../layout.ts';

/** Nodes at the ends of the streams, orifices first. */
export interface StreamEnds {
  readonly from: ArrayLike<number>;
  readonly to: ArrayLike<number>;
}

export interface Division {
  readonly parts: number;
  /** Eight numbers for each part: chambers, orifices, bytes of a vector, entries of `touching`, from and to. */
  readonly table: Int32Array;
  /** Numbers of the orifices that touch each part's chambers. */
  readonly touching: Int32Array;
}

/** As many as the module has room for. */
const MOST_PARTS = 64;
/** With several for each thread, one that comes late finds something left, and one that is held up holds up little. */
const FEWEST_PER_THREAD = 2;
const MOST_PER_THREAD = 8;
/** Of a part: fewer are computed sooner than agreed on, and for more the others may have to wait too long. */
const LEAST_CHAMBERS = 64;
const MOST_CHAMBERS = 4000;
const BYTES = 8;

/** Parts worth having: 1 for a plant that one thread computes sooner. */
export function partsFor(chambers: number, threads: number): number {
  const perThread = Math.min(
    Math.floor(chambers / (LEAST_CHAMBERS * threads)),
    Math.max(MOST_PER_THREAD, Math.floor(chambers / (MOST_CHAMBERS * threads))),
    Math.floor(MOST_PARTS / threads),
  );
  return threads === 1 || perThread < FEWEST_PER_THREAD ? 1 : threads * perThread;
}

/** A plant as one part. */
export function undivided(size: MemorySize): Division {
  const table = Int32Array.of(
    0,
    size.chambers,
    0,
    size.orifices,
    0,
    vectorLength(size) * BYTES,
    0,
    size.orifices,
  );
  return { parts: 1, table, touching: Int32Array.from({ length: size.orifices }, (_, v) => v) };
}

/** Equal parts of a plant, as far as pairs allow. */
export function divide(size: MemorySize, ends: StreamEnds, parts: number): Division {
  const table = new Int32Array(parts * 8);
  const touching: number[] = [];
  for (let part = 0; part < parts; part++) {
    const [firstChamber, endChamber] = share(chamberSlots(size.chambers), part, parts);
    const [firstOrifice, endOrifice] = share(size.orifices + (size.orifices % 2), part, parts);
    const firstTouching = touching.length;
    const isOwn = (node: number): boolean => node >= firstChamber && node < endChamber;
    for (let v = 0; v < size.orifices; v++) {
      if (isOwn(ends.from[v] ?? -1) || isOwn(ends.to[v] ?? -1)) touching.push(v);
    }
    const endBytes = part === parts - 1 ? vectorLength(size) * BYTES : endChamber * ROW * BYTES;
    table.set(
      [
        ...[firstChamber, Math.min(endChamber, size.chambers)],
        ...[firstOrifice, Math.min(endOrifice, size.orifices)],
        ...[firstChamber * ROW * BYTES, endBytes],
        ...[firstTouching, touching.length],
      ],
      part * 8,
    );
  }
  return { parts, table, touching: Int32Array.from(touching) };
}

/** From and to of one part's places, whose number is even, as are both. */
function share(places: number, part: number, parts: number): [from: number, to: number] {
  const pairs = places / 2;
  return [2 * Math.floor((pairs * part) / parts), 2 * Math.floor((pairs * (part + 1)) / parts)];
}
