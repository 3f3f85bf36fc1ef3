/** Flattened devicetree blobs (Devicetree Specification v0.4, chapter 5) as paths with property bytes. */
import { type DtNode, type DtValue, fullName } from '../../../src/config/devicetree/tree.ts';

/** `<path>:<property>` → bytes in hexadecimal; nodes stand as `<path>` → ``. */
export type Flat = ReadonlyMap<string, string>;

const BEGIN_NODE = 1;
const END_NODE = 2;
const PROPERTY = 3;
const NOP = 4;

/** What a blob of `dtc` holds. */
export function flatOfBlob(blob: Buffer): Flat {
  if (blob.readUInt32BE(0) !== 0xd00dfeed) throw new Error('not a devicetree blob');
  const strings = blob.readUInt32BE(12);
  const flat = new Map<string, string>();
  const path: string[] = [];
  let at = blob.readUInt32BE(8);
  for (;;) {
    const token = blob.readUInt32BE(at);
    at += 4;
    if (token === BEGIN_NODE) {
      const end = blob.indexOf(0, at);
      path.push(blob.toString('utf8', at, end));
      flat.set(`${path.join('/')}/`, '');
      at = (end + 4) & ~3;
    } else if (token === END_NODE) path.pop();
    else if (token === PROPERTY) {
      const length = blob.readUInt32BE(at);
      const nameAt = strings + blob.readUInt32BE(at + 4);
      const name = blob.toString('utf8', nameAt, blob.indexOf(0, nameAt));
      flat.set(`${path.join('/')}/:${name}`, blob.toString('hex', at + 8, at + 8 + length));
      at = (at + 8 + length + 3) & ~3;
    } else if (token !== NOP) return flat;
  }
}

/** What our tree holds, in the same form. */
export function flatOfTree(root: DtNode): Flat {
  const flat = new Map<string, string>();
  const visit = (node: DtNode, above: string): void => {
    const path = `${above}${fullName(node)}/`;
    flat.set(path, '');
    for (const { name, values } of node.properties.values()) {
      flat.set(`${path}:${name}`, Buffer.concat(values.map(bytesOf)).toString('hex'));
    }
    for (const child of node.children) visit(child, path);
  };
  visit(root, '');
  return flat;
}

function bytesOf(value: DtValue): Buffer {
  if (value.kind === 'string') return Buffer.from(`${value.text}\0`);
  if (value.kind === 'bytes') return Buffer.from(value.bytes);
  const digits = value.bits / 4;
  return Buffer.from(value.cells.map((cell) => cell.toString(16).padStart(digits, '0')).join(''), 'hex');
}
