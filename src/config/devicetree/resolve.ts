/** Merges the statements of a devicetree source into one tree, in the order in which they stand, as `dtc` does. */
import { type Diagnostic, diagnosticAt, type Place } from '../diagnostic.ts';
import { didYouMean } from '../nearest.ts';
import type { DtBody, DtItem, DtLabel, DtReference, DtStatement, DtWrittenValue } from './syntax.ts';
import { type DtNode, type DtProperty, type DtValue, fullName } from './tree.ts';

interface Draft {
  readonly name: string;
  readonly unitAddress: string | null;
  readonly parent: Draft | null;
  readonly labels: string[];
  readonly properties: Map<string, DraftProperty>;
  readonly children: Map<string, Draft>;
  readonly place: Place;
  phandle: bigint | null;
}

interface DraftProperty {
  readonly name: string;
  readonly values: readonly DtWrittenValue[];
  readonly place: Place;
}

interface Building {
  readonly root: Draft;
  readonly labels: Map<string, Draft>;
  readonly diagnostics: Diagnostic[];
}

/** The tree of a file; references that lead nowhere and double definitions go to `diagnostics`. */
export function resolveTree(
  statements: readonly DtStatement[],
  start: Place,
  diagnostics: Diagnostic[],
): DtNode {
  const root = draft('', null, null, start);
  const building: Building = { root, labels: new Map(), diagnostics };
  for (const statement of statements) applyStatement(building, statement);
  assignPhandles(building);
  return finish(building, root);
}

function draft(name: string, unitAddress: string | null, parent: Draft | null, place: Place): Draft {
  return {
    name,
    unitAddress,
    parent,
    labels: [],
    properties: new Map(),
    children: new Map(),
    place,
    phandle: null,
  };
}

function applyStatement(building: Building, statement: DtStatement): void {
  const node = statement.target === null ? building.root : find(building, statement.target);
  if (node === null) return;
  if (statement.kind === 'delete') {
    remove(building, node);
    return;
  }
  addLabels(building, node, statement.labels);
  applyBody(building, node, statement.body);
}

function applyBody(building: Building, node: Draft, body: DtBody): void {
  const seen = new Set<string>();
  for (const item of body.items) {
    if (item.kind === 'property' || item.kind === 'node') refuseTwice(building, item, seen);
    switch (item.kind) {
      case 'property':
        node.properties.set(item.name, item);
        break;
      case 'node':
        applyChild(building, node, item);
        break;
      case 'delete-property':
        node.properties.delete(item.name);
        break;
      case 'delete-node': {
        const child = node.children.get(item.name);
        if (child !== undefined) remove(building, child);
      }
    }
  }
}

/** Overriding is for a later block; the same name twice in one block is a slip. */
function refuseTwice(
  building: Building,
  item: Extract<DtItem, { kind: 'property' | 'node' }>,
  seen: Set<string>,
): void {
  const name = item.kind === 'node' ? fullName(item) : item.name;
  const key = `${item.kind} ${name}`;
  if (seen.has(key)) {
    building.diagnostics.push(
      diagnosticAt(item.place, {
        id: 'dt-duplicate',
        message: `The ${item.kind} "${name}" is given twice in one node.`,
        remedy:
          item.kind === 'node' ? 'give each node its own name or unit address' : 'remove one of the two',
      }),
    );
  }
  seen.add(key);
}

function applyChild(building: Building, parent: Draft, item: Extract<DtItem, { kind: 'node' }>): void {
  const name = fullName(item);
  const child = parent.children.get(name) ?? draft(item.name, item.unitAddress, parent, item.place);
  parent.children.set(name, child);
  addLabels(building, child, item.labels);
  applyBody(building, child, item.body);
}

function addLabels(building: Building, node: Draft, labels: readonly DtLabel[]): void {
  for (const { name, place } of labels) {
    const owner = building.labels.get(name);
    if (owner !== undefined && owner !== node) {
      building.diagnostics.push(
        diagnosticAt(place, {
          id: 'dt-duplicate',
          message: `The label "${name}" already belongs to ${pathOf(owner)}.`,
          remedy: 'give each node its own label',
        }),
      );
      continue;
    }
    building.labels.set(name, node);
    if (!node.labels.includes(name)) node.labels.push(name);
  }
}

function remove(building: Building, node: Draft): void {
  node.parent?.children.delete(fullName(node));
  const gone = [node];
  for (const each of gone) {
    gone.push(...each.children.values());
    for (const label of each.labels) building.labels.delete(label);
  }
}

function find(building: Building, { label, path, place }: DtReference): Draft | null {
  const node = label === null ? byPath(building.root, path ?? '') : building.labels.get(label);
  if (node !== undefined) return node;
  building.diagnostics.push(
    diagnosticAt(place, {
      id: 'dt-unknown-node',
      message: label === null ? `No node has the path "${path}".` : `No node has the label "${label}".`,
      remedy: label === null ? null : didYouMean(label, building.labels.keys()),
    }),
  );
  return null;
}

function byPath(root: Draft, path: string): Draft | undefined {
  let node: Draft | undefined = root;
  for (const name of path.split('/').filter((part) => part !== '')) node = node?.children.get(name);
  return node;
}

function pathOf(node: Draft): string {
  if (node.parent === null) return '/';
  const above = pathOf(node.parent);
  return `${above === '/' ? '' : above}/${fullName(node)}`;
}

/** Numbers for the nodes that cells refer to, in order of first reference, around those that are given. */
function assignPhandles(building: Building): void {
  const nodes = allNodes(building.root);
  const taken = new Set<bigint>();
  for (const node of nodes) {
    const given = node.properties.get('phandle')?.values[0];
    const cell = given?.kind === 'cells' ? given.cells[0] : undefined;
    if (typeof cell !== 'bigint') continue;
    node.phandle = cell;
    taken.add(cell);
  }
  let next = 1n;
  for (const node of nodes) {
    for (const target of cellReferences(node)) {
      const referred = findQuietly(building, target);
      if (referred === undefined || referred.phandle !== null) continue;
      while (taken.has(next)) next += 1n;
      referred.phandle = next;
      taken.add(next);
    }
  }
}

function cellReferences(node: Draft): readonly DtReference[] {
  return [...node.properties.values()].flatMap(({ values }) =>
    values.flatMap((value) =>
      value.kind === 'cells' ? value.cells.filter((cell) => typeof cell !== 'bigint') : [],
    ),
  );
}

function findQuietly(building: Building, { label, path }: DtReference): Draft | undefined {
  return label === null ? byPath(building.root, path ?? '') : building.labels.get(label);
}

function allNodes(root: Draft): readonly Draft[] {
  return [root, ...[...root.children.values()].flatMap(allNodes)];
}

function finish(building: Building, node: Draft): DtNode {
  const properties = new Map<string, DtProperty>();
  for (const { name, values, place } of node.properties.values()) {
    properties.set(name, { name, values: values.map((value) => finishValue(building, value)), place });
  }
  if (node.phandle !== null && !properties.has('phandle')) {
    const value: DtValue = { kind: 'cells', bits: 32, cells: [node.phandle], place: node.place };
    properties.set('phandle', { name: 'phandle', values: [value], place: node.place });
  }
  const children = [...node.children.values()].map((child) => finish(building, child));
  const { name, unitAddress, labels, place } = node;
  return { name, unitAddress, labels, properties, children, place };
}

function finishValue(building: Building, value: DtWrittenValue): DtValue {
  if (value.kind === 'path') {
    const target = find(building, value.target);
    return { kind: 'string', text: target === null ? '' : pathOf(target), place: value.place };
  }
  if (value.kind !== 'cells') return value;
  const cells = value.cells.map((cell) =>
    typeof cell === 'bigint' ? cell : (find(building, cell)?.phandle ?? 0n),
  );
  return { ...value, cells };
}
