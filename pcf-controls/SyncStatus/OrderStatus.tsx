import { Text } from '@fluentui/react-components';
import * as React from 'react';
import type { ControlProps } from '../host/control.tsx';
import type { IInputs, IOutputs } from './generated/ManifestTypes';

export function OrderStatus({ host, inputs }: ControlProps<IInputs, IOutputs>): React.ReactElement {
  return (
    <Text>
      {inputs.statusKey.raw} {host.may('hold').because}
    </Text>
  );
}
