import { Parser, Tokenizer, defaultTreeAdapter } from 'parse5';
import type { DefaultTreeAdapterMap, TreeAdapter } from 'parse5';

export const MAX_HTML_CHARS = 2 * 1024 * 1024;
/** Nodes made or moved, elements open at once, attributes of one tag: each bounds a quadratic corner of HTML parsing. */
const MAX_NODE_OPERATIONS = 200_000;
export const MAX_OPEN_ELEMENTS = 400;
const MAX_ATTRIBUTES = 500;

/** The HTML is built to exhaust the reader. */
export class HtmlTooComplexError extends Error {}

/**
 * Parses HTML as a browser without scripts would in the body of a standards-mode document.
 * Throws {@link HtmlTooComplexError} beyond the limits. HTML Standard §13.2.
 */
export function parseBody(html: string): DefaultTreeAdapterMap['element'] {
  const document = BoundedParser.parse(
    `<!DOCTYPE html><html><head></head><body>${html.slice(0, MAX_HTML_CHARS)}`,
    {
      scriptingEnabled: false,
      treeAdapter: boundedAdapter(),
    },
  );
  const root = document.childNodes.find(isElement);
  return root!.childNodes.filter(isElement).find(({ tagName }) => tagName === 'body')!;
}

export function isElement(node: DefaultTreeAdapterMap['node']): node is DefaultTreeAdapterMap['element'] {
  return 'tagName' in node;
}

class BoundedTokenizer extends Tokenizer {
  #attributes = 0;

  protected override _createStartTagToken(): void {
    this.#attributes = 0;
    super._createStartTagToken();
  }

  protected override _createEndTagToken(): void {
    this.#attributes = 0;
    super._createEndTagToken();
  }

  protected override _createAttr(attrNameFirstCh: string): void {
    if (++this.#attributes > MAX_ATTRIBUTES) throw new HtmlTooComplexError('too many attributes');
    super._createAttr(attrNameFirstCh);
  }
}

class BoundedParser extends Parser<DefaultTreeAdapterMap> {
  constructor(...args: ConstructorParameters<typeof Parser<DefaultTreeAdapterMap>>) {
    super(...args);
    this.tokenizer = new BoundedTokenizer(this.options, this);
  }
}

function boundedAdapter(): TreeAdapter<DefaultTreeAdapterMap> {
  let operationsLeft = MAX_NODE_OPERATIONS;
  let openElements = 0;
  const count = () => {
    if (--operationsLeft < 0) throw new HtmlTooComplexError('too many nodes');
  };
  return {
    ...defaultTreeAdapter,
    appendChild(parent, node) {
      count();
      defaultTreeAdapter.appendChild(parent, node);
    },
    insertBefore(parent, node, reference) {
      count();
      // Foster parenting inserts near the end: look there first.
      parent.childNodes.splice(parent.childNodes.lastIndexOf(reference), 0, node);
      node.parentNode = parent;
    },
    onItemPush() {
      if (++openElements > MAX_OPEN_ELEMENTS) throw new HtmlTooComplexError('nested too deeply');
    },
    onItemPop() {
      openElements--;
    },
  };
}
