import { deploymentChecks } from './deployment-checks.ts';
import type { Check } from './look.ts';
import { operatingChecks } from './operating-checks.ts';
import { securityChecks } from './security-checks.ts';
import { templateChecks } from './template-checks.ts';

/** Every check by its name. */
export const checks: Record<string, Check> = { ...templateChecks, ...securityChecks, ...operatingChecks, ...deploymentChecks };
