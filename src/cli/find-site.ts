import { findSite } from '../config/find-site.ts';
import { CliError, EXIT } from './exit.ts';
import { INSTALL_ROOT } from './install-root.ts';
import { reportDiagnostics } from './report-diagnostics.ts';
