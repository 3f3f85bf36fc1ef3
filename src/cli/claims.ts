import { findClaim, listClaims } from '../claims/register.ts';
import { renderClaim } from '../claims/render.ts';
import { columns, print, printJson } from './display.ts';
import { usageError } from './exit.ts';

export function claims(id: string | undefined, options: { readonly format: string }): void {
  const chosen = id === undefined ? listClaims() : [findClaim(id) ?? unknown(id)];
  if (options.format === 'json') printJson(id === undefined ? chosen : chosen[0]);
  else if (options.format === 'markdown')
    print(chosen.map((claim) => renderClaim(claim, 'markdown')).join('\n\n'));
  else if (id !== undefined) print(chosen.map((claim) => renderClaim(claim, 'text')).join('\n\n'));
  else {
    print(columns(chosen.map((claim) => [claim.verdict, claim.id, claim.law])));
    print('\n`buhera claims <id>` shows the computation and what stands in for it.');
  }
}

function unknown(id: string): never {
  throw usageError(
    `buhera: no claim "${id}". The register holds: ${listClaims()
      .map((claim) => claim.id)
      .join(', ')}.`,
  );
}
