import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  Field,
  Input,
  mergeClasses,
  Select,
  Tab,
  TabList,
  Text,
} from '@fluentui/react-components';
import * as React from 'react';
import type { ControlProps } from '../host/control.tsx';
import { Notice, OfflineNotice } from '../host/states.tsx';
import { useHost } from '../host/surface.tsx';
import { Checks } from './Checks.tsx';
import { openChecks } from './checks.ts';
import { connectorNames, connectors } from './connections.ts';
import { GoLive } from './GoLive.tsx';
import type { IInputs, IOutputs } from './generated/ManifestTypes';
import { type JsonColumn, readColumn, writeColumn } from './json-column.ts';
import { useLayout } from './layout.ts';
import { Operate } from './Operate.tsx';
import { fieldsOf, type PolicyGroup, policyGroupNames } from './policy-fields.ts';
import { faultsIn, hindranceOf, policyFaults, shopFaults } from './readiness.ts';
import { Secrets } from './Secrets.tsx';
import { RawText, Settings } from './Settings.tsx';
import { useBound } from './use-bound.ts';
import { useChecking } from './use-checking.ts';
import { useOperating } from './use-operating.ts';

const steps = ['shop', 'secrets', 'policies', 'checks'] as const;
type Step = (typeof steps)[number];

/** The guided set-up of a store, from an empty row to a store that imports. */
export function StoreSetupView({ host, inputs, disabled: locked, output }: ControlProps<IInputs, IOutputs>): React.ReactElement {
  const layout = useLayout();
  const { text } = host;
  const [connectionText, setConnection] = useBound(inputs.connection.raw, (connection) => output({ connection }));
  const [policiesText, setPolicies] = useBound(inputs.policies?.raw, (policies) => output({ policies }));
  const [key, setKey] = useBound(inputs.storeKey?.raw, (storeKey) => output({ storeKey }));
  const [connector, setConnector] = useBound(inputs.connector?.raw, (next) => output({ connector: next }));
  const [legalEntity, setLegalEntity] = useBound(inputs.legalEntity?.raw, (next) => output({ legalEntity: next }));
  const connection = React.useMemo(() => readColumn(connectionText), [connectionText]);
  const policies = React.useMemo(() => readColumn(policiesText), [policiesText]);
  const checking = useChecking(host, {
    key,
    columns: { cmc_connection: connectionText, cmc_policies: policiesText, cmc_connector: connector, cmc_legalentity: legalEntity },
    column: inputs.checks?.raw,
  });
  const operating = useOperating(host, inputs.storeKey?.raw ?? '', checking.busy);
  const may = host.may('check-store');
  const disabled = locked || !may.allowed;
  const isKnown = may.because !== text('Host_MayNotYet');
  const faults = { shop: shopFaults({ key, connector, legalEntity, connection }), policies: policyFaults(policies) };
  const open = openChecks(checking.checks ?? []);
  const openSecrets = open.filter(({ id }) => id.startsWith('secret:')).length;
  const says: Record<Step, string> = {
    shop: sentenceOf(faults.shop, text),
    secrets: checking.checks ? (openSecrets > 0 ? text('Step_open', { count: openSecrets }) : text('Step_right')) : text('Step_unknown'),
    policies: 'raw' in policies ? text('Step_broken') : sentenceOf(faults.policies, text),
    checks: checking.checks ? (open.length > 0 ? text('Step_open', { count: open.length }) : text('Step_right')) : text('Step_unknown'),
  };
  const hadKey = React.useRef(Boolean(inputs.storeKey?.raw));
  const [openParts, setOpenParts] = React.useState<readonly string[]>(() => [
    faults.shop > 0 ? 'shop' : faults.policies > 0 ? 'policies' : 'checks',
    'operate',
  ]);
  const secrets = React.useRef<HTMLDivElement>(null);
  const toSecrets = () => {
    setOpenParts((before) => [...before, 'secrets']);
    secrets.current?.querySelector('button')?.focus();
  };
  const parts: Record<Step, React.ReactElement> = {
    shop: (
      <>
        <Shop
          {...{ storeKey: key, connector, legalEntity, disabled }}
          hasKey={hadKey.current}
          set={{ setKey, setConnector, setLegalEntity }}
        />
        <Connection {...{ connector, connection, text: connectionText, disabled }} onChange={setConnection} />
      </>
    ),
    secrets: <Secrets storeKey={key} connector={connector} guide={connectors[connector]} checks={checking.checks ?? []} />,
    policies: <Policies column={policies} text={policiesText} disabled={disabled} onChange={setPolicies} />,
    checks: <Checks checking={checking} disabled={locked} />,
  };
  return (
    <div className={mergeClasses(layout.wide, layout.ground)}>
      <OfflineNotice />
      {(locked || isKnown) && disabled && (
        <Notice intent="info" sentence={text('ReadOnly', { because: locked ? text('ReadOnly_Form') : may.because })} />
      )}
      <GoLive
        storeKey={key}
        enabled={inputs.enabled?.raw === true}
        paused={operating.own?.paused !== undefined}
        disabled={disabled}
        hindrance={hindranceOf({ faults: faults.shop + faults.policies, checks: checking.checks, stale: checking.stale })}
        switchTo={checking.switchTo}
        output={(enabled) => output({ enabled })}
      />
      <Accordion multiple collapsible openItems={[...openParts]} onToggle={(_event, data) => setOpenParts(data.openItems as string[])}>
        {steps.map((step, index) => (
          <AccordionItem key={step} value={step} ref={step === 'secrets' ? secrets : undefined}>
            <PartHeader title={`${index + 1}. ${text(`Step_${step}`)}`} says={says[step]} />
            <AccordionPanel className={mergeClasses(layout.wide, layout.panel)}>{parts[step]}</AccordionPanel>
          </AccordionItem>
        ))}
        {(operating.own || operating.failure) && (
          <AccordionItem value="operate">
            <PartHeader title={text('Operate')} says={text(operating.own?.paused ? 'Operate_Paused' : 'Operate_Says')} />
            <AccordionPanel className={mergeClasses(layout.wide, layout.panel)}>
              <Operate operating={operating} onSecrets={toSecrets} />
            </AccordionPanel>
          </AccordionItem>
        )}
      </Accordion>
    </div>
  );
}

function PartHeader({ title, says }: { title: string; says: string }): React.ReactElement {
  const layout = useLayout();
  return (
    <AccordionHeader as="h2">
      <span className={layout.line}>
        <Text weight="semibold">{title}</Text>
        <Text className={layout.hint}>{says}</Text>
      </span>
    </AccordionHeader>
  );
}

const sentenceOf = (faults: number, text: (key: string, values?: Record<string, number>) => string): string =>
  faults > 0 ? text('Step_faults', { count: faults }) : text('Step_right');

interface ShopProps {
  storeKey: string;
  connector: string;
  legalEntity: string;
  disabled: boolean;
  /** The row came with its key, which then does not change any more. */
  hasKey: boolean;
  set: Record<'setKey' | 'setConnector' | 'setLegalEntity', (text: string) => void>;
}

function Shop({ storeKey, connector, legalEntity, disabled, hasKey, set }: ShopProps): React.ReactElement {
  const { text } = useHost();
  const layout = useLayout();
  const missing = (value: string) => (value.trim() === '' ? text('Wrong_missing') : undefined);
  return (
    <div className={layout.grid}>
      {!hasKey && (
        <Field label={text('Key')} hint={text('Key_Hint')} required validationMessage={missing(storeKey)}>
          <Input value={storeKey} disabled={disabled} onChange={(_event, { value }) => set.setKey(value.trim())} />
        </Field>
      )}
      <Field label={text('Connector')} hint={text('Connector_Hint')} required validationMessage={missing(connector)}>
        <Select value={connector} disabled={disabled} onChange={(_event, { value }) => set.setConnector(value)}>
          <option value="">{text('Choose')}</option>
          {[...new Set([...connectorNames, connector])].filter(Boolean).map((name) => (
            <option key={name} value={name}>
              {name in connectors ? text(`Connector_${name}`) : name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={text('Entity')} hint={text('Entity_Hint')} required validationMessage={missing(legalEntity)}>
        <Input value={legalEntity} disabled={disabled} onChange={(_event, { value }) => set.setLegalEntity(value.trim())} />
      </Field>
    </div>
  );
}

interface ColumnProps {
  text: string;
  disabled: boolean;
  onChange(text: string): void;
}

function Connection(props: ColumnProps & { connector: string; connection: JsonColumn }): React.ReactElement | null {
  const { connector, connection, disabled, onChange } = props;
  const { text } = useHost();
  const guide = connectors[connector];
  if ('raw' in connection) return <RawText sentence={text('Broken_connection')} raw={props.text} disabled={disabled} onChange={onChange} />;
  if (guide) {
    const write = (value: Parameters<typeof writeColumn>[0]) => onChange(writeColumn(value));
    return (
      <Settings fields={guide.fields} prefix={`Connection_${connector}`} value={connection.value} disabled={disabled} onChange={write} />
    );
  }
  return connector ? (
    <RawText sentence={text('Unknown_Connector', { connector })} raw={props.text} disabled={disabled} onChange={onChange} />
  ) : null;
}

function Policies({ column, text: raw, disabled, onChange }: ColumnProps & { column: JsonColumn }): React.ReactElement {
  const { text } = useHost();
  const [group, setGroup] = React.useState<PolicyGroup>('orders');
  if ('raw' in column) return <RawText sentence={text('Broken_policies')} raw={raw} disabled={disabled} onChange={onChange} />;
  const named = (one: PolicyGroup) => {
    const faults = faultsIn(column, fieldsOf(one));
    return faults > 0 ? `${text(`Group_${one}`)} (${faults})` : text(`Group_${one}`);
  };
  return (
    <>
      <TabList
        size="small"
        style={{ flexWrap: 'wrap' }}
        selectedValue={group}
        onTabSelect={(_event, { value }) => setGroup(value as PolicyGroup)}
      >
        {policyGroupNames.map((one) => (
          <Tab key={one} value={one}>
            {named(one)}
          </Tab>
        ))}
      </TabList>
      <Settings
        key={group}
        fields={fieldsOf(group)}
        prefix="Policy"
        value={column.value}
        disabled={disabled}
        onChange={(value) => onChange(writeColumn(value))}
      />
    </>
  );
}
