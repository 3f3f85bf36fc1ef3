/** Compiles a plant definition: every kind of element finds its place in one network. */
import { ELEMENT_KINDS } from './elements/kinds.ts';
import type { Placement } from './elements/placement.ts';
import type { FlowElement } from './flow.ts';
import { invariant } from './invariant.ts';
import { chamberSlots, ROW } from './layout.ts';
import type { ExtraVariable, Link, Network, Site, Solid, SourceNode, Stream, WiredPlant } from './network.ts';
import { allBoundaries, speciesPresent } from './network.ts';
import { inOrderOfIds } from './order-of-ids.ts';
import type { PlantDefinition } from './plant-definition.ts';

/** A network with the elements that stand in it. */
export interface CompiledPlant extends WiredPlant {
  /** In the order of the kinds. */
  readonly placements: readonly Placement[];
}

/**
 * Compiles a definition whose references the configuration room has checked. Elements are taken in the order of their
 * ids, so that a plant does the same to the last bit whatever the order of its file.
 */
export function compilePlant(asWritten: PlantDefinition): CompiledPlant {
  const definition = inOrderOfIds(asWritten);
  const boundaries = allBoundaries(definition);
  const chamberCount = definition.chambers.length;
  const slots = chamberSlots(chamberCount);
  const parts = newParts();
  const nodeIds = [
    ...definition.chambers.map(({ id }) => id),
    ...Array.from({ length: slots - chamberCount }, () => ''),
    ...boundaries.map(({ id }) => id),
  ];
  // Laws keep what was around them when they were placed: revoked, the site keeps nothing of the definition for them.
  const { proxy: site, revoke } = Proxy.revocable(siteOf(definition, nodeIds, parts), {});
  const placements = ELEMENT_KINDS.map((kind) => kind.place(site)).filter(({ ids }) => ids.length > 0);
  revoke();
  const { orifices, streams, links, solids, shafts, extras, sources } = parts;
  const { solver, fluid, ledger, computePools } = definition;
  const network: Network = {
    definition: { solver, fluid, ledger, computePools },
    stepS: definition.solver.stepS,
    species: speciesPresent(definition),
    chamberCount,
    nodeIds: [...nodeIds, ...sources.map(({ id }) => id)],
    boundaries,
    firstBoundary: slots,
    ambientNode: nodeIds.length - 1,
    links,
    solids,
    shafts,
    extras,
    sources,
    memorySize: {
      chambers: chamberCount,
      nodes: nodeIds.length + sources.length,
      orifices: orifices.length,
      streams: streams.length,
      extras: extras.length,
    },
  };
  return { definition, network, orifices, streams, placements };
}

interface Parts {
  readonly orifices: FlowElement[];
  readonly streams: Stream[];
  readonly links: Link[];
  readonly solids: Solid[];
  readonly shafts: string[];
  readonly extras: ExtraVariable[];
  readonly sources: SourceNode[];
}

function newParts(): Parts {
  return { orifices: [], streams: [], links: [], solids: [], shafts: [], extras: [], sources: [] };
}

function siteOf(definition: PlantDefinition, nodeIds: readonly string[], parts: Parts): Site {
  const { chambers, injectors } = definition;
  const numbers = new Map(nodeIds.map((id, node) => [id, node]));
  const streamNumbers = new Map<string, number>();
  const solidsFrom = nodeIds.length + injectors.length;
  const extrasFrom = chamberSlots(chambers.length) * ROW;
  const node = (id: string): number => {
    const number = numbers.get(id);
    invariant(number !== undefined, `${id} is a chamber or boundary`);
    return number;
  };
  const stream = (id: string, from: number, to: number): number => {
    streamNumbers.set(id, parts.streams.length);
    return parts.streams.push({ id, from, to }) - 1;
  };
  const extra = (variable: ExtraVariable): number => extrasFrom + parts.extras.push(variable) - 1;
  return {
    definition,
    species: speciesPresent(definition),
    node,
    chamber(id) {
      const number = node(id);
      invariant(number < chambers.length, `${id} is a chamber`);
      return number;
    },
    orifice(id, from, to, element) {
      invariant(parts.orifices.length === parts.streams.length, 'orifices are the first streams');
      parts.orifices.push(element);
      return stream(id, node(from), node(to));
    },
    stream,
    streamNamed(id) {
      const number = streamNumbers.get(id);
      invariant(number !== undefined, `${id} carries gas`);
      return number;
    },
    source: (source) => nodeIds.length + parts.sources.push(source) - 1,
    link: (id, from, to) => parts.links.push({ id, from, to }) - 1,
    solid(capacityJPerK, temperatureK) {
      const energyJ = capacityJPerK * temperatureK;
      const index = extra({ initial: energyJ, scale: energyJ });
      return solidsFrom + parts.solids.push({ capacityJPerK, index }) - 1;
    },
    shaft: (id) => parts.shafts.push(id) - 1,
    extra,
  };
}
