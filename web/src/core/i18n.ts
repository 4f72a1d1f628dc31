/** Texts of a page in one language: `{name}` marks what is filled in. */
export type Messages<Key extends string> = Readonly<Record<Key, string>>;

type PluralBase<Key extends string> = Key extends `${infer Base}.other` ? Base : never;
export type Params = Readonly<Record<string, string | number>>;

/** Looks texts up and fills them in. */
export class Translator<Key extends string> {
  readonly #plurals: Intl.PluralRules;

  constructor(
    private readonly messages: Messages<Key>,
    readonly language: string,
  ) {
    this.#plurals = new Intl.PluralRules(language);
  }

  t(key: Key, params: Params = {}): string {
    return fill(this.messages[key], params);
  }

  /** A text that depends on a number: `key.one`, `key.other` and what else the language has. */
  n(base: PluralBase<Key>, count: number, params: Params = {}): string {
    const texts: Readonly<Record<string, string>> = this.messages;
    const text = texts[`${base}.${this.#plurals.select(count)}`] ?? texts[`${base}.other`] ?? base;
    return fill(text, { n: count, ...params });
  }

  /** A text whose key comes from the server; the server's own word where we have none. */
  maybe(prefix: string, value: string): string {
    return this.known(`${prefix}.${value}`) ?? value.replaceAll('_', ' ');
  }

  /** The text of a key that may be none of ours. */
  known(key: string): string | undefined {
    const texts: Readonly<Record<string, string>> = this.messages;
    return texts[key];
  }
}

function fill(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in params ? String(params[name]) : whole,
  );
}

/** Language files by tag, e.g. `./vi.ts`, each loaded when it is asked for. */
export type Loaders<Key extends string> = Readonly<Record<string, () => Promise<Messages<Key>>>>;

/**
 * The texts for a language tag: the tag itself, else its language without region, else English.
 */
export async function loadMessages<Key extends string>(
  loaders: Loaders<Key>,
  english: Messages<Key>,
  tag: string,
): Promise<Translator<Key>> {
  const wanted = tag.toLowerCase();
  for (const candidate of [wanted, wanted.split('-')[0] ?? wanted]) {
    const loader = loaders[`./${candidate}.ts`];
    if (candidate === 'en') break;
    if (loader) return new Translator({ ...english, ...(await loader()) }, candidate);
  }
  return new Translator(english, 'en');
}
