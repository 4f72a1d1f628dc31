/**
 * What most visitors never open: the menu, forms, files and the rating. Loaded when it is first
 * needed; its texts come along.
 */
import { html, nothing } from 'lit/html.js';
import { HttpError } from '../core/http';
import { loadMessages, type Translator } from '../core/i18n';
import { randomId } from '../core/ids';
import type { ChatEvent, FileData } from '../core/protocol';
import { saveAs } from '../core/save-as';
import type { MoreKey } from '../locales/en';
import { moreEnglish, moreLoaders } from '../locales/more';
import { Attachments } from './attachments';
import type { ChatClient } from './client';
import { end, erase, mailTranscript, openTicket, rate, transcript } from './extras';
import { fileBubble, uploadList } from './files-view';
import { menu, type MenuChoice, type MenuModel } from './menu';
import { moreStyles } from './more-styles';
import { ratingCard } from './rating';
import { mistakes, sheet, type SheetKind } from './sheets';

export { moreStyles };
export { chime } from './sound';

interface MoreOptions {
  onChange: () => void;
  /** A form was opened or closed: the focus moves. */
  onSheet: (open: boolean) => void;
  /** Where files may be dropped. */
  dropOn: HTMLElement;
  department: string | null;
}

interface Sheet {
  kind: SheetKind;
  /** Names this form: sent again, nothing happens twice. */
  id: string;
  busy: boolean;
  failure: string | null;
  wrong: Record<string, string>;
}

/** The state of all that, and how it looks. */
export class More {
  /** What was done last, in words; shown until it is dismissed. */
  said: string | null = null;
  readonly attachments: Attachments;
  #open: Sheet | null = null;
  #dragging = false;
  #rating = { id: randomId(), busy: false, failure: null as string | null };

  constructor(
    private readonly client: ChatClient,
    private words: Translator<MoreKey>,
    private readonly options: MoreOptions,
  ) {
    this.attachments = new Attachments(client, options.onChange);
    for (const name of ['dragover', 'dragleave', 'drop'] as const) {
      options.dropOn.addEventListener(name, (event) => this.#drag(event));
    }
  }

  async useLanguage(tag: string): Promise<void> {
    this.words = await loadMessages(moreLoaders, moreEnglish, tag);
    this.options.onChange();
  }

  get hasSheet(): boolean {
    return this.#open !== null;
  }

  ask(kind: SheetKind): void {
    this.#open = { kind, id: randomId(), busy: false, failure: null, wrong: {} };
    this.said = null;
    this.options.onChange();
    this.options.onSheet(true);
  }

  closeSheet(): void {
    this.#open = null;
    this.options.onChange();
    this.options.onSheet(false);
  }

  renderMenu(model: Omit<MenuModel, 'onChoose'>, onChosen: () => void): unknown {
    const onChoose = (choice: MenuChoice): void => {
      onChosen();
      if (choice === 'download') void this.#download();
      else this.ask(choice);
    };
    return menu(this.words, { ...model, onChoose });
  }

  renderSheet(): unknown {
    if (!this.#open) return nothing;
    const { log, config } = this.client.snapshot;
    return sheet(this.words, {
      ...this.#open,
      departments: config?.departments ?? [],
      department: log.conversation?.department ?? this.options.department,
      onSubmit: (values) => void this.#submit(values),
      onClose: () => this.closeSheet(),
    });
  }

  renderRating(): unknown {
    return ratingCard(this.words, {
      ...this.#rating,
      onRate: (score, comment) => void this.#rate(score, comment),
    });
  }

  renderFile(file: FileData): unknown {
    return fileBubble(this.words, file, this.attachments, () => void this.#save(file));
  }

  renderUploads(connected: boolean): unknown {
    const most = this.client.snapshot.config?.upload?.bytes ?? 0;
    return uploadList(this.words, this.attachments, connected, most);
  }

  #drag(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    if (event.type === 'drop') this.attachments.add(event.dataTransfer.files);
    const over = event.type === 'dragover';
    if (over === this.#dragging) return;
    this.#dragging = over;
    this.options.onChange();
  }

  renderDrop(): unknown {
    return this.#dragging ? html`<div class="drop">${this.words.t('file.drop')}</div>` : nothing;
  }

  /** An event has come. */
  take(event: ChatEvent): void {
    if (event.kind === 'file') this.attachments.arrived(event);
    if (event.kind === 'rating') this.said = this.words.t('rate.thanks');
  }

  async #submit(values: Record<string, string>): Promise<void> {
    const form = this.#open;
    if (!form || form.busy) return;
    form.wrong = mistakes(this.words, form.kind, values);
    form.failure = null;
    if (Object.keys(form.wrong).length > 0) {
      this.options.onChange();
      this.options.onSheet(true);
      return;
    }
    form.busy = true;
    this.options.onChange();
    try {
      this.said = await this.#carryOut(form, values);
      if (this.#open === form) this.closeSheet();
    } catch (error) {
      form.busy = false;
      form.failure = this.#explain(error);
      if (error instanceof HttpError && error.body.field) {
        form.wrong = { [error.body.field]: form.failure };
        form.failure = error.body.field === 'email' ? this.words.t('form.email') : form.failure;
      }
      this.options.onChange();
    }
  }

  /** Does what a form is for and says what was done. */
  async #carryOut({ kind, id }: Sheet, values: Record<string, string>): Promise<string | null> {
    const { client, words } = this;
    const email = values['email'] ?? '';
    switch (kind) {
      case 'new':
        this.attachments.clear();
        await client.renew();
        return null;
      case 'end':
        await end(client);
        return null;
      case 'erase': {
        const { tickets_kept: kept } = await erase(client);
        this.attachments.clear();
        const numbers = kept.join(', ');
        return [
          words.t('erase.done'),
          ...(numbers ? [words.t('erase.kept', { numbers })] : []),
        ].join(' ');
      }
      case 'mail':
        await mailTranscript(client, email);
        return words.t('mail.done', { email });
      case 'ticket': {
        const { number } = await openTicket(client, {
          client_id: id,
          department: values['department'] ?? '',
          subject: values['subject'] ?? '',
          ...(values['details'] ? { details: values['details'] } : {}),
          email,
        });
        return words.t('ticket.done', { number });
      }
    }
  }

  async #rate(score: number, comment: string): Promise<void> {
    const rating = this.#rating;
    if (rating.busy) return;
    rating.busy = true;
    rating.failure = null;
    this.options.onChange();
    try {
      await rate(this.client, score, comment || undefined, rating.id);
      this.#rating = { id: randomId(), busy: false, failure: null };
    } catch (error) {
      rating.busy = false;
      rating.failure = this.#explain(error);
    }
    this.options.onChange();
  }

  async #download(): Promise<void> {
    await this.#attempt(async () => {
      const text = await transcript(this.client);
      const day = new Date().toISOString().slice(0, 10);
      saveAs(new Blob([text], { type: 'text/plain;charset=utf-8' }), `chat-${day}.txt`);
    });
  }

  async #save(file: FileData): Promise<void> {
    await this.#attempt(() => this.attachments.save(file));
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.said = this.#explain(error);
      this.options.onChange();
    }
  }

  #explain(error: unknown): string {
    const { words } = this;
    if (!(error instanceof HttpError)) return words.t('form.offline');
    if (error.status === 429) {
      return words.n('form.limited', Math.max(1, Math.ceil((error.retryAfterS ?? 60) / 60)));
    }
    return words.t('form.failed', { why: error.message || error.code });
  }
}

export async function createMore(
  client: ChatClient,
  language: string,
  options: MoreOptions,
): Promise<More> {
  return new More(client, await loadMessages(moreLoaders, moreEnglish, language), options);
}
