/** The list of all register pages. */
import { DEVICE_KINDS, type DeviceProfile } from '../../../field/profile.ts';
import { code, markdownTable } from './markdown.ts';
import { pageName } from './page.ts';

export const INDEX_NAME = 'README.md';

export function indexPage(profiles: readonly DeviceProfile[]): string {
  const sections = DEVICE_KINDS.flatMap((kind) => {
    const rows = profiles
      .filter((profile) => profile.kind === kind)
      .map((profile) => [
        `[${code(profile.id)}](${pageName(profile)})`,
        profile.protocol,
        String(profile.points.length),
        profile.title,
      ]);
    if (rows.length === 0) return [];
    return [`## ${kind}`, markdownTable(['profile', 'protocol', 'points', 'device'], rows)];
  });
  const head = [
    '# Device profiles',
    `Made by ${code('buhera devices docs')}; [devices.md](../devices.md) says what a profile holds.`,
  ];
  return `${[...head, ...sections].join('\n\n')}\n`;
}
