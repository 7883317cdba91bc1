import { virtualControl } from '../host/control.tsx';
import { ExceptionQueueView } from './ExceptionQueue.tsx';
import type { IInputs, IOutputs } from './generated/ManifestTypes';

export const ExceptionQueue = virtualControl<IInputs, IOutputs>('ExceptionQueue', ExceptionQueueView);
