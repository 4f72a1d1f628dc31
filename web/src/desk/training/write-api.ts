import type { StaffApi } from '../api';
import type { Counts } from './inbox-api';

/** Writing labelled messages into the training data. The call throws as every call does. */

/** A message with the place in the data that it has, or gets. */
export interface Placed {
  id: string;
  text: string;
  intent: string;
  language: string;
  file: string;
  line: number;
}

/** A message that can't be an example as it is. */
export interface Left {
  id: string;
  text: string;
  intent: string;
  why: 'contradiction' | 'refused' | 'language' | 'held_out';
  /** The server's reason, to a person. */
  told: string;
}

export interface Written {
  /** `patch`: the data can't be written where the desk runs. */
  status: 'written' | 'patch' | 'checked';
  written: Placed[];
  already_there: Placed[];
  left: Left[];
  files: { file: string; added: number }[];
  /** For `git apply`, where nothing was written. */
  patch: string | null;
  counts: Counts;
}

/** Writes every labelled message; with `checkOnly` only says what would be written. */
export function writeExamples(api: StaffApi, checkOnly: boolean): Promise<Written> {
  return api.send('POST', '/api/trainer/examples', { ids: null, check_only: checkOnly });
}

/** What goes into each file, in the order of its lines. */
export function byFile({ files, written }: Pick<Written, 'files' | 'written'>): {
  file: string;
  examples: Placed[];
}[] {
  return files.map(({ file }) => ({
    file,
    examples: written.filter((one) => one.file === file).sort((a, b) => a.line - b.line),
  }));
}
