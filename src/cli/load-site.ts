import { findSite } from '../config/find-site.ts';
import { loadSite } from '../config/load-site.ts';
import type { Site } from '../config/site.ts';
import { CliError, EXIT } from './exit.ts';
import { INSTALL_ROOT } from './install-root.ts';
import { reportDiagnostics } from './report-diagnostics.ts';

/** The site of that name or folder; what is wrong with it is printed, and ends the command. */
export function loadSiteOrExit(name: string): Site {
  const found = findSite(name, { cwd: process.cwd(), installRoot: INSTALL_ROOT });
  if ('diagnostic' in found) {
    reportDiagnostics([found.diagnostic], new Map());
    throw new CliError(EXIT.usage, '');
  }
  const { value, diagnostics, sources } = loadSite(found.folder, { installRoot: INSTALL_ROOT });
  reportDiagnostics(diagnostics, sources);
  if (value === null) throw new CliError(EXIT.doesNotHold, '');
  return value;
}
