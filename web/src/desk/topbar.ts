import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { pageStyles } from '../core/page-styles';
import './account-dialog';
import type { AccountDialog } from './account-dialog';
import { DeskElement } from './element';
import { deskMark, leaveIcon } from './icons';
import type { Presence } from './model';
import { count } from './rows';
import { sectionsFor } from './sections';
import './settings-menu';

const PRESENCES: Presence[] = ['online', 'busy', 'away'];

/** Sections, presence and the way out. */
@customElement('desk-topbar')
export class DeskTopbar extends DeskElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 8px 20px;
        min-height: 52px;
        padding: 6px 16px;
        background: #12332e;
        color: #fff;
      }
      :focus-visible {
        outline-color: #fff;
      }
      .mark {
        display: flex;
        align-items: center;
        gap: 10px;
        font-weight: 650;
        font-size: 15px;
        white-space: nowrap;
      }
      svg {
        width: 28px;
        height: 28px;
        color: #2b6d62;
      }
      nav {
        display: flex;
        gap: 4px;
        min-width: 0;
        overflow-x: auto;
      }
      nav a {
        display: inline-flex;
        align-items: center;
        gap: 7px;
        min-height: 36px;
        padding: 4px 12px;
        border-radius: 8px;
        color: #c9d8d3;
        font-weight: 550;
        text-decoration: none;
      }
      nav a:hover {
        background: rgb(255 255 255 / 0.08);
      }
      nav a[aria-current] {
        background: rgb(255 255 255 / 0.14);
        color: #fff;
      }
      nav .count {
        min-width: 20px;
        padding-inline: 6px;
        border-radius: 10px;
        background: #f0b04a;
        color: #3b2400;
        font-size: 12px;
        line-height: 20px;
        font-weight: 650;
        text-align: center;
      }
      .me {
        display: flex;
        align-items: center;
        gap: 14px;
        margin-inline-start: auto;
        min-width: 0;
      }
      .name {
        display: flex;
        align-items: center;
        gap: 8px;
        min-width: 0;
        padding: 4px;
        border: 0;
        border-radius: 8px;
        background: none;
        color: #fff;
      }
      .name:hover {
        background: rgb(255 255 255 / 0.08);
      }
      .full {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .initial {
        flex: none;
        width: 26px;
        border-radius: 50%;
        background: #2b6d62;
        line-height: 26px;
        font-size: 13px;
        font-weight: 650;
        text-align: center;
        text-transform: uppercase;
      }
      fieldset {
        display: flex;
        margin: 0;
        padding: 3px;
        border: 0;
        border-radius: 10px;
        background: rgb(0 0 0 / 0.25);
      }
      label {
        position: relative;
        cursor: pointer;
      }
      input {
        position: absolute;
        inset: 0;
        opacity: 0;
        cursor: pointer;
      }
      label span {
        display: flex;
        align-items: center;
        gap: 7px;
        padding: 4px 11px;
        border-radius: 7px;
        color: #c9d8d3;
        font-weight: 500;
      }
      label i {
        width: 8px;
        height: 8px;
        border-radius: 50%;
        border: 2px solid currentColor;
      }
      input:checked + span {
        background: #fff;
        color: #12332e;
      }
      input:checked + .online i {
        border-color: #1f9d4d;
        background: #1f9d4d;
      }
      input:checked + .busy i {
        border-color: #d18a12;
        background: #d18a12;
      }
      input:focus-visible + span {
        outline: 2px solid #fff;
        outline-offset: 1px;
      }
      .out {
        padding: 6px 4px;
        border: 0;
        background: none;
        color: #c9d8d3;
        white-space: nowrap;
      }
      .out svg {
        display: none;
        color: inherit;
        width: 22px;
        height: 22px;
      }
      .out:hover {
        color: #fff;
        text-decoration: underline;
        text-underline-offset: 3px;
      }
      @media (max-width: 860px) {
        :host {
          flex-wrap: wrap;
          box-sizing: border-box;
          max-width: 100vw;
        }
        /* All sections on a line of their own that scrolls sideways. */
        nav {
          order: 1;
          width: 100%;
          margin-inline-end: -16px;
          padding-inline-end: 16px;
          overflow-x: auto;
          scrollbar-width: none;
        }
        nav a {
          flex: none;
          padding-inline: 9px;
        }
        nav a:focus-visible {
          outline-offset: -2px;
        }
        .name {
          flex: none;
          padding-inline: 2px;
        }
        label span {
          white-space: nowrap;
        }
        .mark span,
        .full {
          display: none;
        }
        nav {
          flex: 1;
          min-width: 0;
          overflow-x: auto;
          scrollbar-width: none;
        }
      }
      @media (max-width: 560px) {
        .mark {
          display: none;
        }
        /* Some languages need more room for the three words of presence. */
        .out span {
          display: none;
        }
        .out svg {
          display: block;
        }
        .me {
          gap: 6px;
          margin-inline: 0;
          width: 100%;
          justify-content: space-between;
        }
        label span {
          gap: 5px;
          padding-inline: 7px;
        }
      }
    `,
  ];

  @property() section = 'chats';
  @query('account-dialog') private readonly account!: AccountDialog;

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('section')) return;
    const here = this.renderRoot.querySelector('nav [aria-current]');
    here?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  protected override render(): TemplateResult {
    const { words, desk } = this;
    const me = desk.me;
    const sections = me ? sectionsFor(me) : [];
    const waiting = me ? count(desk.rows, 'queue', me) : 0;
    return html`
      <div class="mark">${deskMark}<span>${desk.company}</span></div>
      <nav aria-label=${words.t('nav.label')}>
        ${sections.map(
          ({ name, title }) =>
            html`<a href="#${name}" aria-current=${this.section === name ? 'page' : nothing}>
              ${words.t(title)}
              ${
                name === 'chats' && waiting > 0
                  ? html`<span class="count" title=${words.t('view.queue')}>${waiting}</span>`
                  : nothing
              }
            </a>`,
        )}
      </nav>
      <div class="me">
        <fieldset>
          <legend class="sr">${words.t('presence.label')}</legend>
          ${PRESENCES.map(
            (presence) =>
              html`<label title=${words.t(`presence.${presence}.hint`)}>
                <input
                  type="radio"
                  name="presence"
                  .checked=${me?.presence === presence}
                  @change=${() => void desk.setPresence(presence)}
                />
                <span class=${presence}><i></i>${words.t(`presence.${presence}`)}</span>
              </label>`,
          )}
        </fieldset>
        <button
          class="name"
          type="button"
          aria-label=${`${words.t('account.title')}: ${me?.name ?? ''}`}
          title=${words.t('account.title')}
          @click=${() => this.account.ask()}
        >
          <span class="initial" aria-hidden="true">${me?.name.slice(0, 1)}</span>
          <span class="full">${me?.name}</span>
        </button>
        <desk-settings .desk=${desk}></desk-settings>
        <button
          class="out"
          type="button"
          aria-label=${words.t('nav.logout')}
          title=${words.t('nav.logout')}
          @click=${() => void desk.logout()}
        >
          ${leaveIcon}<span>${words.t('nav.logout')}</span>
        </button>
      </div>
      <account-dialog .desk=${desk}></account-dialog>
    `;
  }
}
