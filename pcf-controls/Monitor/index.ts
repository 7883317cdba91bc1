import { virtualControl } from '../host/control.tsx';
import type { IInputs, IOutputs } from './generated/ManifestTypes';
import { MonitorView } from './MonitorView.tsx';

export const Monitor = virtualControl<IInputs, IOutputs>('Monitor', MonitorView);
