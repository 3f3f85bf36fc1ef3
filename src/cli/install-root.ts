import { fileURLToPath } from 'node:url';

/** Folder that holds package.json, devices/, etc/ and device-tree/ of this installation. */
export const INSTALL_ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/u, '');
