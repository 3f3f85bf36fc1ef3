import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSite } from '../../src/config/load-site.ts';
import { applyEdit, copyOfSite, REPOSITORY } from './support/site-copy.ts';

const PAGE = readFileSync(join(REPOSITORY, 'docs/sparkplug.md'), 'utf8');

/** The one block of that language on the page. */
function block(language: string): string {
  const found = [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gmsu'))];
  expect(found, language).toHaveLength(1);
  return found[0]?.[1] ?? '';
}

test('what the page on Sparkplug shows is taken, and means what it says', () => {
  const copy = copyOfSite();
  applyEdit(copy, { file: 'etc/demo/site.toml', from: '[http]', to: `${block('toml')}\n[http]` });
  applyEdit(copy, {
    file: 'device-tree/demo.dts',
    from: 'mqtt0: broker {',
    to: `${block('dts')}\nmqtt0: broker {`,
  });
  applyEdit(copy, {
    file: 'etc/demo/interlocks.toml',
    from: '[safe_state]\n',
    to: '[safe_state]\n"relays.rack" = 0\n',
  });
  const { value, diagnostics } = loadSite(copy.folder, { installRoot: copy.root });
  expect(diagnostics).toEqual([]);
  expect(value?.sparkplug).toEqual({
    broker: { kind: 'embedded' },
    group: 'Works',
    node: 'demo',
    primaryHost: 'scada',
    periodS: 1,
    commands: true,
  });
  const bus = value?.wiring.buses.find(({ kind }) => kind === 'sparkplug');
  expect(bus).toMatchObject({
    id: 'spb0',
    broker: { kind: 'external', url: 'mqtt://127.0.0.1:1883' },
    hostId: 'control-room',
    reorderS: 2,
    link: { timeoutS: 5, retries: 1, backoffFirstS: 0.5, backoffMaxS: 10 },
  });
  const [far, relays] = bus?.devices ?? [];
  expect(far).toMatchObject({ id: 'far1', mode: 'real', topic: 'Works/demo/pt1', periodS: 0.1 });
  expect(far?.points).toMatchObject([{ direction: 'sense', tag: 'far1.pressure' }]);
  expect(relays?.points).toMatchObject([{ direction: 'drive', tag: 'relays.rack', signal: [0, 1] }]);
  expect(value?.startOutputs.has('relays.rack'), 'nobody knows where it stands').toBe(false);
});

test('a site without the table is no edge node', () => {
  const copy = copyOfSite();
  expect(loadSite(copy.folder, { installRoot: copy.root }).value?.sparkplug).toBeNull();
});
