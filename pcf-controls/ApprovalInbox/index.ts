import { virtualControl } from '../host/control.tsx';
import { ApprovalInboxView } from './ApprovalInbox.tsx';
import type { IInputs, IOutputs } from './generated/ManifestTypes';

export const ApprovalInbox = virtualControl<IInputs, IOutputs>('ApprovalInbox', ApprovalInboxView);
