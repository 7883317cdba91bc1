import { readFileSync } from 'node:fs';
import type { ViewModel } from './model.ts';
import { all, at, bare, readXml, text, words } from './read-xml.ts';

export interface ReadView {
  view: ViewModel;
  quickFind: boolean;
  queryType: number;
}

/** The saved queries of one file. */
export function readView(path: string): ReadView[] {
  const fetches = [...readFileSync(path, 'utf8').matchAll(/<fetch\b[\s\S]*?<\/fetch>/g)].map(([fetch]) => fetch);
  return all(at(readXml(path), 'savedqueries'), 'savedquery').map((query, index) => ({
    quickFind: text(query, 'isquickfindquery') === '1',
    queryType: Number(text(query, 'querytype')),
    view: {
      id: bare(text(query, 'savedqueryid')),
      name: words(all(at(query, 'LocalizedNames'), 'LocalizedName')),
      isDefault: text(query, 'isdefault') === '1',
      fetchXml: fetches[index] ?? '',
      columns: all(at(query, 'layoutxml', 'grid', 'row'), 'cell').map((cell) => ({
        name: text(cell, '@name'),
        width: Number(text(cell, '@width')) || 100,
      })),
    },
  }));
}
