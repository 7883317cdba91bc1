import * as React from 'react';
import { createHost, type Host, type OwnedHost } from './host.ts';
import { Surface } from './surface.tsx';
import type { ControlName } from './telemetry.ts';

/** What the component of a control gets. A new object with every update of the platform. */
export interface ControlProps<Inputs, Outputs> {
  host: Host;
  /** The bound columns or the data-set, as the manifest names them. */
  inputs: Inputs;
  /** The form is read-only, or the column is locked. */
  disabled: boolean;
  /** In pixels; -1 or 0 when Dynamics does not say. */
  width: number;
  height: number;
  /** Gives values back to the form, which saves them when it is saved. */
  output(values: Partial<Outputs>): void;
  /** Asks for the whole screen, or gives it back. */
  fullScreen(on: boolean): void;
}

/**
 * The class that Dynamics makes a control of: `export const SyncStatus = virtualControl<IInputs, IOutputs>('SyncStatus', OrderStatus);`
 * is a whole `index.ts`. What the component throws is shown as a sentence.
 */
export function virtualControl<Inputs, Outputs extends object>(
  name: ControlName,
  View: React.ComponentType<ControlProps<Inputs, Outputs>>,
) {
  return class implements ComponentFramework.ReactControl<Inputs, Outputs> {
    private host: OwnedHost | undefined;
    private changed: () => void = () => {};
    private outputs: Partial<Outputs> = {};

    init(context: ComponentFramework.Context<Inputs>, notifyOutputChanged?: () => void): void {
      this.host = createHost(name, context);
      this.changed = notifyOutputChanged ?? this.changed;
      context.mode.trackContainerResize(true);
      void this.host.me.roles();
    }

    updateView(context: ComponentFramework.Context<Inputs>): React.ReactElement {
      const host = this.host ?? createHost(name, context);
      this.host = host;
      host.renew(context);
      return (
        <Surface host={host}>
          <View
            host={host}
            inputs={context.parameters}
            disabled={context.mode.isControlDisabled}
            width={context.mode.allocatedWidth}
            height={context.mode.allocatedHeight}
            output={this.output}
            fullScreen={(on) => context.mode.setFullScreen(on)}
          />
        </Surface>
      );
    }

    getOutputs(): Outputs {
      return this.outputs as Outputs;
    }

    destroy(): void {
      this.host?.dispose();
    }

    private readonly output = (values: Partial<Outputs>): void => {
      this.outputs = { ...this.outputs, ...values };
      this.changed();
    };
  };
}
