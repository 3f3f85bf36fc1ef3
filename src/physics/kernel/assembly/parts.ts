/**
 * Parts of a plant, each of which any thread may compute: every number is written by the part that it belongs to, so
 * that a plant comes to the same bits however it is divided. Chambers and orifices begin at even numbers, because pairs
 * must stay pairs. The last part has the own variables of elements behind its rows.
 */
import { PARTS, touching } from './places';

@inline
function entry(part: i32, field: usize): i32 {
  return load<i32>(PARTS + (<usize>part << 5) + (field << 2));
}

@inline
export function firstChamber(part: i32): i32 {
  return entry(part, 0);
}

@inline
export function endChamber(part: i32): i32 {
  return entry(part, 1);
}

@inline
export function firstOrifice(part: i32): i32 {
  return entry(part, 2);
}

@inline
export function endOrifice(part: i32): i32 {
  return entry(part, 3);
}

/** Within a vector. */
@inline
export function firstByte(part: i32): usize {
  return <usize>entry(part, 4);
}

@inline
export function endByte(part: i32): usize {
  return <usize>entry(part, 5);
}

/** Where the numbers of the orifices lie that touch its chambers. */
@inline
export function firstTouching(part: i32): usize {
  return touching + (<usize>entry(part, 6) << 2);
}

@inline
export function endTouching(part: i32): usize {
  return touching + (<usize>entry(part, 7) << 2);
}
