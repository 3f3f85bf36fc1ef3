/**
 * The inner loop in WebAssembly with vector instructions of two numbers, for plants of ideal gas: the same functions
 * over the same memory as plainKernel, to rounding. Its source is in assembly/; docs/adr/0007 says why it is there, and
 * docs/adr/0012 how threads share its work.
 */
import { invariant } from '../invariant.ts';
import type { MemorySize, PlantMemory } from '../layout.ts';
import { layOut } from '../layout.ts';
import type { Division, StreamEnds } from './division.ts';
import { divide, partsFor, undivided } from './division.ts';
import type { HelperProgram, Helpers } from './helpers.ts';
import type { Kernel } from './kernel.ts';
import { kernelTables } from './kernel-tables.ts';
import { WASM_BASE64 } from './wasm-bytes.ts';

export interface WasmKernel {
  readonly memory: PlantMemory;
  readonly kernel: Kernel;
}

/** Threads that help, and what the division among them has to know of the plant. */
export interface SharedWork {
  readonly helpers: Helpers;
  readonly ends: StreamEnds;
}

/** The part of the WebAssembly API that is used here; TypeScript declares it with the browser's library only. */
interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => WebAssemblyMemory;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

interface WebAssemblyMemory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

interface Place {
  value: number;
}

/** What assembly/index.ts exports: functions that take byte offsets, and places.ts. */
interface KernelExports {
  updateChambers(vector: number): number;
  updateOrifices(): void;
  rates(vector: number, rate: number, ambientK: number): void;
  along(target: number, base: number, factor: number, slope: number): void;
  copy(target: number, source: number): void;
  largestCoupling(): number;
  largestError(factor: number, a: number, b: number): number;
  helpedParts(): number;
  dismiss(): void;
  readonly PLANT: Place;
}

interface Module {
  readonly exports: KernelExports;
  readonly memory: WebAssemblyMemory;
}

const PAGE_BYTES = 65_536;
/** All that 32 bits can address: what a memory may grow to, not what it takes. */
const MOST_PAGES = 65_536;
/** Where arrays may begin. */
const ALIGNMENT = 16;

let compiled: object | null = null;

/** Memory for a plant and the kernel that works on it; null where WebAssembly or its vectors are not available. */
export function wasmKernel(size: MemorySize, shared: SharedWork | null = null): WasmKernel | null {
  const { WebAssembly: api } = globalThis as { readonly WebAssembly?: WebAssemblyApi };
  if (api === undefined) return null;
  compiled ??= compile(api);
  if (compiled === null) return null;
  const module = instantiate(api, compiled);
  const parts = shared === null ? 1 : partsFor(size.chambers, shared.helpers.count + 1);
  const division = shared === null || parts === 1 ? undivided(size) : divide(size, shared.ends, parts);
  const touching = module.exports.PLANT.value;
  const offset = touching + aligned(division.touching.byteLength);
  const memory = layOut(size, (bytes) => {
    module.memory.grow(Math.ceil((offset + bytes) / PAGE_BYTES));
    return { buffer: module.memory.buffer, offset };
  });
  fillTables(module, division);
  const places = [...placesOf(memory), ['partCount', parts] as const, ['touching', touching] as const];
  for (const [name, value] of places) place(module.exports, name).value = value;
  if (shared !== null && parts > 1) startHelpers(shared.helpers, compiled, module, places);
  return { memory, kernel: kernelOver(module.exports, memory) };
}

function startHelpers(
  helpers: Helpers,
  compiledModule: object,
  { exports, memory }: Module,
  places: HelperProgram['places'],
): void {
  place(exports, 'patienceMs').value = helpers.patienceMs;
  helpers.start({
    module: compiledModule,
    memory,
    places,
    helpedParts: () => exports.helpedParts(),
    dismiss: () => exports.dismiss(),
  });
}

function compile(api: WebAssemblyApi): object | null {
  const bytes = Uint8Array.from(atob(WASM_BASE64), (character) => character.charCodeAt(0));
  return api.validate(bytes) ? new api.Module(bytes) : null;
}

function instantiate(api: WebAssemblyApi, module: object): Module {
  const memory = new api.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
  const helperLost = (): void => {
    throw new Error('a thread that computes a part of the plant has stopped in the middle of it');
  };
  const { exports } = new api.Instance(module, { env: { memory, helperLost } });
  return { exports: exports as KernelExports, memory };
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function fillTables({ exports, memory: { buffer } }: Module, { table, touching }: Division): void {
  for (const [name, numbers] of Object.entries(kernelTables())) {
    new Float64Array(buffer, place(exports, name).value, numbers.length).set(numbers);
  }
  new Int32Array(buffer, place(exports, 'PARTS').value, table.length).set(table);
  new Int32Array(buffer, exports.PLANT.value, touching.length).set(touching);
}

function placesOf({
  state,
  nodes,
  chambers,
  orifices,
  streams,
}: PlantMemory): readonly (readonly [string, number])[] {
  const { from: fromNode, to: toNode, massFlowKgPerS } = streams;
  // Areas of what is wide open are for those who open it.
  const { areaM2: _, ...openings } = orifices;
  const arrays = { state, ...nodes, ...chambers, ...openings, fromNode, toNode, massFlowKgPerS };
  return Object.entries(arrays).map(([name, { byteOffset }]) => [name, byteOffset] as const);
}

function place(exports: KernelExports, name: string): Place {
  const found = (exports as unknown as Readonly<Record<string, Place>>)[name];
  invariant(found !== undefined, `the kernel knows ${name}`);
  return found;
}

function kernelOver(exports: KernelExports, memory: PlantMemory): Kernel {
  return {
    memory,
    chambers: (vector) => exports.updateChambers(vector.byteOffset) === 1,
    orifices: () => exports.updateOrifices(),
    rates: (vector, rate, ambientK) => exports.rates(vector.byteOffset, rate.byteOffset, ambientK),
    along: (target, base, factor, slope) =>
      exports.along(target.byteOffset, base.byteOffset, factor, slope.byteOffset),
    copy: (target, source) => exports.copy(target.byteOffset, source.byteOffset),
    couplingPerS: () => exports.largestCoupling(),
    largestError: (factor, a, b) => exports.largestError(factor, a.byteOffset, b.byteOffset),
  };
}
