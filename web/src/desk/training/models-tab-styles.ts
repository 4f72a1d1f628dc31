import { css } from 'lit';

export const modelsTabStyles = css`
  :host {
    display: block;
    min-height: 0;
    padding: 18px 24px 40px;
    overflow-y: auto;
  }
  .page {
    max-width: 900px;
    margin-inline: auto;
  }
  .page > .told,
  .news > .told {
    margin-block-end: 12px;
  }
  h3 {
    margin: 22px 0 10px;
  }
  .served {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 10px 16px;
  }
  .served .what {
    flex: 1 1 320px;
    margin: 0;
    font-weight: 550;
    overflow-wrap: anywhere;
  }
  .served .told {
    flex-basis: 100%;
  }
  .error {
    display: block;
    overflow-wrap: anywhere;
  }
  article {
    padding: 14px 18px;
    border: 1px solid var(--line);
    border-radius: 12px;
    background: var(--surface);
  }
  article + article {
    margin-block-start: 10px;
  }
  article.open {
    border-color: var(--accent);
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
  }
  h4 {
    margin: 0;
    font-size: 15px;
    font-weight: 650;
    overflow-wrap: anywhere;
  }
  .chip.served {
    background: #dff1e3;
    color: #14562a;
  }
  .chip.starting,
  .chip.next {
    background: #e5ecf7;
    color: #254a7d;
  }
  .chip.refused {
    background: var(--danger-soft);
    color: #8c2015;
  }
  .about {
    margin: 2px 0 0;
    color: var(--muted);
    font-size: 13px;
    overflow-wrap: anywhere;
  }
  article .told {
    margin-block-start: 8px;
  }
  .promotion {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 14px;
    margin-block-start: 8px;
  }
  .why {
    flex: 1 1 260px;
    margin: 0;
    color: var(--muted);
  }
  details {
    margin-block-start: 6px;
  }
  dl {
    display: grid;
    grid-template-columns: minmax(120px, auto) minmax(0, 1fr);
    gap: 4px 16px;
    margin: 8px 0 0;
  }
  dt {
    color: var(--muted);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  dd a {
    color: var(--accent);
  }
  .history {
    display: grid;
    gap: 4px;
    margin: 12px 0 0;
    padding: 10px 0 0;
    border-block-start: 1px solid #edf1ef;
    list-style: none;
  }
  .history q {
    display: block;
    padding-inline-start: 12px;
    border-inline-start: 3px solid var(--line);
    overflow-wrap: anywhere;
  }
  .empty {
    padding: 32px 20px;
    border: 1px dashed var(--line);
    border-radius: 10px;
    text-align: center;
    color: var(--muted);
  }
  @media (max-width: 560px) {
    :host {
      padding: 14px 12px 32px;
    }
    article,
    section {
      padding: 12px;
    }
    .served .button {
      width: 100%;
      white-space: normal;
    }
  }
`;
