import * as z from 'zod';
import type { DocumentKind } from '../canonical/envelope.ts';
import { documentKinds } from '../canonical/envelope.ts';
import type { FactName, Pause, RunFacts, StepPorts } from './step.ts';
import { buildShipment } from './steps/build-shipment.ts';
import { checkTotals } from './steps/check-totals.ts';
import { compareWithErp } from './steps/compare-with-erp.ts';
import { createSalesOrder } from './steps/create-sales-order.ts';
import { detectChangeAfterImport } from './steps/detect-change-after-import.ts';
import { holdIf } from './steps/hold-if.ts';
import { loadOrder } from './steps/load-order.ts';
import { loadProduct } from './steps/load-product.ts';
import { loadProgress } from './steps/load-progress.ts';
import { mapProduct } from './steps/map-product.ts';
import { mapSalesOrder } from './steps/map-sales-order.ts';
import { publishCancellation } from './steps/publish-cancellation.ts';
import { publishCompletion } from './steps/publish-completion.ts';
import { publishProduct } from './steps/publish-product.ts';
import { publishShipment } from './steps/publish-shipment.ts';
import { resolveCustomer } from './steps/resolve-customer.ts';
import { resolveItems } from './steps/resolve-items.ts';
import { skipIf } from './steps/skip-if.ts';
import { waitUntilPayment } from './steps/wait-until-payment.ts';

/** A flow as data: what a person sees in the flow designer and what is checked before it may run. */
export const FlowDefinition = z.strictObject({
  name: z.string(),
  version: z.number().int().min(1),
  on: z.enum(documentKinds),
  steps: z.array(z.strictObject({ step: z.string(), settings: z.record(z.string(), z.unknown()).default({}) })).min(1),
});
export type FlowDefinition = z.output<typeof FlowDefinition>;

/** A step with its settings bound, whatever they are. */
export interface BoundStep {
  name: string;
  reads: readonly FactName[];
  gives: readonly FactName[];
  run(facts: RunFacts, ports: StepPorts): Promise<Partial<RunFacts> | Pause>;
}

export interface CheckedFlow {
  name: string;
  version: number;
  on: DocumentKind;
  steps: readonly BoundStep[];
}

const steps = [
  loadOrder,
  detectChangeAfterImport,
  skipIf,
  waitUntilPayment,
  resolveCustomer,
  resolveItems,
  checkTotals,
  holdIf,
  mapSalesOrder,
  createSalesOrder,
  compareWithErp,
  loadProgress,
  buildShipment,
  publishShipment,
  publishCompletion,
  publishCancellation,
  loadProduct,
  mapProduct,
  publishProduct,
];

/** What a run knows before its first step. */
const given: readonly FactName[] = ['envelope', 'store', 'record'];

export const defineFlow = (definition: z.input<typeof FlowDefinition>): FlowDefinition => FlowDefinition.parse(definition);

/** Binds a definition to the steps there are. The problems name the step; a flow with problems may not run. */
export function checkFlow(definition: FlowDefinition): { flow: CheckedFlow } | { problems: string[] } {
  const problems: string[] = [];
  const known = new Set<FactName>(given);
  const bound: BoundStep[] = [];
  definition.steps.forEach(({ step: name, settings }, index) => {
    const where = `Step ${index + 1} "${name}"`;
    const step = steps.find((candidate) => candidate.name === name);
    if (!step) return problems.push(`${where} does not exist.`);
    const missing = step.reads.filter((fact) => !known.has(fact));
    if (missing.length > 0) problems.push(`${where} needs ${missing.join(', ')}, which no step before it gives.`);
    const parsed = step.settings.safeParse(settings);
    if (!parsed.success) return problems.push(`${where} has wrong settings: ${z.prettifyError(parsed.error)}`);
    for (const fact of step.gives) known.add(fact);
    bound.push({ name, reads: step.reads, gives: step.gives, run: (facts, ports) => step.run(facts, ports, parsed.data as never) });
  });
  return problems.length > 0
    ? { problems }
    : { flow: { name: definition.name, version: definition.version, on: definition.on, steps: bound } };
}
