import type { StaffApi } from '../api';

/** What the server says of the training data, and how it is asked. */

export interface DataFile {
  file: string;
  examples: number;
  /** What is wrong with it, where it can't be read. */
  error: string | null;
}

export interface IntentExamples {
  name: string;
  /** How many there are, by language. */
  examples: Record<string, number>;
}

export interface Finding {
  kind: string;
  error: boolean;
  told: string;
  /** `file:line` each. */
  places: string[];
}

export interface Check {
  status: 'none' | 'running' | 'done' | 'failed';
  findings: Finding[];
  /** The data was changed since. */
  stale: boolean;
  at?: string;
  seconds?: number;
  error?: string;
  counts?: { examples: number; intents: number; errors: number; warnings: number };
}

export interface TrainingData {
  files: DataFile[];
  intents: IntentExamples[];
  /** What git has not got yet, as a patch; null where there is no repository. */
  changes: string | null;
  check: Check;
}

export function fetchData(api: StaffApi): Promise<TrainingData> {
  return api.get('/api/trainer/data');
}

export function startCheck(api: StaffApi): Promise<{ check: Check }> {
  return api.send('POST', '/api/trainer/data/check', {});
}
