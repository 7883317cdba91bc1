import { virtualControl } from '../host/control.tsx';
import type { IInputs, IOutputs } from './generated/ManifestTypes';
import { OrderStatus } from './OrderStatus.tsx';

export const SyncStatus = virtualControl<IInputs, IOutputs>('SyncStatus', OrderStatus);
