import { virtualControl } from '../host/control.tsx';
import type { IInputs, IOutputs } from './generated/ManifestTypes';
import { StoreSetupView } from './StoreSetupView.tsx';

export const StoreSetup = virtualControl<IInputs, IOutputs>('StoreSetup', StoreSetupView);
