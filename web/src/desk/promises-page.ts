import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import { moment } from '../core/time';
import { DeskElement } from './element';
import './holiday-changes';
import { GROUPS, countdown, dueText, grouped, stateAt, type Group } from './promise-board';
import { decideCalendar, fetchBoard, type BoardPromise } from './promises-api';

const TICK_MS = 10_000;
const REFRESH_EVERY_MS = 60_000;
/** Several things that happen at once are one look at the server. */
const GATHER_MS = 250;

/** The board of promises: what is owed to customers, most urgent first. */
@customElement('promises-page')
export class PromisesPage extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        overflow-y: auto;
        padding: 20px 24px 40px;
      }
      .page {
        max-width: 1080px;
        margin-inline: auto;
      }
      .top {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 16px;
      }
      h2 {
        margin: 0;
        font-size: 20px;
      }
      .top select {
        margin-inline-start: auto;
      }
      .hint {
        margin: 4px 0 0;
        color: var(--muted);
      }
      h3 {
        display: flex;
        align-items: center;
        gap: 8px;
        margin: 24px 0 8px;
        font-size: 14px;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
        border: 1px solid var(--line);
        border-radius: 10px;
        background: var(--surface);
        overflow: hidden;
      }
      li + li {
        border-block-start: 1px solid #edf1ef;
      }
      li {
        border-inline-start: 4px solid transparent;
      }
      .overdue li {
        border-inline-start-color: var(--danger);
      }
      .soon li {
        border-inline-start-color: #d18a12;
      }
      .row {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 2px 16px;
        padding: 10px 16px;
        color: inherit;
        text-decoration: none;
      }
      a.row:hover {
        background: #f7f9f8;
      }
      .row:focus-visible {
        outline-offset: -2px;
      }
      .row b {
        font-weight: 600;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .left {
        font-weight: 600;
        text-align: end;
        white-space: nowrap;
        font-variant-numeric: tabular-nums;
      }
      .overdue .left {
        color: var(--danger);
      }
      .soon .left {
        color: var(--warn);
      }
      .small {
        display: flex;
        flex-wrap: wrap;
        gap: 0 12px;
        color: var(--muted);
        font-size: 13px;
      }
      .small.due {
        justify-content: flex-end;
        white-space: nowrap;
      }
      /* What the customer was told, word for word. */
      .shown {
        grid-column: 1 / -1;
        color: var(--muted);
        font-size: 13px;
      }
      .settled .left {
        font-weight: 550;
      }
      .changed {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 12px;
        padding: 8px 16px 10px;
        background: var(--note-soft);
        border-block-start: 1px solid var(--note-line);
      }
      .changed p {
        flex: 1 1 300px;
        margin: 0;
      }
      .changed .button {
        min-height: 30px;
        padding: 2px 10px;
      }
      .none {
        margin: 0;
        padding: 28px 20px;
        border: 1px dashed var(--line);
        border-radius: 10px;
        text-align: center;
        color: var(--muted);
      }
      holiday-changes {
        display: block;
        margin-block-start: 32px;
      }
      @media (max-width: 560px) {
        :host {
          padding: 14px 12px 32px;
        }
        .top select {
          margin-inline-start: 0;
          width: 100%;
        }
        .row {
          grid-template-columns: minmax(0, 1fr);
          padding-inline: 12px;
        }
        .row b {
          white-space: normal;
        }
        .left,
        .small.due {
          text-align: start;
          justify-content: flex-start;
        }
        .changed .button {
          flex: 1;
        }
      }
    `,
  ];

  @state() private promises: BoardPromise[] = [];
  @state() private department = '';
  @state() private loaded = false;
  /** The promise about which a decision is on its way. */
  @state() private deciding = '';
  private timers: ReturnType<typeof setInterval>[] = [];
  private gathering: ReturnType<typeof setTimeout> | undefined;

  private readonly refetch = (): void => {
    clearTimeout(this.gathering);
    this.gathering = setTimeout(() => void this.load(), GATHER_MS);
  };

  override connectedCallback(): void {
    super.connectedCallback();
    for (const news of ['promise', 'ticket']) this.desk.addEventListener(news, this.refetch);
    this.timers = [
      setInterval(() => this.requestUpdate(), TICK_MS),
      setInterval(this.refetch, REFRESH_EVERY_MS),
    ];
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const news of ['promise', 'ticket']) this.desk.removeEventListener(news, this.refetch);
    for (const timer of this.timers) clearInterval(timer);
    clearTimeout(this.gathering);
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('department') && this.loaded) void this.load();
  }

  private async load(): Promise<void> {
    const { department } = this;
    await this.desk.attempt(async () => {
      const promises = await fetchBoard(this.desk.api, department);
      // A slow answer to an older filter must not replace a newer one.
      if (department === this.department) this.promises = promises;
    });
    this.loaded = true;
  }

  private async decide(id: string, decision: 'keep' | 'recompute'): Promise<void> {
    this.deciding = id;
    await this.desk.attempt(() => decideCalendar(this.desk.api, id, decision));
    this.deciding = '';
    await this.load();
  }

  private at(iso: string): string {
    return moment(iso, this.desk.zone, this.words.language);
  }

  protected override render(): TemplateResult {
    const { words, desk } = this;
    const me = desk.me;
    const mine = desk.departments.filter(
      ({ name }) => me?.role === 'administrator' || me?.departments.includes(name),
    );
    const groups = grouped(this.promises, desk.now());
    const shown = GROUPS.filter((group) => (groups.get(group) ?? []).length > 0);
    return html`<div class="page">
      <div class="top">
        <h2>${words.t('nav.promises')}</h2>
        ${
          mine.length > 1
            ? html`<select
                aria-label=${words.t('filter.department')}
                @change=${(event: Event) =>
                  (this.department = (event.target as HTMLSelectElement).value)}
              >
                <option value="">${words.t('filter.all')}</option>
                ${mine.map(({ name, title }) => html`<option value=${name}>${title}</option>`)}
              </select>`
            : nothing
        }
      </div>
      <p class="hint">${words.t('promises.hint')}</p>
      ${
        this.loaded && shown.length === 0
          ? html`<h3 class="sr">${words.t('promises.group.later')}</h3>
              <p class="none">${words.t('promises.none')}</p>`
          : nothing
      }
      ${shown.map((group) => this.renderGroup(group, groups.get(group) ?? []))}
      ${
        me?.role === 'administrator'
          ? html`<holiday-changes .desk=${desk}></holiday-changes>`
          : nothing
      }
    </div>`;
  }

  private renderGroup(group: Group, promises: BoardPromise[]): TemplateResult {
    const { words } = this;
    return html`<section class=${group} aria-labelledby="group-${group}">
      <h3 id="group-${group}">
        ${words.t(`promises.group.${group}`)}
        <span class="chip">${promises.length}</span>
      </h3>
      <ul>
        ${promises.map((promise) => html`<li>${this.renderRow(promise)}</li>`)}
      </ul>
    </section>`;
  }

  private renderRow(promise: BoardPromise): unknown {
    const { words, desk } = this;
    const state = stateAt(promise, desk.now());
    const inside = html`
      <b>${promise.subject ?? promise.text}</b>
      <span class="left">
        ${
          state === 'kept' || state === 'broken'
            ? html`<span class="chip ${state}">${words.t(`promises.state.${state}`)}</span>`
            : countdown(promise, desk.now(), words)
        }
      </span>
      <span class="small">
        ${promise.ticket ? html`<span class="number">${promise.ticket}</span>` : nothing}
        <span>${desk.departmentTitle(promise.department)}</span>
        <span>${words.t('level', { n: promise.level })}</span>
        <span>
          ${
            promise.assignee
              ? words.t('promises.assignee', { name: promise.assignee.name })
              : words.t('promises.nobody')
          }
        </span>
        ${
          promise.reason === 'reopened'
            ? html`<span>${words.t('promises.reopened')}</span>`
            : nothing
        }
      </span>
      <span class="small due">${this.renderWhen(promise)}</span>
      ${promise.subject ? html`<q class="shown">${promise.text}</q>` : nothing}
    `;
    const row = promise.ticket
      ? html`<a class="row" href="#tickets/${promise.ticket}">${inside}</a>`
      : html`<div class="row">${inside}</div>`;
    return html`${row}${this.renderChange(promise)}`;
  }

  private renderWhen(promise: BoardPromise): unknown {
    const { words } = this;
    if (promise.settled_at && (promise.state === 'kept' || promise.state === 'broken')) {
      return words.t('promises.settled', { moment: this.at(promise.settled_at) });
    }
    if (promise.state === 'paused' && promise.paused_at) {
      return words.t('promises.waiting', { moment: this.at(promise.paused_at) });
    }
    return promise.due_at ? dueText(promise.due_at, this.desk.zone, words) : nothing;
  }

  private renderChange(promise: BoardPromise): unknown {
    const { words, desk } = this;
    const change = promise.calendar;
    if (!change) return nothing;
    const me = desk.me;
    const leads = me?.role === 'administrator' || (me?.role === 'agent' && me.level > 1);
    const time = (iso: string | null): string =>
      iso ? dueText(iso, desk.zone, words) : words.t('promises.no_time');
    const busy = this.deciding === promise.id;
    return html`<div class="changed">
      <p>
        ${words.t('promises.calendar', {
          shown: time(change.due_at),
          now: change.problem ?? time(change.would_be_due_at),
        })}
      </p>
      ${
        leads
          ? html`<button
                class="button"
                type="button"
                ?disabled=${busy}
                @click=${() => void this.decide(promise.id, 'keep')}
              >
                ${words.t('promises.calendar.keep')}
              </button>
              <button
                class="button"
                type="button"
                ?disabled=${busy || change.problem !== undefined}
                @click=${() => void this.decide(promise.id, 'recompute')}
              >
                ${words.t('promises.calendar.recompute')}
              </button>`
          : nothing
      }
    </div>`;
  }
}
