/** What stays as it is. Nothing here loads, runs, submits or switches the parser's namespace. */
export const ALLOWED_ELEMENTS: ReadonlySet<string> = new Set([
  'a', 'abbr', 'acronym', 'address', 'area', 'article', 'aside', 'b', 'bdi', 'bdo', 'big', 'blockquote', 'br', 'caption',
  'center', 'cite', 'code', 'col', 'colgroup', 'dd', 'del', 'details', 'dfn', 'dir', 'div', 'dl', 'dt', 'em', 'figcaption',
  'figure', 'font', 'footer', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'hr', 'i', 'img', 'ins', 'kbd', 'li', 'main', 'map',
  'mark', 'nav', 'ol', 'p', 'pre', 'q', 'rp', 'rt', 'ruby', 's', 'samp', 'section', 'small', 'span', 'strike', 'strong',
  'style', 'sub', 'summary', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'time', 'tr', 'tt', 'u', 'ul', 'var', 'wbr',
]); // prettier-ignore

/** What goes with all it holds. Elements in neither set are replaced by their content. */
export const DROPPED_ELEMENTS: ReadonlySet<string> = new Set([
  'applet', 'audio', 'base', 'basefont', 'bgsound', 'canvas', 'command', 'datalist', 'embed', 'frame', 'frameset', 'iframe',
  'input', 'isindex', 'keygen', 'link', 'listing', 'math', 'meta', 'noembed', 'noframes', 'noscript', 'object', 'param',
  'plaintext', 'portal', 'script', 'select', 'svg', 'template', 'textarea', 'title', 'track', 'video', 'xml', 'xmp',
]); // prettier-ignore
