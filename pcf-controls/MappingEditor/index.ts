import { virtualControl } from '../host/control.tsx';
import { Editor } from './editor.tsx';
import type { IInputs, IOutputs } from './generated/ManifestTypes';

export const MappingEditor = virtualControl<IInputs, IOutputs>('MappingEditor', Editor);
