import { describe, expect, it } from 'vitest';
import { mappingState } from '../../shared/d365/dataverse/choices.ts';
import { importOrder } from '../../shared/flows/definitions/import-order.ts';
import { createFlowParser } from '../../shared/flows/own-flows.ts';

const row = (definition: unknown, more: object = {}) => ({
  cmc_key: 'own',
  cmc_store: 'a',
  cmc_document: 'order',
  cmc_state: mappingState.Published,
  cmc_definition: typeof definition === 'string' ? definition : JSON.stringify(definition),
  ...more,
});
const withoutHold = { ...importOrder, name: 'own', version: 2, steps: importOrder.steps.filter(({ step }) => step !== 'hold-if') };

describe('a flow that people have changed', () => {
  it('counts for its store when it is published, and for no other', () => {
    const parse = createFlowParser();
    const { flows } = parse([row(withoutHold)]);
    expect(flows.find('a', 'order')?.name).toBe('own');
    expect(flows.find('b', 'order')).toBeUndefined();
    expect(parse([row(withoutHold, { cmc_state: mappingState.Draft })]).flows.find('a', 'order')).toBeUndefined();
  });

  it('that does not check is refused with its step, and what was right before stays in force', () => {
    const parse = createFlowParser();
    parse([row(withoutHold)]);
    const broken = { ...withoutHold, version: 3, steps: [{ step: 'create-sales-order' }] };
    const { flows, problems } = parse([row(broken)]);
    expect(problems[0]?.problem).toContain('Step 1 "create-sales-order" needs');
    expect(flows.find('a', 'order')?.version).toBe(2);
    expect(parse([row('{')]).problems[0]?.problem).toBe('Definition is not JSON.');
    expect(parse([row(withoutHold, { cmc_document: 'invoice' })]).problems[0]?.problem).toBe(
      'Definition is for "order", the row for "invoice".',
    );
  });
});
