import { statSync } from 'node:fs';
import { join } from 'node:path';
import { builtControls } from '../sandbox/build-controls.ts';

/** How large the built bundle of a control is. @throws Error when it was not built */
export const bundleBytes = (control: string): number => statSync(join(builtControls, control, 'bundle.js')).size;
