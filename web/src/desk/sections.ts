import type { DeskKey } from '../locales/desk/en';
import type { Staff } from './model';

/** The pages of the desk; each is a part of the address after `#`. */
export type Section =
  'chats' | 'tickets' | 'promises' | 'reports' | 'replies' | 'training' | 'people';

interface Entry {
  name: Section;
  title: DeskKey;
  /** Who finds it among the sections; the server decides who may use it. */
  for: (me: Staff) => boolean;
}

const everyone = (): boolean => true;
const leads = ({ role, level }: Staff): boolean => role !== 'agent' || level > 1;
const trainers = ({ role }: Staff): boolean => role !== 'agent';
const administrators = ({ role }: Staff): boolean => role === 'administrator';

const SECTIONS: readonly Entry[] = [
  { name: 'chats', title: 'nav.chats', for: everyone },
  { name: 'tickets', title: 'nav.tickets', for: everyone },
  { name: 'promises', title: 'nav.promises', for: everyone },
  { name: 'replies', title: 'nav.replies', for: everyone },
  { name: 'reports', title: 'nav.reports', for: leads },
  { name: 'training', title: 'nav.training', for: trainers },
  { name: 'people', title: 'nav.people', for: administrators },
];

export function sectionsFor(me: Staff): readonly Entry[] {
  return SECTIONS.filter((entry) => entry.for(me));
}

/** Where the page is; `more` is what stands behind the id, e.g. in `#training/trainings/ID`. */
export interface Place {
  section: Section;
  id: string | null;
  more: string | null;
}

/** Where the page is, as its address says: `#chats/ID`, `#tickets/NUMBER`, `#reports`. */
export function placeOf(hash: string): Place {
  const [name, id, more] = hash.replace(/^#/, '').split('/');
  const section = SECTIONS.find((entry) => entry.name === name)?.name ?? 'chats';
  return { section, id: decoded(id), more: decoded(more) };
}

function decoded(part: string | undefined): string | null {
  return part ? decodeURIComponent(part) : null;
}
