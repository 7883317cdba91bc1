import * as React from 'react';
import type { Host } from './host.ts';
import { Notice } from './states.tsx';
import { raiseTelemetry } from './telemetry.ts';

interface Props {
  host: Host;
  children: React.ReactNode;
}

/** Shows a sentence and a way on where a component threw. React offers this to classes only. */
export class Boundary extends React.Component<Props, { broken?: string }> {
  override state: { broken?: string } = {};

  static getDerivedStateFromError(error: unknown): { broken: string } {
    return { broken: error instanceof Error ? error.message : String(error) };
  }

  override componentDidCatch(error: unknown): void {
    raiseTelemetry({ event: 'failed', control: this.props.host.control, failure: error instanceof Error ? error.name : 'unknown' });
  }

  override render(): React.ReactNode {
    const { host, children } = this.props;
    const { broken } = this.state;
    if (broken === undefined) return children;
    return (
      <Notice
        intent="error"
        sentence={host.text('Host_Broken')}
        detail={broken}
        way={{ label: host.text('Host_TryAgain'), go: () => this.setState({ broken: undefined }) }}
      />
    );
  }
}
