import './health.ts';
import './poll-stores.ts';
import './process-inbound.ts';
import './project-status.ts';
import './receive-webhook.ts';
import './sweep-dead-letters.ts';
import './take-dataverse-changes.ts';
import './watch-subscriptions.ts';
