/** Reads a whole site: `site.toml`, `plant.toml`, the wiring with its device profiles, control, interlocks, alarms. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Endpoint } from '../field/wiring.ts';
import { createPlant, plantPoints, pointReader } from '../physics/plant.ts';
import type { PlantDefinition } from '../physics/plant-definition.ts';
import type { InterlockDefinition } from '../safety/definition.ts';
import { checkAbsentInterlocks } from './checks/interlocks.ts';
import { checkListen } from './checks/listen.ts';
import { checkPlantPoints } from './checks/plant-points.ts';
import { checkScan } from './checks/scan.ts';
import { checkSparkplugBroker, checkSparkplugLogin } from './checks/sparkplug.ts';
import { checkTwoValuedStart } from './checks/two-valued.ts';
import { type Diagnostic, diagnosticAt, hasErrors } from './diagnostic.ts';
import { type Loaded, loaded } from './loaded.ts';
import { modeTags } from './mode-tags.ts';
import type { Read } from './read.ts';
import { readAlarms } from './read-alarms.ts';
import { type ControlFile, readControl } from './read-control.ts';
import { readInterlocks } from './read-interlocks.ts';
import { readPlant } from './read-plant.ts';
import { realPath } from './real-path.ts';
import { checkShape, type Shaped } from './schema/check-shape.ts';
import { type SiteData, siteSchema } from './schema/site-schema.ts';
import { shownPath } from './shown-path.ts';
import type { Site } from './site.ts';
import { createSourceFiles, type SourceFiles } from './source-files.ts';
import { sparkplugSettings } from './sparkplug.ts';
import type { TagTable } from './tag-table.ts';
import { ledgerTags, loopTags, wiringTags } from './tags.ts';
import { readToml, type TomlDocument, valuePlace } from './toml-document.ts';
import { readWiring } from './wiring/read-wiring.ts';
import type { ReadWiring } from './wiring/wiring-context.ts';

export interface SiteOptions {
  /** Where the program is installed: its `devices/` serve sites that have none of their own. */
  readonly installRoot: string;
}

const DEFAULT_HTTP: Endpoint = { host: '127.0.0.1', port: 8080 };
const DEFAULT_SCAN_S = 0.01;
/** A shift: who armed the site is gone after it. */
const DEFAULT_ARMING_S = 8 * 3600;
const NO_CONTROL: ControlFile = { loops: [], cycles: [] };
const NO_INTERLOCKS: InterlockDefinition = {
  causes: [],
  effects: [],
  matrix: new Map(),
  safeState: new Map(),
};

/** One load: what it has read and what it has found so far. */
interface Loading {
  readonly folder: string;
  /** The folder that holds `etc/`, `device-tree/` and `devices/`. */
  readonly root: string;
  /** Folders that may hold `device-tree/` and `devices/`, the first before the others. */
  readonly roots: readonly string[];
  readonly installRoot: string;
  readonly sources: SourceFiles;
  readonly diagnostics: Diagnostic[];
}

/** Reads and checks the site in `folder`, such as `etc/demo`. Never throws on what the files hold. */
export function loadSite(folder: string, options: SiteOptions): Loaded<Site> {
  const real = realPath(folder);
  const root = dirname(dirname(real));
  const loading: Loading = {
    folder: real,
    root,
    // A link may lead into another checkout, or out of this one: the wiring may be at either end of it.
    roots: [...new Set([root, dirname(dirname(resolve(folder)))])],
    installRoot: resolve(options.installRoot),
    sources: createSourceFiles(),
    diagnostics: [],
  };
  return loaded(readSite(loading), loading.diagnostics, loading.sources);
}

function readSite(loading: Loading): Site | null {
  const { folder, sources, diagnostics } = loading;
  const main = readMain(loading);
  const plant = readPlant(join(folder, 'plant.toml'), sources, diagnostics);
  const wiring = main === null ? null : readSiteWiring(loading, main);
  if (wiring !== null && plant !== null) {
    diagnostics.push(...checkPlantPoints(wiring, plantPoints(plant.definition)));
    const points = wiring.wiring.buses.flatMap((bus) => bus.devices.flatMap((device) => device.points));
    diagnostics.push(...checkTwoValuedStart(points, plant));
  }
  if (main !== null && plant !== null) diagnostics.push(...checkScan(main, periodOf(main), plant));
  if (main?.data.sparkplug !== undefined) {
    diagnostics.push(...checkSparkplugLogin(main.data.sparkplug, loading.folder, main.document));
  }
  if (main?.data.sparkplug !== undefined && wiring?.complete === true) {
    diagnostics.push(...checkSparkplugBroker(main.data.sparkplug, wiring.wiring, main.document));
  }
  const beforeControl = diagnostics.length;
  const control = readOptional(loading, 'control.toml', NO_CONTROL, (document) =>
    readControl(document, tagTable(wiring, NO_CONTROL, true), diagnostics),
  );
  const table = tagTable(wiring, control, !hasErrors(diagnostics.slice(beforeControl)));
  const interlocks = readOptional(loading, 'interlocks.toml', NO_INTERLOCKS, (document) =>
    readInterlocks(document, table, diagnostics),
  );
  if (interlocks === NO_INTERLOCKS) diagnostics.push(...checkAbsentInterlocks(loading.folder, table));
  const alarms = readOptional(loading, 'alarms.toml', [], (document) =>
    readAlarms(document, table, diagnostics),
  );
  const parts = { main, plant, wiring, control, interlocks, alarms };
  return isWhole(parts) ? siteOf(loading, parts) : null;
}

function readMain({ folder, sources, diagnostics }: Loading): Shaped<SiteData> | null {
  const document = readToml(join(folder, 'site.toml'), sources, diagnostics);
  const main = document === null ? null : checkShape(document, siteSchema, diagnostics);
  if (main?.data.http !== undefined) diagnostics.push(...checkListen(main.data.http.listen, main.document));
  return main;
}

function periodOf({ data }: Shaped<SiteData>): number {
  return data.scan?.period ?? DEFAULT_SCAN_S;
}

function readSiteWiring(loading: Loading, main: Shaped<SiteData>): ReadWiring | null {
  const { folder, root, roots, installRoot, sources, diagnostics } = loading;
  const name = main.data.wiring;
  const candidates = [join(folder, name), ...roots.map((path) => join(path, 'device-tree', name))];
  const file = candidates.find((path) => existsSync(path));
  if (file === undefined) {
    const looked = candidates.map((path) => shownPath(path, root)).join(' and ');
    diagnostics.push(
      diagnosticAt(
        valuePlace(main.document, ['wiring']),
        {
          id: 'file-not-found',
          message: `The wiring "${name}" does not exist.`,
          expected: `a file at ${looked}`,
        },
        { key: 'wiring', value: JSON.stringify(name) },
      ),
    );
    return null;
  }
  const shelves = [...new Set([...roots, installRoot])].map((path) => join(path, 'devices'));
  return readWiring(file, shelves, sources, diagnostics);
}

/** `absent` when the file does not exist, null when it does not hold. */
function readOptional<T>(
  loading: Loading,
  name: string,
  absent: T,
  read: (document: TomlDocument) => T | null,
): T | null {
  const file = join(loading.folder, name);
  if (!existsSync(file)) return absent;
  const document = readToml(file, loading.sources, loading.diagnostics);
  return document === null ? null : read(document);
}

function tagTable(wiring: ReadWiring | null, control: ControlFile | null, complete: boolean): TagTable {
  if (wiring === null) return { tags: new Map(), points: new Map(), devices: new Set(), complete: false };
  const devices = wiring.wiring.buses.flatMap((bus) => bus.devices);
  const points = devices.flatMap((device) => device.points);
  const loops = control?.loops ?? [];
  const tags = [
    ...wiringTags(wiring.wiring),
    ...modeTags(wiring.wiring),
    ...loopTags(wiring.wiring, loops),
    ...ledgerTags(),
  ];
  return {
    tags: new Map(tags.map((tag) => [tag.id, tag])),
    points: new Map(points.map((point) => [point.tag, point])),
    devices: new Set(devices.map(({ id }) => id)),
    complete: complete && wiring.complete,
  };
}

interface Parts {
  readonly main: Shaped<SiteData>;
  readonly plant: Read<PlantDefinition>;
  readonly wiring: ReadWiring;
  readonly control: ControlFile;
  readonly interlocks: InterlockDefinition;
  readonly alarms: Site['alarms'];
}

function isWhole(parts: { [K in keyof Parts]: Parts[K] | null }): parts is Parts {
  return Object.values(parts).every((part) => part !== null);
}

function siteOf(loading: Loading, parts: Parts): Site {
  const { data } = parts.main;
  const { wiring } = parts.wiring;
  const id = basename(loading.folder);
  return {
    id,
    title: data.title ?? id,
    folder: loading.folder,
    scan: { periodS: periodOf(parts.main), overrun: data.scan?.overrun ?? 'warn' },
    arming: {
      longestS: data.arming?.longest ?? DEFAULT_ARMING_S,
      disarmOnTrip: data.arming?.disarm_on_trip ?? false,
    },
    http: data.http?.listen ?? DEFAULT_HTTP,
    sparkplug: data.sparkplug === undefined ? null : sparkplugSettings(data.sparkplug, id, loading.folder),
    ledgerLimits: {
      massRelative: data.ledger?.mass_limit ?? parts.plant.definition.ledger.massRelative,
      energyRelative: data.ledger?.energy_limit ?? parts.plant.definition.ledger.energyRelative,
    },
    plant: parts.plant.definition,
    wiring,
    ...parts.control,
    interlocks: parts.interlocks,
    alarms: parts.alarms,
    startOutputs: startOutputs(parts.plant.definition, wiring),
    files: [...loading.sources.digests]
      .map(([path, sha256]) => ({ path: shownPath(path, loading.root), sha256 }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/** A plant's inputs start as its file has them: valves at their position, heat loads switched on. */
function startOutputs(definition: PlantDefinition, wiring: Site['wiring']): ReadonlyMap<string, number> {
  const plant = createPlant(definition);
  // Nobody here knows where the outputs of other edge nodes stand: they start in their safe state.
  const driven = wiring.buses
    .filter(({ kind }) => kind !== 'sparkplug')
    .flatMap((bus) => bus.devices.flatMap((device) => device.points))
    .filter((point) => point.direction === 'drive');
  return new Map(driven.map(({ tag, plantPoint }) => [tag, pointReader(plant, plantPoint)?.() ?? 0]));
}
