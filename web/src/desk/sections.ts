import type { DeskKey } from '../locales/desk/en';
import type { Staff } from './model';

/** The pages of the desk; each is a part of the address after `#`. */
export type Section = 'chats' | 'tickets' | 'promises' | 'reports' | 'replies' | 'people';

interface Entry {
  name: Section;
  title: DeskKey;
  /** Who finds it among the sections; the server decides who may use it. */
  for: (me: Staff) => boolean;
}

const everyone = (): boolean => true;
const leads = ({ role, level }: Staff): boolean => role !== 'agent' || level > 1;
const administrators = ({ role }: Staff): boolean => role === 'administrator';

const SECTIONS: readonly Entry[] = [
  { name: 'chats', title: 'nav.chats', for: everyone },
  { name: 'tickets', title: 'nav.tickets', for: everyone },
  { name: 'promises', title: 'nav.promises', for: everyone },
  { name: 'replies', title: 'nav.replies', for: everyone },
  { name: 'reports', title: 'nav.reports', for: leads },
  { name: 'people', title: 'nav.people', for: administrators },
];

export function sectionsFor(me: Staff): readonly Entry[] {
  return SECTIONS.filter((entry) => entry.for(me));
}

/** Where the page is, as its address says: `#chats/ID`, `#tickets/NUMBER`, `#reports`. */
export function placeOf(hash: string): { section: Section; id: string | null } {
  const [name, id] = hash.replace(/^#/, '').split('/');
  const section = SECTIONS.find((entry) => entry.name === name)?.name ?? 'chats';
  return { section, id: id ? decodeURIComponent(id) : null };
}
