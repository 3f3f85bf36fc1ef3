/**
 * The one list that says which room may import which: a room imports itself and any room further down.
 * Rooms in one line stand side by side and never import each other.
 */
export const LAYERS = [
  ['cli'],
  ['server'],
  ['campaign', 'optimize', 'health'],
  ['faults'],
  ['runtime'],
  ['config'],
  ['field'],
  ['safety', 'control'],
  ['signal'],
  ['physics'],
  ['units'],
];

/** Rooms with no Node built-ins, no clock, no async: a functional core. */
export const PURE = ['units', 'physics', 'signal', 'control', 'safety', 'claims'];

/** `claims` stands outside the list: only these may read it, and it may read these. */
export const CLAIMS = { readers: ['config', 'server', 'cli'], reads: ['physics', 'units'] };
