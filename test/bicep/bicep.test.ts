import { beforeAll, describe, expect, it } from 'vitest';
import { broken } from './broken-copies.ts';
import { checks } from './checks.ts';
import type { Templates } from './look.ts';
import { facts, readFiles, toTemplates } from './templates.ts';

const files = readFiles();
let ours: Templates;
beforeAll(async () => {
  ours = await toTemplates(files);
});

describe('the templates', () => {
  for (const [name, check] of Object.entries(checks)) it(`pass: ${name}`, () => expect(check(ours, facts)).toEqual([]));
});

describe('a broken copy is caught', () => {
  for (const [story, path, from, to, check, says] of broken)
    it(story, async () => {
      const text = files.get(path) ?? '';
      const changed = text.replace(from, to);
      expect(changed, 'the copy is really another one').not.toBe(text);
      const problems = checks[check]?.(await toTemplates(new Map([...files, [path, changed]])), facts) ?? [];
      expect(problems.join('\n')).toMatch(says);
    });
});
