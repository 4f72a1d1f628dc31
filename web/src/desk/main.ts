import { html, nothing, css, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { loadMessages } from '../core/i18n';
import { pageStyles } from '../core/page-styles';
import { desk as english } from '../locales/desk/en';
import { deskLoaders } from '../locales/desk/loaders';
import { StaffApi } from './api';
import './chats-page';
import { Desk } from './desk';
import { DeskElement } from './element';
import { installKeys } from './keys';
import './login';
import type { Staff } from './model';
import { Notifier } from './notifier';
import './people-page';
import './promise-alert';
import './promises-page';
import './replies-page';
import './reports-page';
import { placeOf, sectionsFor } from './sections';
import './tickets-page';
import './topbar';
import './training-page';

/** The desk: sign-in, then conversations and tickets. */
@customElement('desk-app')
export class DeskApp extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        grid-template-rows: auto auto minmax(0, 1fr);
        grid-template-columns: minmax(0, 1fr);
        height: 100dvh;
        /* What is placed absolutely stays within, or the whole page could be scrolled away. */
        position: relative;
        overflow: clip;
      }
      main {
        display: grid;
        grid-template-rows: minmax(0, 1fr);
        min-height: 0;
      }
      main.login {
        grid-row: 1 / -1;
      }
      .bar {
        display: flex;
        align-items: center;
        gap: 12px;
        padding: 7px 16px;
        background: var(--danger-soft);
        color: #7d1d12;
        border-block-end: 1px solid #f0cdc8;
      }
      .bar.slow {
        background: var(--warn-soft);
        color: #6b4000;
        border-color: #ecd6ac;
      }
      .bar p {
        flex: 1;
        margin: 0;
      }
      .bar .button {
        min-height: 28px;
        padding: 2px 10px;
      }
    `,
  ];

  @state() private starting = true;
  @state() private at = placeOf(location.hash);

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', () => this.navigate());
    for (const change of ['online', 'offline']) addEventListener(change, () => this.desk.nudge());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.desk.nudge();
    });
    void this.desk.resume().then(() => {
      this.starting = false;
      this.navigate();
    });
  }

  private navigate(): void {
    this.at = placeOf(location.hash);
    // A complaint about what was done elsewhere would only confuse here.
    this.desk.dismiss();
    if (!this.desk.me) return;
    if (this.at.section === 'chats') void this.desk.show(this.at.id);
  }

  protected override render(): unknown {
    const { desk, at, words } = this;
    if (this.starting) return nothing;
    if (!desk.me) {
      return html`<main class="login">
        <desk-login .desk=${desk} @signed-in=${() => this.navigate()}></desk-login>
      </main>`;
    }
    return html`
      <header><desk-topbar .desk=${desk} .section=${at.section}></desk-topbar></header>
      <div>${this.renderBar()}</div>
      <main>
        <h1 class="sr">${words.t('title')}</h1>
        ${this.renderPage(desk.me)}
      </main>
    `;
  }

  private renderPage(me: Staff): TemplateResult {
    const { desk, at } = this;
    // An address that is not this person's shows what is.
    const mine = sectionsFor(me).some(({ name }) => name === at.section);
    switch (mine ? at.section : 'chats') {
      case 'tickets':
        return html`<tickets-page .desk=${desk} .number=${at.id}></tickets-page>`;
      case 'promises':
        return html`<promises-page .desk=${desk}></promises-page>`;
      case 'replies':
        return html`<replies-page .desk=${desk}></replies-page>`;
      case 'reports':
        return html`<reports-page .desk=${desk}></reports-page>`;
      case 'training':
        return html`<training-page .desk=${desk} .tab=${at.id} .more=${at.more}></training-page>`;
      case 'people':
        return html`<people-page .desk=${desk} .tab=${at.id}></people-page>`;
      case 'chats':
        return html`<chats-page .desk=${desk}></chats-page>`;
    }
  }

  private renderBar(): TemplateResult {
    const { desk, words } = this;
    const link =
      desk.phase === 'away'
        ? html`<div class="bar" role="status"><p>${words.t('link.away')}</p></div>`
        : desk.phase === 'polling'
          ? html`<div class="bar slow" role="status"><p>${words.t('link.polling')}</p></div>`
          : nothing;
    const error = desk.error
      ? html`<div class="bar" role="alert">
          <p>${desk.error}</p>
          <button class="button" type="button" @click=${() => desk.dismiss()}>
            ${words.t('error.dismiss')}
          </button>
        </div>`
      : nothing;
    const away =
      desk.me?.presence === 'away'
        ? html`<div class="bar slow" role="status">
            <p>${words.t('away.text')}</p>
            <button class="button" type="button" @click=${() => void desk.setPresence('online')}>
              ${words.t('away.change')}
            </button>
          </div>`
        : nothing;
    return html`<promise-alert .desk=${desk}></promise-alert>${link}${away}${error}`;
  }
}

const words = await loadMessages(deskLoaders, english, navigator.language);
document.documentElement.lang = words.language;
const app = document.createElement('desk-app') as DeskApp;
app.desk = new Desk(new StaffApi((...call) => fetch(...call)), words);
document.body.append(app);
installKeys(app.desk);
new Notifier(app.desk).start();
