import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { pageStyles } from '../../core/page-styles';
import { moment } from '../../core/time';
import { problemOf } from '../problems';
import { TrainingElement } from './element';
import { listClusters, searchClusters, type Cluster, type Clusters } from './inbox-api';
import { clusterTitle } from './inbox-model';

const LOOK_EVERY_MS = 2_000;

/**
 * What visitors ask again and again, and the assistant does not know. Fires `narrow` with a
 * cluster's id, or an empty one, and `select` for all lines of the one that is shown.
 */
@customElement('cluster-panel')
export class ClusterPanel extends TrainingElement {
  static override styles = [
    pageStyles,
    css`
      :host {
        display: block;
        border-block-end: 1px solid var(--line);
        background: #fafbfa;
      }
      summary {
        padding: 9px 16px;
        font-weight: 550;
        cursor: pointer;
      }
      summary:focus-visible {
        outline-offset: -2px;
      }
      .inner {
        padding: 0 16px 14px;
      }
      p {
        margin: 0 0 10px;
        color: var(--muted);
      }
      .bad {
        padding: 7px 12px;
        border-radius: 8px;
        background: var(--danger-soft);
        color: #7d1d12;
        overflow-wrap: anywhere;
      }
      .search {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 12px;
        margin-block-end: 10px;
      }
      .search p {
        flex: 1 1 220px;
        margin: 0;
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(250px, 100%), 1fr));
        gap: 8px;
        max-height: 264px;
        margin: 0;
        padding: 2px;
        overflow-y: auto;
        list-style: none;
      }
      .cluster {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-content: start;
        align-items: start;
        gap: 1px 8px;
        width: 100%;
        height: 100%;
        padding: 8px 12px;
        border: 1px solid #c3cdc9;
        border-radius: 10px;
        background: var(--surface);
        text-align: start;
      }
      .cluster:hover {
        background: var(--soft);
      }
      .cluster b {
        display: -webkit-box;
        overflow: hidden;
        font-weight: 600;
        overflow-wrap: anywhere;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
      }
      .cluster .words {
        grid-column: 1 / -1;
        color: var(--muted);
        font-size: 13px;
        overflow-wrap: anywhere;
      }
      .shown {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 12px;
        padding: 9px 16px;
        background: var(--soft);
      }
      .shown p {
        flex: 1 1 260px;
        margin: 0;
        color: var(--ink);
      }
      .shown small {
        display: block;
        color: var(--muted);
        font-size: 13px;
      }
    `,
  ];

  /** The cluster that the list is narrowed down to; empty for none. */
  @property() cluster = '';
  /** Grows whenever the list was asked for anew: clusters shrink with each label. */
  @property({ type: Number }) fresh = 0;
  @state() private found: Clusters | null = null;
  @state() private problem: string | null = null;
  /** It stays open for whoever goes through one matter after the other. */
  private isOpen = false;
  /** What is shown of the cluster that was chosen, also once all of it is labelled. */
  private chosen: Cluster | null = null;
  private looking: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.looking);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('fresh')) void this.look();
    if (this.cluster === '') this.chosen = null;
    else {
      const known = this.found?.clusters.find(({ id }) => id === this.cluster);
      if (this.chosen?.id !== this.cluster) this.chosen = known ?? null;
    }
  }

  private async look(): Promise<void> {
    clearTimeout(this.looking);
    try {
      this.found = await listClusters(this.desk.api);
      this.problem = null;
    } catch (error) {
      this.problem = problemOf(this.desk, error);
    }
    if (this.found?.status === 'running' && this.isConnected) {
      this.looking = setTimeout(() => void this.look(), LOOK_EVERY_MS);
    }
  }

  private async search(): Promise<void> {
    try {
      await searchClusters(this.desk.api);
    } catch (error) {
      this.problem = problemOf(this.desk, error);
      return;
    }
    await this.look();
  }

  private narrow(cluster: string): void {
    this.dispatchEvent(new CustomEvent<string>('narrow', { detail: cluster }));
  }

  protected override render(): unknown {
    const { texts, found } = this;
    // A server that searches for none says so, and there is nothing to show.
    if (found === null) return nothing;
    if (this.cluster !== '') return this.renderOpen();
    const n = found.clusters.length;
    return html`<details
      ?open=${this.isOpen}
      @toggle=${(event: Event) => (this.isOpen = (event.target as HTMLDetailsElement).open)}
    >
      <summary>
        ${texts.t('inbox.clusters')} ${n > 0 ? html`<span class="chip open">${n}</span>` : nothing}
      </summary>
      <div class="inner">
        ${this.renderSearch(found)}
        ${
          n > 0
            ? html`<ul>
                ${found.clusters.map((one) => this.renderCluster(one))}
              </ul>`
            : nothing
        }
      </div>
    </details>`;
  }

  private renderSearch({ status, at, error, clusters }: Clusters): TemplateResult {
    const { texts, desk, problem } = this;
    const isRunning = status === 'running';
    const when = at ? moment(at, desk.zone, this.words.language) : '';
    const told =
      status === 'done' && clusters.length === 0
        ? texts.t('inbox.clusters.nothing', { at: when })
        : texts.t(`inbox.clusters.${status}`, { at: when });
    const wrong = problem ?? (status === 'failed' ? error : null);
    return html`
      <div class="search">
        <p role="status">${told}</p>
        <button
          class="button"
          type="button"
          ?disabled=${isRunning}
          @click=${() => void this.search()}
        >
          ${texts.t(status === 'done' ? 'inbox.clusters.again' : 'inbox.clusters.search')}
        </button>
      </div>
      ${wrong === null ? nothing : html`<p class="bad" role="alert">${wrong}</p>`}
    `;
  }

  private renderCluster(cluster: Cluster): TemplateResult {
    return html`<li>
      <button class="cluster" type="button" @click=${() => this.narrow(cluster.id)}>
        <b>${clusterTitle(cluster)}</b>
        <span class="chip">×${cluster.size}</span>
        <span class="words">${cluster.words.join(', ')}</span>
      </button>
    </li>`;
  }

  private renderOpen(): TemplateResult {
    const { texts, chosen } = this;
    return html`<div class="shown">
      <p>
        ${texts.t('inbox.cluster.shown')} <b>${chosen ? clusterTitle(chosen) : nothing}</b>
        <small>${texts.t('inbox.cluster.hint')}</small>
      </p>
      <button class="button" type="button" @click=${() => this.dispatchEvent(new Event('select'))}>
        ${texts.t('inbox.cluster.select')}
      </button>
      <button class="button" type="button" @click=${() => this.narrow('')}>
        ${texts.t('inbox.cluster.leave')}
      </button>
    </div>`;
  }
}
