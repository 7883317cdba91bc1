import { approve, reject } from './approvals.ts';
import { approvePrice } from './approve-price.ts';
import { askApproval } from './ask-approval.ts';
import { checkStore } from './check-store.ts';
import { chooseCustomer } from './choose-customer.ts';
import { chooseItem } from './choose-item.ts';
import type { CommandDefinition } from './command.ts';
import { correctAddress } from './correct-address.ts';
import { assign, comment, dismiss, snooze } from './exception-work.ts';
import { explainDocument } from './explain.ts';
import { hold, release } from './hold.ts';
import { mappingContext } from './mapping-context.ts';
import { pauseStores, resumeStores } from './pause-stores.ts';
import { publishMapping, rollBackMapping } from './publish-mapping.ts';
import { repairSubscriptions } from './repair-subscriptions.ts';
import { replay } from './replay.ts';
import { resubmit } from './resubmit.ts';
import { rotateSecret } from './rotate-secret.ts';
import { suggestCustomers } from './suggest-customers.ts';
import { suggestItems } from './suggest-items.ts';
import { testMapping } from './test-mapping.ts';

/** Everything that people can ask for. A new command is one file and its line here. */
export const commands: readonly CommandDefinition[] = [
  resubmit,
  hold,
  release,
  chooseCustomer,
  chooseItem,
  correctAddress,
  assign,
  comment,
  snooze,
  dismiss,
  askApproval,
  approve,
  reject,
  approvePrice,
  pauseStores,
  resumeStores,
  replay,
  rotateSecret,
  explainDocument,
  suggestItems,
  suggestCustomers,
  mappingContext,
  testMapping,
  publishMapping,
  rollBackMapping,
  checkStore,
  repairSubscriptions,
];
