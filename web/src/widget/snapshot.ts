import type { Phase } from '../core/connection';
import type { LogState } from '../core/log';
import type { WidgetConfig } from '../core/protocol';
import type { OutboxEntry } from './outbox';
import type { TypingShown } from './typing';

/**
 * `expired`: the conversation is out of reach, this is a new one. `moved`: another tab has begun
 * a new one. `unavailable`: it cannot begin now. `rate_limited`: goes on after `seconds`.
 * `origin`: this page may not have the chat. `identity`: the visitor could not be identified.
 */
export type NoticeKind =
  'expired' | 'moved' | 'unavailable' | 'rate_limited' | 'origin' | 'identity';

export interface Notice {
  kind: NoticeKind;
  seconds?: number;
}

/** The chat at one moment, as it is shown. */
export interface Snapshot {
  log: LogState;
  outbox: readonly OutboxEntry[];
  phase: Phase;
  config: WidgetConfig | null;
  typing: TypingShown | null;
  notice: Notice | null;
  /** The first events are here, or their absence is known. */
  ready: boolean;
  unread: number;
}
