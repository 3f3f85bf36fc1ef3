/**
 * The inner loop in WebAssembly with vector instructions of two numbers, for plants of ideal gas: the same functions
 * over the same memory as plainKernel, to rounding. Its source is in assembly/; docs/adr/0007 says why it is there.
 */
import { invariant } from '../invariant.ts';
import type { MemorySize, PlantMemory } from '../layout.ts';
import { layOut } from '../layout.ts';
import type { Kernel } from './kernel.ts';
import { kernelTables } from './kernel-tables.ts';
import { WASM_BASE64 } from './wasm-bytes.ts';

export interface WasmKernel {
  readonly memory: PlantMemory;
  readonly kernel: Kernel;
}

/** The part of the WebAssembly API that is used here; TypeScript declares it with the browser's library only. */
interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => WebAssemblyModule;
  readonly Instance: new (module: WebAssemblyModule) => { readonly exports: unknown };
}

type WebAssemblyModule = object;

interface Place {
  value: number;
}

/** What assembly/index.ts exports: functions that take byte offsets, and places.ts. */
interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  updateChambers(vector: number): number;
  beginRate(vector: number, rate: number, ambientK: number): void;
  updateOrifices(): void;
  bookOrifices(rate: number): void;
  along(target: number, base: number, factor: number, slope: number): void;
  largestError(factor: number, a: number, b: number): number;
  readonly PLANT: Place;
}

const PAGE_BYTES = 65_536;

let compiled: WebAssemblyModule | null = null;

/** Memory for a plant and the kernel that works on it; null where WebAssembly or its vectors are not available. */
export function wasmKernel(size: MemorySize): WasmKernel | null {
  const { WebAssembly: api } = globalThis as { readonly WebAssembly?: WebAssemblyApi };
  if (api === undefined) return null;
  compiled ??= compile(api);
  if (compiled === null) return null;
  const exports = new api.Instance(compiled).exports as KernelExports;
  const memory = layOut(size, (bytes) => {
    const offset = exports.PLANT.value;
    exports.memory.grow(Math.ceil((offset + bytes) / PAGE_BYTES));
    return { buffer: exports.memory.buffer, offset };
  });
  fillTables(exports);
  setPlaces(exports, memory);
  return { memory, kernel: kernelOver(exports, memory) };
}

function compile(api: WebAssemblyApi): WebAssemblyModule | null {
  const bytes = Uint8Array.from(atob(WASM_BASE64), (character) => character.charCodeAt(0));
  return api.validate(bytes) ? new api.Module(bytes) : null;
}

function placesOf(exports: KernelExports): Readonly<Record<string, Place>> {
  return exports as unknown as Readonly<Record<string, Place>>;
}

function fillTables(exports: KernelExports): void {
  const places = placesOf(exports);
  for (const [name, numbers] of Object.entries(kernelTables())) {
    new Float64Array(exports.memory.buffer, place(places, name).value, numbers.length).set(numbers);
  }
}

function setPlaces(
  exports: KernelExports,
  { size, state, nodes, chambers, orifices, streams }: PlantMemory,
): void {
  const places = placesOf(exports);
  place(places, 'chamberCount').value = size.chambers;
  place(places, 'orificeCount').value = size.orifices;
  place(places, 'vectorBytes').value = state.byteLength;
  const { from: fromNode, to: toNode, massFlowKgPerS } = streams;
  const arrays = { state, ...nodes, ...chambers, ...orifices, fromNode, toNode, massFlowKgPerS };
  for (const [name, { byteOffset }] of Object.entries(arrays)) place(places, name).value = byteOffset;
}

function place(places: Readonly<Record<string, Place>>, name: string): Place {
  const found = places[name];
  invariant(found !== undefined, `the kernel knows ${name}`);
  return found;
}

function kernelOver(exports: KernelExports, memory: PlantMemory): Kernel {
  return {
    memory,
    chambers: (vector) => exports.updateChambers(vector.byteOffset) === 1,
    heats: (vector, rate, ambientK) => exports.beginRate(vector.byteOffset, rate.byteOffset, ambientK),
    orifices: () => exports.updateOrifices(),
    bookOrifices: (rate) => exports.bookOrifices(rate.byteOffset),
    along: (target, base, factor, slope) =>
      exports.along(target.byteOffset, base.byteOffset, factor, slope.byteOffset),
    largestError: (factor, a, b) => exports.largestError(factor, a.byteOffset, b.byteOffset),
  };
}
