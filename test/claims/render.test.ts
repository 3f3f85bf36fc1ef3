import { describe, expect, it } from 'vitest';
import type { Claim } from '../../src/claims/claim.ts';
import { listClaims } from '../../src/claims/register.ts';
import { renderClaim } from '../../src/claims/render.ts';

const BARE: Claim = {
  id: 'free-lunch',
  title: 'Lunch for nothing',
  statement: 'Lunch is free.',
  verdict: 'unsupported',
  law: 'There is no such lunch.',
  computation: null,
  instead: { today: null, notOfferedYet: 'a canteen' },
  keys: ['kitchen.price', 'kitchen.portions'],
};

describe('a claim as a page', () => {
  it('text leaves out what there is not', () => {
    expect(renderClaim(BARE)).toBe(
      [
        'Lunch for nothing',
        '',
        'Claim:           free-lunch',
        'Verdict:         unsupported',
        'Promised:        Lunch is free.',
        'Law or fact:     There is no such lunch.',
        'Not offered yet: a canteen',
        'Set by:          kitchen.price, kitchen.portions',
      ].join('\n'),
    );
  });

  it('markdown has a heading and a list', () => {
    expect(renderClaim(BARE, 'markdown').split('\n').slice(0, 3)).toEqual([
      '## Lunch for nothing',
      '',
      '- **Claim:** free-lunch',
    ]);
  });

  it('text of every claim fits the width and loses no word', () => {
    const claims = listClaims();
    expect(claims.length).toBeGreaterThan(20);
    for (const claim of claims) {
      const text = renderClaim(claim);
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(96);
      const words = text.split(/\s+/).join(' ');
      for (const part of [claim.statement, claim.law, claim.computation?.text ?? claim.title]) {
        expect(words).toContain(part);
      }
    }
  });
});
