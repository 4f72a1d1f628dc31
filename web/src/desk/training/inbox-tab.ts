import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import { Commands } from '../commands';
import { preferred } from '../preferences';
import { isTyping } from '../shortcuts';
import './bulk-dialog';
import type { BulkDialog } from './bulk-dialog';
import './cluster-panel';
import { TrainingElement } from './element';
import { listIntents, listLanguages, type Intent, type LabelReply } from './inbox-api';
import { Deeds } from './inbox-deeds';
import './inbox-bar';
import { inboxEmpty } from './inbox-empty';
import './inbox-filters';
import type { InboxFilters } from './inbox-filters';
import './inbox-help';
import type { InboxHelp } from './inbox-help';
import { actOf, isForLine, type Act } from './inbox-keys';
import './inbox-list';
import type { InboxList, LineEvent } from './inbox-list';
import { extended, NO_FILTERS, stepFrom, toggled, type Filters, type Line } from './inbox-model';
import './inbox-panel';
import type { InboxStore } from './inbox-store';
import { inboxTabStyles } from './inbox-tab-styles';
import { workOf } from './inbox-work';
import './label-chooser';
import type { LabelChooser } from './label-chooser';
import type { Written } from './write-api';
import { Poll } from './poll';
import './write-dialog';
import type { WriteDialog } from './write-dialog';

/** How often an empty list is asked for anew. */
const EMPTY_EVERY_MS = 4_000;

/** So many lines before the last one the next page is asked for. */
const AHEAD = 8;

/** Visitors' messages: read, labelled, dismissed, one key each. */
@customElement('inbox-tab')
export class InboxTab extends TrainingElement {
  static override styles = [pageStyles, inboxTabStyles];

  @state() private intents: Intent[] = [];
  @state() private languages: string[] = [];
  /** What was done last, to whoever does not see it. */
  @state() private told = '';
  /** The panel beside the list is shown where it lies over it. */
  @state() private panelOpen = false;
  /** The message of which the panel says why it was understood so. */
  @state() private whyOf: string | null = null;
  @state() private version = 0;
  @query('inbox-list') private readonly list!: InboxList | null;
  @query('inbox-filters') private readonly filtersBar!: InboxFilters;
  @query('label-chooser') private readonly chooser!: LabelChooser;
  @query('bulk-dialog') private readonly bulk!: BulkDialog;
  @query('write-dialog') private readonly writer!: WriteDialog;
  @query('inbox-help') private readonly help!: InboxHelp;
  private store!: InboxStore;
  private deeds!: Deeds;
  /** The list that was asked for last. */
  private narrowing: Promise<void> = Promise.resolve();

  constructor() {
    super();
    // An empty list fills by itself; in a full one nothing moves under the trainer's hands.
    new Poll(this, async () => {
      const waits = this.isConnected && this.store?.loaded && this.store.messages.length === 0;
      if (waits && !this.store.labeller.busy) await this.store.load();
      return EMPTY_EVERY_MS;
    });
    new Commands(this, (command) => {
      // From anywhere on the page into the list.
      if (command === 'next' || command === 'previous') this.do(command);
    });
    this.addEventListener('keydown', (event) => this.onKey(event));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.store = workOf(this.desk);
    this.deeds = new Deeds(this.store, this.texts, {
      choose: (message, count) => this.chooser.ask(message, count),
      confirm: (kind, labels, askedBack) => this.bulk.ask(kind, labels, askedBack),
      tell: (text) => {
        this.told = text;
      },
      go: (id) => this.go(id),
    });
    this.store.addEventListener('change', this.redraw);
    this.store.labeller.addEventListener('change', this.labelled);
    addEventListener('beforeunload', this.hold);
    // Whoever comes back finds the list where it was left, else a fresh one.
    const fresh = this.store.isUntouched ? this.store.load() : Promise.resolve();
    void fresh.then(() => void this.begin());
    void this.desk.attempt(async () => {
      const { api } = this.desk;
      const known = [listIntents(api), listLanguages(api, this.words.language)] as const;
      [this.intents, this.languages] = await Promise.all(known);
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    const { labeller } = this.store;
    this.store.removeEventListener('change', this.redraw);
    labeller.removeEventListener('change', this.labelled);
    void labeller.settled().then(() => removeEventListener('beforeunload', this.hold));
  }

  private readonly redraw = (): void => this.requestUpdate();

  private readonly labelled = (event: Event): void => {
    const reply = (event as CustomEvent<LabelReply | null>).detail;
    if (reply) this.store.set({ counts: reply.counts });
    this.version += 1;
  };

  /** A label that is still on its way is not left behind without a word. */
  private readonly hold = (event: Event): void => {
    if (this.store.labeller.busy) event.preventDefault();
  };

  /** Whoever has the focus nowhere begins at the list, where it was left. */
  private async begin(): Promise<void> {
    await this.updateComplete;
    const { active } = this.store;
    if (active && (document.activeElement ?? document.body) === document.body) this.go(active);
  }

  private go(id: string | null): void {
    if (id === null) return;
    this.store.set({ active: id });
    void this.list?.focusLine(id);
    const { lines } = this.store;
    const at = lines.findIndex(({ message }) => message.id === id);
    if (at >= lines.length - AHEAD) void this.store.more();
  }

  private onKey(event: KeyboardEvent): void {
    const path = event.composedPath();
    const busy = path.some((one) => one instanceof HTMLDialogElement && one.open);
    if (event.defaultPrevented || event.isComposing || busy || isTyping(path[0])) return;
    const act = actOf(event, preferred.current.keys);
    const onLine = (path[0] as Element).getAttribute('role') === 'row';
    const inList = this.list !== null && path.includes(this.list);
    if (act === null || !isForLine(event, { onLine, inList })) return;
    event.preventDefault();
    if (typeof act === 'number') this.deeds.pickDigit(this.store.lineOf(this.store.active), act);
    else this.do(act);
  }

  private do(act: Act): void {
    const { store, deeds } = this;
    const { active, lines, selected } = store;
    const line = store.lineOf(active);
    switch (act) {
      case 'next':
      case 'previous':
        return this.go(stepFrom(lines, active, act === 'next' ? 1 : -1));
      case 'first':
      case 'last':
        return this.go(lines.at(act === 'first' ? 0 : -1)?.message.id ?? null);
      case 'extend.next':
      case 'extend.previous': {
        const to = stepFrom(lines, active, act === 'extend.next' ? 1 : -1);
        store.set({ selected: extended(selected, active, to) });
        return this.go(to);
      }
      case 'select':
        if (active) store.set({ selected: toggled(selected, active) });
        return;
      case 'clear':
        if (this.whyOf !== null) this.whyOf = null;
        else if (this.panelOpen) this.panelOpen = false;
        else store.set({ selected: new Set() });
        return;
      case 'accept':
      case 'accept.selected':
        return void deeds.accept(act === 'accept' ? line : null);
      case 'choose':
        return void deeds.choose(line);
      case 'dismiss':
        return void deeds.dismiss(line);
      case 'undo':
        return deeds.undo();
      case 'open':
      case 'close':
        return this.open(line, act === 'open');
      case 'why':
        return this.showWhy(active);
      case 'search':
        return this.filtersBar.search();
      case 'help':
        return this.help.show();
    }
  }

  /** In the panel where it lies beside the list, else on its own tab. */
  private showWhy(id: string | null): void {
    if (id === null) return;
    if (matchMedia('(min-width: 1181px)').matches) this.whyOf = this.whyOf === id ? null : id;
    else location.hash = `training/why/${encodeURIComponent(id)}`;
  }

  private open(line: Line | null, wanted: boolean): void {
    if (!line) return;
    const { message, member } = line;
    const isUnfolded = this.store.opened.has(message.group.id);
    if ((message.group.size > 1 || member) && isUnfolded !== wanted) {
      void this.store.unfold(message).then(() => this.go(this.store.active));
    } else this.panelOpen = wanted;
  }

  private onLine({ detail: { wish, line } }: CustomEvent<LineEvent>): void {
    const { store, deeds } = this;
    const { id } = line.message;
    // What a button of a line is for is that line, whatever is selected.
    if (wish === 'choose' || wish === 'dismiss') store.set({ selected: new Set() });
    switch (wish) {
      case 'activate':
        if (store.active !== id) store.set({ active: id });
        return;
      case 'details':
        this.panelOpen = true;
        return;
      case 'select':
        return store.set({ selected: toggled(store.selected, id) });
      case 'unfold':
        return void store.unfold(line.message);
      case 'accept':
        return deeds.pick(line, line.message.intent);
      case 'choose':
        return void deeds.choose(line);
      case 'dismiss':
        return void deeds.dismiss(line);
      case 'retry':
        return store.labeller.retry([id]);
      case 'forget':
        return store.labeller.forget([id]);
    }
  }

  private written({ status, counts }: Written): void {
    this.store.set({ counts });
    if (status !== 'written') return;
    this.store.labeller.forgetHistory();
    void this.store.load();
  }

  private narrow(change: Partial<Filters>): void {
    this.told = '';
    this.narrowing = this.store.narrow(change);
  }

  private widen(): void {
    const { status, order } = this.store.filters;
    this.filtersBar.empty();
    this.narrow({ ...NO_FILTERS, status, order });
  }

  protected override render(): TemplateResult {
    const { desk, texts, store } = this;
    const labelled = store.counts?.labelled ?? 0;
    return html`
      <inbox-filters
        .desk=${desk}
        .texts=${texts}
        .filters=${store.filters}
        .counts=${store.counts}
        .intents=${this.intents}
        .languages=${this.languages}
        @narrow=${(event: CustomEvent<Partial<Filters>>) => this.narrow(event.detail)}
        @leave=${() => void this.narrowing.then(() => this.go(store.active))}
      >
        <div class="tools">
          <button class="button" type="button" @click=${() => void store.load()}>
            ${texts.t('inbox.refresh')}
          </button>
          <button
            class="button ${labelled > 0 ? 'main' : ''}"
            type="button"
            ?disabled=${labelled === 0}
            @click=${() => void this.writer.ask()}
          >
            ${labelled > 0 ? texts.n('write.open', labelled) : texts.t('write.open.none')}
          </button>
        </div>
      </inbox-filters>
      <div class="body">
        <div class="scroll">
          <cluster-panel
            .desk=${desk}
            .texts=${texts}
            .cluster=${store.filters.cluster}
            .fresh=${store.fresh}
            @narrow=${(event: CustomEvent<string>) => this.narrow({ cluster: event.detail })}
            @select=${() => void store.selectAll()}
          ></cluster-panel>
          ${this.renderList()}
        </div>
        ${this.renderPanel()}
      </div>
      <inbox-bar
        .desk=${desk}
        .texts=${texts}
        .store=${store}
        .told=${this.told}
        .version=${this.version}
        @act=${(event: CustomEvent<Act>) => this.do(event.detail)}
      ></inbox-bar>
      <label-chooser .desk=${desk} .texts=${texts} .intents=${this.intents}></label-chooser>
      <write-dialog
        .desk=${desk}
        .texts=${texts}
        .labeller=${store.labeller}
        .choose=${(text: string) => this.chooser.ask({ text, ranking: [], other_intent: null }, 1)}
        @written=${(event: CustomEvent<Written>) => this.written(event.detail)}
      ></write-dialog>
      <bulk-dialog .desk=${desk} .texts=${texts}></bulk-dialog>
      <inbox-help .desk=${desk} .texts=${texts}></inbox-help>
    `;
  }

  private renderList(): TemplateResult {
    const { desk, texts, store } = this;
    if (store.messages.length === 0) {
      return inboxEmpty(texts, this.words.t('training.loading'), store, () => this.widen());
    }
    return html`
      <inbox-list
        .desk=${desk}
        .texts=${texts}
        .lines=${store.lines}
        .labeller=${store.labeller}
        .selected=${store.selected}
        .unfolded=${new Set(store.opened.keys())}
        .active=${store.active}
        .total=${store.total}
        .version=${this.version}
        @line=${this.onLine}
      ></inbox-list>
      <div class="more">
        ${store.problem === null ? nothing : html`<span role="alert">${store.problem}</span>`}
        ${
          store.next === null
            ? nothing
            : html`<button
                class="button"
                type="button"
                ?disabled=${store.loading}
                @click=${() => void store.more()}
              >
                ${this.words.t('tickets.more')}
              </button>`
        }
      </div>
    `;
  }

  private renderPanel(): TemplateResult {
    const { desk, texts, store, deeds } = this;
    const line = store.lineOf(store.active);
    return html`<aside
      class="side ${this.panelOpen ? 'open' : ''}"
      aria-label=${texts.t('inbox.panel.title')}
    >
      <inbox-panel
        .desk=${desk}
        .texts=${texts}
        .message=${line?.message ?? null}
        .why=${line !== null && line.message.id === this.whyOf}
        .said=${line ? store.labeller.said(line.message) : null}
        @pick=${(event: CustomEvent<string>) => {
          if (line) deeds.pick(line, event.detail);
        }}
        @choose=${() => this.do('choose')}
        @dismiss=${() => this.do('dismiss')}
        @why=${() => this.do('why')}
        @close=${() => (this.panelOpen = false)}
      ></inbox-panel>
    </aside>`;
  }
}
